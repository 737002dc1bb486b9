"""When output goes on to its viewers: an echo at once, a flood in larger pieces.

Invariant: no byte waits longer than WINDOW_S. Under SMALL bytes in this window and the one before
go out at once; what comes faster waits until LARGE bytes have come or WINDOW_S has passed.
"""

from enum import Enum, auto

WINDOW_S = 0.002
SMALL = 4096
LARGE = 48 * 1024


class Step(Enum):
    """What to do with the output that waits."""

    FLUSH = auto()
    WAIT = auto()


class Coalescer:
    """Decides by volume; it holds no bytes and reads no clock."""

    def __init__(self) -> None:
        self._window_ends = 0.0
        self._in_window = 0
        self._before = 0
        self._waiting = 0

    def add(self, size: int, now: float) -> Step:
        """`size` bytes came at `now` (monotonic seconds). After WAIT, flush within WINDOW_S."""
        if now >= self._window_ends:
            follows = now < self._window_ends + WINDOW_S
            self._before = self._in_window if follows else 0
            self._window_ends = now + WINDOW_S
            self._in_window = 0
        self._in_window += size
        self._waiting += size
        if self._before + self._in_window < SMALL or self._waiting >= LARGE:
            return Step.FLUSH
        return Step.WAIT

    def flushed(self) -> None:
        """Everything that waited went out."""
        self._waiting = 0
