"""A WebSocket client that costs next to nothing, and what each server says over it.

Invariant: the same for all servers: blocking reads into one buffer, frames found by their headers,
payloads looked at where a protocol makes a client look. What it cannot read ends the run.
"""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
BUFFER = 2 * 1024 * 1024
ACK_EVERY = 65_536
PATIENCE_S = 60.0
Dialect = Literal["booterm", "ttyd", "terminado"]


@dataclass(frozen=True)
class Target:
    """Where a session's WebSocket is, and which protocol it speaks."""

    dialect: Dialect
    port: int
    path: str
    headers: str = ""

    def to_json(self) -> str:
        """For another process."""
        return json.dumps(asdict(self))


class Terminal:
    """One session's client; `count` is the bytes of output so far (terminado: of its JSON)."""

    def __init__(self, target: Target) -> None:
        self._dialect = target.dialect
        self._socket = socket.create_connection(("127.0.0.1", target.port), PATIENCE_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = memoryview(bytearray(BUFFER))
        self._start = self._end = 0
        self._acked = 0
        self._cursor = 0
        self.count = 0
        self._shake_hands(target)

    def type(self, data: bytes) -> None:
        """Send `data` as input."""
        match self._dialect:
            case "booterm":
                self._send(BINARY, data)
            case "ttyd":
                self._send(BINARY, b"0" + data)
            case "terminado":
                self._send(TEXT, json.dumps(["stdin", data.decode()]).encode())

    def output(self) -> Iterator[memoryview]:
        """Each piece of output as it comes. It is valid until the next one is asked for."""
        while True:
            kind, payload = self._frame()
            if kind == PING:
                self._send(PONG, bytes(payload))
            elif kind == CLOSE:
                raise ConnectionError(f"{self._dialect} closed: {bytes(payload)!r}")
            elif (piece := self._piece(kind, payload)) is not None:
                self.count += len(piece)
                yield piece

    def until(self, sign: bytes) -> None:
        """Take output in until `sign` was in it."""
        tail = b""
        for piece in self.output():
            tail += bytes(piece[-64:])
            if sign in tail:
                return
            tail = tail[-64:]

    def acknowledge(self) -> None:
        """Everything was taken in, as the client of BooTerm says when it falls idle."""
        if self._dialect == "booterm" and self._cursor > self._acked:
            self._acked = self._cursor
            self._send(TEXT, b'{"t":"ack","cursor":%d}' % self._cursor)

    def close(self) -> None:
        """Say farewell and go."""
        self._send(CLOSE, b"\x03\xe8")
        self._socket.close()

    def _piece(self, kind: int, payload: memoryview) -> memoryview | None:
        match self._dialect:
            case "booterm" if kind == BINARY:
                self._cursor += len(payload)
                if self._cursor - self._acked >= ACK_EVERY:
                    self.acknowledge()
                return payload
            case "booterm":
                frame = json.loads(bytes(payload))
                if frame["t"] == "hello":
                    self._cursor = self._acked = frame["cursor"]
            case "ttyd" if payload[:1] == b"0":
                return payload[1:]
            case "terminado" if payload[:10] == b'["stdout",':
                return payload[12:-2]
        return None

    def _shake_hands(self, target: Target) -> None:
        protocol = "Sec-WebSocket-Protocol: tty\r\n" if self._dialect == "ttyd" else ""
        self._socket.sendall(
            f"GET {target.path} HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"{protocol}{target.headers}\r\n".encode()
        )
        while (end := bytes(self._buffer[: self._end]).find(b"\r\n\r\n")) < 0:
            self._receive()
        answer = bytes(self._buffer[:end])
        if b" 101 " not in answer:
            raise ConnectionError(f"{self._dialect} answered {answer[:300]!r}")
        self._start = end + 4
        if self._dialect == "ttyd":
            self._send(BINARY, b'{"AuthToken":"","columns":80,"rows":24}')

    def _frame(self) -> tuple[int, memoryview]:
        buffer = self._buffer
        self._need(2)
        at = self._start
        length, begin = buffer[at + 1] & 127, 2
        if length > 125:
            begin = 4 if length == 126 else 10
            self._need(begin)
            at = self._start
            length = int.from_bytes(buffer[at + 2 : at + begin], "big")
        self._need(begin + length)
        at = self._start
        self._start = at + begin + length
        return buffer[at] & 15, buffer[at + begin : self._start]

    def _need(self, size: int) -> None:
        while self._end - self._start < size:
            self._receive()

    def _receive(self) -> None:
        if self._start == self._end:
            self._start = self._end = 0
        elif self._end == BUFFER:
            rest = bytes(self._buffer[self._start : self._end])
            self._buffer[: len(rest)] = rest
            self._start, self._end = 0, len(rest)
        received = self._socket.recv_into(self._buffer[self._end :])
        if not received:
            raise ConnectionError(f"{self._dialect} hung up")
        self._end += received

    def _send(self, kind: int, data: bytes) -> None:
        # Masked with zeros: a client must mask, and what with is its own affair.
        size = len(data)
        length = bytes([128 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        self._socket.sendall(bytes([128 | kind]) + length + b"\0\0\0\0" + data)


def time_echoes(terminal: Terminal, count: int, gap_s: float) -> list[float]:
    """Seconds from a key to its echo, `count` times; the gap is that of fast typing."""
    took = []
    output = terminal.output()
    for number in range(count):
        began = time.perf_counter()
        terminal.type(b"%d" % (number % 10))
        next(output)
        took.append(time.perf_counter() - began)
        terminal.acknowledge()
        time.sleep(gap_s)
    return took
