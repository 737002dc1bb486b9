"""Pictures of a screen that a program paints, so that they outlive the output that painted them.

htop draws its frame once and then only what changes: when that first output has left the ring, what
is left cannot show the screen. So where a program paints, its output is drawn here too, in a
thread, a chunk behind. Invariant: at most BACKLOG bytes wait; a program that paints faster than
that gets no picture until it has been slower than FLOOD for CALM_S and has cleared its screen.
"""

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from boocode_app.contracts.terminals import PtyScreen
from boocode_app.services.terminals.history import History, Replay, Seen, Sized
from boocode_app.services.terminals.modes import Modes
from boocode_app.services.terminals.ring import CHUNK

if TYPE_CHECKING:
    from boocode_app.services.terminals.screen import Screen

BACKLOG = 8 * CHUNK
APART = 4 * CHUNK
FLOOD = 1024 * 1024
"""Bytes a second. Drawing keeps up with as much; to try with more would slow every terminal."""
CALM_S = 1.0
BEFORE = 16 * 1024
"""Bytes drawn before the first painting: the lines that stood there already."""


class Pictures:
    """Draws what `history` grows by; its own pictures come into `history.pictures`."""

    def __init__(self, history: History, clock: Callable[[], float] = time.monotonic) -> None:
        self._history = history
        self._clock = clock
        self._screen: Screen | None = None
        self._painted_from: int | None = None
        """Where the first chunk that was painted begins, until that one is drawn."""
        self._drawn = 0
        self._drawing: asyncio.Future[Replay] | None = None
        self._lost = False
        self._grew_at = self._flooded_at = -CALM_S

    @property
    def drawing(self) -> "asyncio.Future[Replay] | None":
        """What is being drawn just now."""
        return self._drawing

    def grew(self, state: Modes) -> None:
        """`history` has more whole chunks, and is in `state` after them."""
        floods, calm = self._look_at_clock()
        if not state.addressed:
            self._screen, self._painted_from, self._lost = None, None, False
        elif self._drawing is not None:
            return
        elif self._screen is not None or (self._lost and calm):
            self._draw(state)
        elif self._lost or floods:
            self._painted_from, self._lost = None, True
        elif self._painted_from is None:  # whether this is a flood the next chunk tells
            self._painted_from = self._history.ring.end - CHUNK
        else:
            self._draw(state)

    def _look_at_clock(self) -> tuple[bool, bool]:
        """Whether this chunk came too fast, and whether none did for a while."""
        now = self._clock()
        floods = now - self._grew_at < CHUNK / FLOOD
        if floods:
            self._flooded_at = now
        self._grew_at = now
        return floods, now - self._flooded_at >= CALM_S

    def _draw(self, state: Modes) -> None:
        ring = self._history.ring
        if self._screen is not None and ring.end - self._drawn > BACKLOG:
            self._screen, self._lost = None, True
            return
        screen = self._screen or self._begin(state)
        if screen is None:
            return
        self._screen, start, self._drawn = screen, self._drawn, ring.end
        sizes = self._history.sizes_after(start)
        data = ring.read(start, ring.end - start)
        loop = asyncio.get_running_loop()
        self._drawing = loop.run_in_executor(None, _drawn, screen, start, data, sizes)
        self._drawing.add_done_callback(self._took)

    def _begin(self, state: Modes) -> "Screen | None":
        """Begin with what is known: before the painting, or where the screen was cleared."""
        from boocode_app.services.terminals.screen import Screen

        ring = self._history.ring
        if self._painted_from is not None:
            start = max(ring.start, self._painted_from - BEFORE)
        else:
            if state.cleared_at is None or state.cleared_at < max(ring.start, ring.end - BACKLOG):
                return None
            start = state.cleared_at
        size = self._history.sizes_after(start)[0]
        screen = Screen(size.cols, size.rows)
        screen.feed(self._history.state_at(start).restore().encode())
        self._drawn, self._painted_from, self._lost = start, None, False
        return screen

    def _took(self, drawing: "asyncio.Future[Replay]") -> None:
        self._drawing = None
        if drawing.cancelled() or drawing.exception() is not None:
            self._screen = None
            return
        pictures = self._history.pictures
        if len(pictures) > 1 and pictures[-1].cursor - pictures[-2].cursor < APART:
            pictures.pop()
        pictures.append(drawing.result())


def draw(screen: "Screen", start: int, data: bytes, sizes: list[Sized]) -> None:
    """Feed `data`, whose first byte is at `start`, in the sizes that it was written for."""
    at, end = start, start + len(data)
    for size in sizes:
        if size.cursor > end:
            break
        screen.feed(data[at - start : size.cursor - start])
        at = size.cursor
        if screen.size != (size.cols, size.rows):
            screen.resize(size.cols, size.rows)
    screen.feed(data[at - start :])


def look(seen: Seen) -> "Screen":
    """The screen that `seen` amounts to. Slow: for a thread."""
    from boocode_app.services.terminals.screen import Screen

    size = seen.sizes[0]
    screen = Screen(size.cols, size.rows)
    screen.feed(seen.replay.preamble.encode())
    draw(screen, seen.replay.cursor, seen.data, seen.sizes)
    return screen


def as_seen(seen: Seen) -> PtyScreen:
    """What `seen` amounts to, in words. Slow: for a thread."""
    screen = look(seen)
    (row, col), (cols, rows) = screen.cursor, screen.size
    return PtyScreen(
        lines=screen.lines,
        row=row,
        col=col,
        cols=cols,
        rows=rows,
        title=screen.modes.title,
        alternate=screen.modes.alternate,
    )


def _drawn(screen: "Screen", start: int, data: bytes, sizes: list[Sized]) -> Replay:
    draw(screen, start, data, sizes)
    return Replay(start + len(data) - screen.undecoded, screen.restore())
