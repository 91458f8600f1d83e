"""Just enough of HTTP/2 and gRPC, by hand, to say things that no client would say."""

import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def text(value):
    data = value.encode()
    assert len(data) < 127
    return bytes([len(data)]) + data


def headers(path, stream):
    """A request's header block: every field literal, none indexed."""
    fields = [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("te", "trailers"),
              ("content-type", "application/grpc")]
    return frame(HEADERS, END_HEADERS, stream, b"".join(b"\x00" + text(name) + text(value) for name, value in fields))


def message(payload, flag=0, length=None):
    return bytes([flag]) + struct.pack(">I", len(payload) if length is None else length) + payload


def field(number, data):
    """A length-delimited field of a protobuf message that is shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(data)]) + data


class Connection:
    def __init__(self, address, greeting=PREFACE + frame(SETTINGS)):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=30)
        self.buffer = b""
        self.send(greeting)

    def send(self, data):
        """False when the other end has had enough."""
        try:
            self.socket.sendall(data)
        except OSError:
            return False
        return True

    def next_frame(self):
        """Kind, flags, stream, payload; None at the end. Answers settings and pings."""
        while True:
            head = self.take(9)
            if head is None:
                return None
            payload = self.take(int.from_bytes(head[:3], "big"))
            if payload is None:
                return None
            kind, flags, stream = head[3], head[4], int.from_bytes(head[5:9], "big")
            if kind in (SETTINGS, PING) and not flags & ACK:
                self.send(frame(kind, ACK, 0, payload if kind == PING else b""))
                continue
            return kind, flags, stream, payload

    def take(self, count):
        while len(self.buffer) < count:
            try:
                more = self.socket.recv(65536)
            except ConnectionError:
                return None
            if not more:
                return None
            self.buffer += more
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def reset(self):
        """Leaves without a word, as a machine does that loses its power."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
