"""Random requests about a few keys, leases and revisions, many of them wrong on purpose."""


class Requests:
    """`rng`, `keys`, `leases`, and where the store stands: `revision`, `compacted`."""

    def __init__(self, rng):
        self.rng = rng
        self.keys = [f"k{i:02}".encode() for i in range(40)] + [b"\x00", b"\xff\xfe", b"a\x00b"]
        self.leases = []
        self.revision, self.compacted = 1, 0

    def key(self):
        return b"" if self.rng.random() < 0.02 else self.rng.choice(self.keys)

    def interval(self):
        key = self.key()
        end = self.rng.choice([b"", b"", b"\x00", b"l", self.rng.choice(self.keys), key + b"5", key[:-1]])
        return key, end

    def past(self):
        """A revision: the present, one that was, one that is compacted, one that is to come."""
        low = max(self.compacted - 3, 0)
        return self.rng.choice([0, 0, 0, self.rng.randint(low, self.revision), self.revision + self.rng.randint(1, 3), -1])

    def lease(self):
        known = self.rng.choice(self.leases) if self.leases else 0
        return self.rng.choice([0, 0, 0, 0, known, known, 987654321])

    def range(self):
        import rpc_pb2

        key, end = self.interval()
        request = rpc_pb2.RangeRequest(key=key, range_end=end, revision=self.past(), limit=self.rng.choice([0, 0, 1, 3, 10, -2]))
        if self.rng.random() < 0.4:
            request.sort_order = self.rng.randrange(3)
            request.sort_target = self.rng.randrange(5)
        for flag in ("serializable", "keys_only", "count_only"):
            setattr(request, flag, self.rng.random() < 0.15)
        if self.rng.random() < 0.2:
            field = self.rng.choice(["min_mod_revision", "max_mod_revision", "min_create_revision", "max_create_revision"])
            setattr(request, field, self.rng.randint(1, self.revision + 1))
        return request

    def put(self):
        import rpc_pb2

        request = rpc_pb2.PutRequest(key=self.key(), value=self.rng.randbytes(self.rng.choice([0, 1, 5, 40])), lease=self.lease(),
                                     prev_kv=self.rng.random() < 0.3)
        if self.rng.random() < 0.12:
            request.ignore_value = True
            if self.rng.random() < 0.7:
                request.value = b""
        if self.rng.random() < 0.12:
            request.ignore_lease = True
            if self.rng.random() < 0.7:
                request.lease = 0
        return request

    def delete(self):
        import rpc_pb2

        key, end = self.interval()
        if self.rng.random() < 0.8:
            end = b""
        return rpc_pb2.DeleteRangeRequest(key=key, range_end=end, prev_kv=self.rng.random() < 0.4)

    def compare(self):
        import rpc_pb2

        compare = rpc_pb2.Compare(result=self.rng.randrange(4), target=self.rng.randrange(5), key=self.key())
        if self.rng.random() < 0.2:
            compare.range_end = self.rng.choice([b"\x00", b"l", b"k2"])
        field = ["version", "create_revision", "mod_revision", "value", "lease"][compare.target]
        if self.rng.random() < 0.95:
            value = self.rng.randbytes(1) if field == "value" else self.rng.choice([0, 1, 2, self.revision, self.revision // 2])
            setattr(compare, field, value)
        return compare

    def txn(self, depth=0):
        import rpc_pb2

        request = rpc_pb2.TxnRequest(compare=[self.compare() for _ in range(self.rng.choice([0, 1, 1, 2]))])
        for branch in (request.success, request.failure):
            for _ in range(self.rng.choice([0, 1, 2, 3])):
                self.add_operation(branch.add(), depth)
        if depth == 0 and self.rng.random() < 0.02:
            for _ in range(129):
                request.success.add().request_range.key = b"k00"
        return request

    def add_operation(self, operation, depth):
        kind = self.rng.random()
        if kind < 0.3:
            operation.request_range.CopyFrom(self.range())
        elif kind < 0.7:
            operation.request_put.CopyFrom(self.put())
        elif kind < 0.85:
            operation.request_delete_range.CopyFrom(self.delete())
        elif kind < 0.98 and depth < 3:
            operation.request_txn.CopyFrom(self.txn(depth + 1))
