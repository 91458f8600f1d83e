"""Clients of etcd's API in Python, and what of an answer two servers must have in common."""

import threading


class Client:
    def __init__(self, address):
        import election_pb2_grpc
        import grpc
        import lock_pb2_grpc
        import rpc_pb2_grpc

        self.channel = grpc.insecure_channel(address)
        services = [rpc_pb2_grpc.KVStub, rpc_pb2_grpc.LeaseStub, rpc_pb2_grpc.AuthStub, rpc_pb2_grpc.ClusterStub,
                    rpc_pb2_grpc.MaintenanceStub, lock_pb2_grpc.LockStub, election_pb2_grpc.ElectionStub]
        self.calls = {}
        for service in services:
            self.calls.update(vars(service(self.channel)))
        self.watch_service = rpc_pb2_grpc.WatchStub(self.channel)
        self.token = None

    def call(self, name, request):
        """The answer's message, or the code and text of its failure."""
        import grpc

        metadata = [("token", self.token)] if self.token else []
        try:
            return self.calls[name](request, timeout=60, metadata=metadata)
        except grpc.RpcError as error:
            return (error.code().name, error.details())


class Watch:
    """A watch on one server: everything that came, gathered by a thread."""

    def __init__(self, client, request):
        import rpc_pb2

        self.wanted = threading.Semaphore(0)
        self.lock = threading.Lock()
        self.events, self.ends, self.created = [], [], None
        self.requests = [rpc_pb2.WatchRequest(create_request=request)]
        self.wanted.release()
        metadata = [("token", client.token)] if client.token else []
        self.stream = client.watch_service.Watch(self.feed(), metadata=metadata)
        self.thread = threading.Thread(target=self.gather, daemon=True)
        self.thread.start()

    def feed(self):
        while self.wanted.acquire() and self.requests:
            yield self.requests.pop(0)

    def send(self, request):
        self.requests.append(request)
        self.wanted.release()

    def gather(self):
        import grpc

        try:
            for response in self.stream:
                with self.lock:
                    if response.created:
                        self.created = (response.watch_id, response.canceled, response.cancel_reason)
                    if response.canceled and not response.created:
                        self.ends.append((response.watch_id, response.compact_revision, response.cancel_reason))
                    self.events.extend(event.SerializeToString(deterministic=True) for event in response.events)
        except grpc.RpcError:
            pass

    def seen(self):
        with self.lock:
            return (self.created, list(self.events), list(self.ends))

    def close(self):
        self.wanted.release()
        self.stream.cancel()


SORTED_BY = [None, "version", "create_revision", "mod_revision", "value"]


def normal(name, request, answer):
    """What of an answer must be equal."""
    if isinstance(answer, tuple):
        return answer
    import rpc_pb2

    kept = type(answer)()
    kept.CopyFrom(answer)
    kept.header.ClearField("cluster_id")
    kept.header.ClearField("member_id")
    kept.header.ClearField("raft_term")
    if name == "LeaseTimeToLive":
        kept.TTL = min(kept.TTL, 0)
        keys = sorted(kept.keys)
        del kept.keys[:]
        kept.keys.extend(keys)
    elif name == "LeaseLeases":
        ids = sorted(lease.ID for lease in kept.leases)
        del kept.leases[:]
        kept.leases.extend(rpc_pb2.LeaseStatus(ID=each) for each in ids)
    elif name == "Range":
        order_ties(request, kept)
    elif name == "Txn":
        order_ties_of_txn(request, kept)
    return str(kept)


def order_ties(request, response):
    """Keys that a sort does not tell apart come in any order; beside a limit which of them come is open, too."""
    field = SORTED_BY[request.sort_target]
    if field is None:
        return
    kvs = list(response.kvs)
    del response.kvs[:]
    values = [(getattr(kv, field), kv.key) for kv in kvs]
    if request.limit > 0 and response.more:
        last = values[-1][0] if values else None
        kvs = [kv for kv in kvs if getattr(kv, field) != last]
    # Ties are ordered by key, whichever way the rest goes.
    kvs.sort(key=lambda kv: kv.key)
    response.kvs.extend(kvs)


def order_ties_of_txn(request, response):
    operations = request.success if response.succeeded else request.failure
    for operation, answer in zip(operations, response.responses):
        if operation.HasField("request_range"):
            order_ties(operation.request_range, answer.response_range)
        elif operation.HasField("request_txn"):
            order_ties_of_txn(operation.request_txn, answer.response_txn)
