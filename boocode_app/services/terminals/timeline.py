"""When a session printed what: the times that a recording needs.

Invariant: at most LIMIT moments are kept; where there are more, every second one goes, so a long
recording is coarser, never longer.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator

LIMIT = 4096
FINEST_S = 0.01


class Timeline:
    """Moments in seconds since the epoch, by the cursor of the first byte that came then."""

    def __init__(self) -> None:
        self._cursors = array("Q")
        self._times = array("d")
        self._finest = FINEST_S

    def __len__(self) -> int:
        return len(self._times)

    def note(self, cursor: int, now: float) -> None:
        """From `cursor` on, output came at `now`."""
        if self._times and now - self._times[-1] < self._finest:
            return
        if len(self._times) >= LIMIT:
            del self._cursors[1::2], self._times[1::2]
            self._finest *= 2
        self._cursors.append(cursor)
        self._times.append(now)

    def forget(self, cursor: int) -> None:
        """What came before `cursor` is no longer held."""
        gone = bisect_right(self._cursors, cursor) - 1
        if gone > 0:
            del self._cursors[:gone], self._times[:gone]

    def pieces(self, start: int, stop: int, first: float) -> Iterator[tuple[int, int, float]]:
        """From where to where which moment goes; `first` for what came before any is known."""
        index = bisect_right(self._cursors, start)
        now = self._times[index - 1] if index else first
        while start < stop:
            end = self._cursors[index] if index < len(self._cursors) else stop
            end = min(end, stop)
            yield start, end, now
            if index < len(self._times):
                now = self._times[index]
            start, index = end, index + 1
