"""What a session printed: kept, told on in time, and described.

Invariant: it is kept in the ring and nowhere else, before anybody is told; `on_flush()` is called
within WINDOW_S of every byte, at once for an echo, and not for each read of a flood.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from boocode_app.services.terminals.coalesce import WINDOW_S, Coalescer, Step
from boocode_app.services.terminals.history import History, Seen
from boocode_app.services.terminals.lines import SWITCH, Transcript, last_line
from boocode_app.services.terminals.pictures import Pictures
from boocode_app.services.terminals.ring import Ring

LAST_LINE_WITHIN = 8192
"""Bytes at the end of the output in which the last line is looked for."""


class Output:
    """The output of a terminal of `cols` by `rows`; `preamble` as History has it."""

    def __init__(
        self,
        ring: Ring,
        cols: int,
        rows: int,
        preamble: str,
        on_flush: Callable[[], None],
        last_line: str = "",
    ) -> None:
        self.ring = ring
        self.history = History(ring, cols, rows, preamble)
        self._pictures = Pictures(self.history)
        self._coalescer = Coalescer()
        self._on_flush = on_flush
        self._last_line = last_line
        self._flush_timer: asyncio.TimerHandle | None = None
        self._watchers: set[asyncio.Event] = set()

    def take(self, data: bytes) -> None:
        """More output."""
        self.history.times.note(self.ring.end, time.time())
        start = self.ring.end
        self.ring.append(data)
        if b"\x1b" in data and b"\x1b[?" in data and (switches := list(SWITCH.finditer(data))):
            # What is painted from there on may be all that is kept later.
            self._find_last_line(start + switches[-1].start())
        if (state := self.history.grew()) is not None:
            self._pictures.grew(state)
        if self._coalescer.add(len(data), time.monotonic()) is Step.FLUSH:
            self.flush()
        elif self._flush_timer is None:
            loop = asyncio.get_running_loop()
            self._flush_timer = loop.call_later(WINDOW_S, self.flush)

    def flush(self) -> None:
        """Tell everybody that there is more, or that there will be no more."""
        if self._flush_timer is not None:
            self._flush_timer.cancel()
            self._flush_timer = None
        self._coalescer.flushed()
        self._on_flush()
        for watcher in self._watchers:
            watcher.set()

    @contextmanager
    def watched(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever there is more output, and at the end; the caller clears."""
        changed = asyncio.Event()
        self._watchers.add(changed)
        try:
            yield changed
        finally:
            self._watchers.discard(changed)

    def described(self) -> dict[str, object]:
        """The facts of a session that its output tells."""
        ring = self.ring
        unfinished = ring.end > ring.start and ring.read(ring.end - 1, 1) != b"\n"
        return {
            "totalLines": ring.newlines + unfinished,
            "firstLine": ring.first_line,
            "lastLine": self._find_last_line(ring.end),
        }

    def _find_last_line(self, end: int) -> str:
        """The last line up to `end`; where all that is painted or blank, the one known before."""
        start = max(self.ring.start, end - LAST_LINE_WITHIN)
        tail = self.ring.read(start, end - start)
        found = last_line(tail, alternate=self.history.alternate_at(start))
        self._last_line = found or self._last_line
        return self._last_line

    def transcript(self) -> Transcript:
        """What is kept, for reading as lines."""
        ring = self.ring
        data = ring.read(ring.start, ring.end - ring.start)
        return Transcript(
            data,
            ring.newlines_before + 1,
            partial=ring.starts_within_line,
            alternate=self.history.alternate_at(ring.start),
        )

    def seen(self) -> Seen | None:
        """What it takes to draw the screen; None where the output is lines and nothing else."""
        painted = self.history.state_at(self.ring.end).addressed
        return self.history.seen() if painted else None
