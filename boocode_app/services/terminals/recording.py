"""A session as asciicast v2: what is kept of it, and what follows.

https://docs.asciinema.org/manual/asciicast/v2/. Invariant: a character is in one event, whole;
times never go back; whoever records holds nothing up and is sent what the ring still holds.
"""

import codecs
import json
from collections.abc import AsyncIterator, Iterator

from boocode_app.contracts.terminals import Ack, Hello
from boocode_app.services.terminals.session import Session

RESET = "\x1bc"


class Cast:
    """Writes the lines of one recording, beginning with the header."""

    def __init__(self, session: Session, start: int) -> None:
        self._history = session.history
        self._facts = session.describe()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        first = next(self._history.times.pieces(start, start + 1, self._created))
        self._begun = self._last = first[2]
        size = self._history.sizes_after(start)[0]
        self._size = (size.cols, size.rows)

    @property
    def _created(self) -> float:
        return self._facts.createdAt.timestamp()

    def header(self) -> str:
        """The first line."""
        cols, rows = self._size
        told = {
            "version": 2,
            "width": cols,
            "height": rows,
            "timestamp": int(self._begun),
            "title": self._facts.title,
            "env": {"TERM": "xterm-256color"},
        }
        return json.dumps(told) + "\n"

    def text(self, text: str) -> str:
        """An event of `text`, at the time of the last one."""
        return self._event("o", text)

    def output(self, start: int, data: bytes) -> Iterator[str]:
        """The events of `data`, which begins at cursor `start`."""
        stop = start + len(data)
        sizes = [size for size in self._history.sizes_after(start) if size.cursor < stop]
        for begin, end, moment in self._history.times.pieces(start, stop, self._begun):
            self._last = max(self._last, moment)
            at = begin
            while sizes and sizes[0].cursor < end:
                size = sizes.pop(0)
                yield from self._written(data[at - start : size.cursor - start])
                at = size.cursor
                yield from self._sized((size.cols, size.rows))
            yield from self._written(data[at - start : end - start])

    def _written(self, data: bytes) -> Iterator[str]:
        if text := self._decoder.decode(data):
            yield self._event("o", text)

    def _sized(self, size: tuple[int, int]) -> Iterator[str]:
        if size != self._size:
            self._size = size
            yield self._event("r", f"{size[0]}x{size[1]}")

    def _event(self, kind: str, text: str) -> str:
        return json.dumps([round(self._last - self._begun, 6), kind, text]) + "\n"


async def record(session: Session, *, follow: bool) -> AsyncIterator[str]:
    """The recording, line by line: up to now, or (`follow`) until the session ends."""
    viewer = session.attach(None, readonly=True)
    cast: Cast | None = None
    cursor = end = 0
    try:
        while (item := await viewer.next()) is not None:
            if isinstance(item, Hello):
                cursor, end = item.cursor, item.end if cast is None else end
                if cast is None:
                    cast = Cast(session, cursor)
                    yield cast.header() + (cast.text(item.preamble) if item.preamble else "")
                else:
                    yield cast.text(RESET + item.preamble)
            elif isinstance(item, bytes) and cast is not None:
                yield "".join(cast.output(cursor, item))
                cursor += len(item)
                viewer.receive(Ack(cursor=cursor).model_dump_json())
            if not follow and cursor >= end:
                return
    finally:
        session.detach(viewer, clean=True)
