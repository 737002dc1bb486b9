"""What can be shown again of a session's output, and what a terminal must be told before it.

Output is kept raw (ring.py); beside it stand the state of the terminal every CHUNK bytes, the sizes
it had, and, where a program paints rather than writes lines, pictures of its screen (pictures.py).
Invariant: a terminal that is reset, told `Replay.preamble` and fed with the output from
`Replay.cursor` on shows what the one shows that saw all of it.
"""

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass

from boocode_app.services.terminals.lines import SWITCH
from boocode_app.services.terminals.modes import Modes
from boocode_app.services.terminals.ring import CHUNK, Ring
from boocode_app.services.terminals.timeline import Timeline

SIZES_LIMIT = 1000
SEEN = 64 * 1024
"""Bytes that are drawn to see the screen as it is."""
FURTHER_BACK = 4
"""How many times further back than asked a replay begins where a program cleared its screen."""


@dataclass(frozen=True)
class Replay:
    """Where to begin, and what to write to the terminal before the first byte."""

    cursor: int
    preamble: str


@dataclass(frozen=True)
class Seen:
    """A replay, the output that follows, and the sizes it was written for."""

    replay: Replay
    data: bytes
    sizes: "list[Sized]"


@dataclass(frozen=True)
class Sized:
    """From `cursor` on the terminal is `cols` by `rows`."""

    cursor: int
    cols: int
    rows: int


class History:
    """The history of one session. `preamble`: what a terminal must be told before the ring."""

    def __init__(self, ring: Ring, cols: int, rows: int, preamble: str = "") -> None:
        self.ring = ring
        self.preamble = preamble
        self.pictures: deque[Replay] = deque()
        self.times = Timeline()
        self.sizes = deque([Sized(ring.start, cols, rows)], maxlen=SIZES_LIMIT)
        self._first = ring.start
        self._states = deque([(ring.start, _after_preamble(preamble))])

    def grew(self) -> "Modes | None":
        """The ring has more output; the newest state where that completed a chunk."""
        at, state = self._states[-1]
        if self.ring.end - at < CHUNK:
            return None
        while self.ring.end - at >= CHUNK:
            state = _after(state, self.ring.read(at, CHUNK), at)
            at += CHUNK
            self._states.append((at, state))
        self._forget()
        return state

    def resized(self, cols: int, rows: int) -> None:
        """The terminal has a new size from here on."""
        self.sizes.append(Sized(self.ring.end, cols, rows))

    def state_at(self, cursor: int) -> Modes:
        """The state after the output up to `cursor`, which the ring holds."""
        at, state = self._known_before(cursor)
        return _after(state, self.ring.read(at, cursor - at), at) if cursor > at else state

    def alternate_at(self, cursor: int) -> bool:
        """Whether the alternate screen is shown after the output up to `cursor`: cheap to tell."""
        at, state = self._known_before(cursor)
        data = state.unfinished + self.ring.read(at, cursor - at)
        switches = SWITCH.findall(data)
        return switches[-1] == b"h" if switches else state.alternate

    def _known_before(self, cursor: int) -> tuple[int, Modes]:
        index = bisect_right(self._states, cursor, key=lambda known: known[0]) - 1
        return self._states[max(index, 0)]

    def sizes_after(self, cursor: int) -> list[Sized]:
        """The size at `cursor` and all that followed, the first one at `cursor`."""
        sizes = list(self.sizes)
        before = [size for size in sizes if size.cursor <= cursor] or sizes[:1]
        first = Sized(cursor, before[-1].cols, before[-1].rows)
        return [first, *(size for size in sizes if size.cursor > cursor)]

    def seen(self) -> "Seen":
        """What it takes to draw the screen as it is now, wherever that is done."""
        replay = self.replay(SEEN)
        data = self.ring.read(replay.cursor, self.ring.end - replay.cursor)
        return Seen(replay, data, self.sizes_after(replay.cursor))

    def replay(self, limit: int) -> Replay:
        """The last `limit` bytes, or about that, as a terminal fresh from a reset needs them."""
        start = self.ring.recent(limit)
        if start == self._first:
            return Replay(start, self.preamble)
        state = self.state_at(start)
        if not state.addressed:
            return Replay(start, state.restore())
        return self._picture(start) or self._cleared(start, limit) or Replay(start, state.restore())

    def _picture(self, start: int) -> Replay | None:
        """The first picture at `start` or later, else the last one."""
        held = [picture for picture in self.pictures if self.ring.holds(picture.cursor)]
        later = [picture for picture in held if picture.cursor >= start]
        return next(iter(later or held[-1:]), None)

    def _cleared(self, start: int, limit: int) -> Replay | None:
        """Where a program began with an empty screen, a little before `start`."""
        cleared = self.state_at(self.ring.end).cleared_at
        earliest = max(self.ring.start, self.ring.end - FURTHER_BACK * limit)
        if cleared is None or not earliest <= cleared < start:
            return None
        return Replay(cleared, self.state_at(cleared).restore())

    def _forget(self) -> None:
        start = self.ring.start
        while len(self._states) > 1 and self._states[1][0] <= start:
            self._states.popleft()
        self.times.forget(start)
        while len(self.sizes) > 1 and self.sizes[1].cursor <= start:
            self.sizes.popleft()
        while self.pictures and self.pictures[0].cursor < start:
            self.pictures.popleft()


def _after_preamble(preamble: str) -> Modes:
    """The state of a terminal that was told `preamble`, and nothing that any cursor counts."""
    state = Modes()
    state.advance(preamble.encode(), 0)
    state.cleared_at = None
    return state


def _after(state: Modes, data: bytes, at: int) -> Modes:
    """`state` after `data`; the same one where that changed nothing."""
    settled = not (state.unfinished or state.addressed or state.shifted)
    if settled and b"\x1b" not in data and b"\x0e" not in data:
        return state
    new = state.copy()
    new.advance(data, at)
    return state if new == state else new
