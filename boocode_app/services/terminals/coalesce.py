"""When output goes on to its viewers: an echo at once, a flood in larger pieces.

Invariant: no byte waits longer than WINDOW_S. Under SMALL bytes in one window go out at once; more
than that waits until LARGE bytes have come or the window has passed.
"""

from enum import Enum, auto

WINDOW_S = 0.002
SMALL = 4096
LARGE = 32_768


class Step(Enum):
    """What to do with the output that waits."""

    FLUSH = auto()
    WAIT = auto()


class Coalescer:
    """Decides by volume; it holds no bytes and reads no clock."""

    def __init__(self) -> None:
        self._window_ends = 0.0
        self._in_window = 0
        self._waiting = 0

    def add(self, size: int, now: float) -> Step:
        """`size` bytes came at `now` (monotonic seconds). After WAIT, flush within WINDOW_S."""
        if now >= self._window_ends:
            self._window_ends = now + WINDOW_S
            self._in_window = 0
        self._in_window += size
        self._waiting += size
        if self._in_window < SMALL or self._waiting >= LARGE:
            return Step.FLUSH
        return Step.WAIT

    def flushed(self) -> None:
        """Everything that waited went out."""
        self._waiting = 0
