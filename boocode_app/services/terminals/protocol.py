"""The terminal protocol without IO: frames in, events out, on the server's end and the client's.

Frames are those of contracts/terminals.py. Invariant: whatever a peer sends, the answer is an
event; a frame that cannot be used is a Fault that quotes it, never an exception.
"""

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from boocode_app.contracts.terminals import (
    ACK_EVERY,
    HIGH_MARK,
    LOW_MARK,
    Ack,
    ClientFrame,
    Exited,
    Fault,
    Hello,
    Owned,
    Resize,
    Resized,
    ServerFrame,
)

FRAME_LIMIT = 4096
"""Bytes of a JSON frame from a client: none of ours is longer than 60."""
CURSOR_LIMIT = 2**53
"""Beyond it JavaScript loses count; at 70 MB/s a terminal gets there in four years."""

_client_frames: TypeAdapter[Ack | Resize] = TypeAdapter(ClientFrame)
_server_frames: TypeAdapter[Hello | Exited | Fault | Resized | Owned] = TypeAdapter(ServerFrame)


@dataclass(frozen=True)
class Typed:
    """Bytes for the PTY."""

    data: bytes


@dataclass(frozen=True)
class Output:
    """Bytes of the terminal; the last one is at `cursor`."""

    data: bytes
    cursor: int


ServerEvent = Typed | Ack | Resize | Fault
ClientEvent = Output | Hello | Exited | Resized | Fault | Owned


class ServerEnd:
    """The server's end of one connection: what was sent, what was acknowledged."""

    def __init__(self, cursor: int) -> None:
        self.sent = cursor
        self.acked = cursor

    @property
    def window_open(self) -> bool:
        """Whether more may be sent: at most HIGH_MARK bytes and one frame are under way."""
        return self.sent - self.acked < HIGH_MARK

    def restart(self, cursor: int) -> None:
        """A reset hello goes out: the client's screen begins anew at `cursor`."""
        self.sent = self.acked = cursor

    def receive_data(self, frame: bytes | str) -> ServerEvent:
        """The event in a frame of the client's. An Ack is already taken into account."""
        if isinstance(frame, bytes):
            return Typed(frame)
        if len(frame) > FRAME_LIMIT:
            return Fault(detail=f"A frame of {len(frame)} characters is over {FRAME_LIMIT}.")
        try:
            event = _client_frames.validate_json(frame)
        except ValidationError as error:
            return Fault(detail=_in_words(error, frame))
        return self._acknowledge(event) if isinstance(event, Ack) else event

    def _acknowledge(self, ack: Ack) -> Ack | Fault:
        if ack.cursor > self.sent:
            return Fault(detail=f"ack {ack.cursor} is beyond {self.sent}, the last byte sent.")
        self.acked = max(self.acked, ack.cursor)
        return ack


class ClientEnd:
    """The client's end: where its screen stands, and when to say so.

    Hand `cursor` to the next connection (`?cursor=`) and nothing is lost or doubled.
    """

    def __init__(self, cursor: int | None = None) -> None:
        self.cursor = cursor
        self.acked = cursor or 0

    def receive_data(self, frame: bytes | str) -> ClientEvent:
        """The event in a frame of the server's. On a Hello with `reset`, clear the screen."""
        if isinstance(frame, bytes):
            if self.cursor is None:
                return Fault(detail="Bytes came before the hello.")
            self.cursor += len(frame)
            return Output(frame, self.cursor)
        try:
            event = _server_frames.validate_json(frame)
        except ValidationError as error:
            return Fault(detail=_in_words(error, frame))
        if isinstance(event, Hello):
            self.cursor = self.acked = event.cursor
        return event

    def ack_due(self, *, idle: bool = False) -> str | None:
        """The frame that acknowledges everything written, where ACK_EVERY bytes call for it.

        `idle`: nothing more is coming right now, so any unacknowledged byte calls for it.
        """
        waiting = (self.cursor or 0) - self.acked
        if waiting <= 0 or (waiting < ACK_EVERY and not idle):
            return None
        self.acked += waiting
        return Ack(cursor=self.acked).model_dump_json()


class Pace:
    """Whether the PTY may be read: paused above HIGH_MARK bytes unacknowledged, till LOW_MARK."""

    def __init__(self) -> None:
        self.paused = False

    def update(self, unacknowledged: int) -> bool:
        """Whether `paused` changed."""
        paused = unacknowledged > (LOW_MARK if self.paused else HIGH_MARK)
        changed = paused != self.paused
        self.paused = paused
        return changed


def parse_cursor(text: str | None) -> int | Fault | None:
    """The `?cursor=` of a WebSocket: a count of bytes, None where there is none."""
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 17 and int(text) < CURSOR_LIMIT:
        return int(text)
    return Fault(detail=f"cursor={text[:40]!r} is no count of bytes.")


def _in_words(error: ValidationError, frame: str) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{frame[:60]!r}: {place + ': ' if place else ''}{first['msg'][:200]}"
