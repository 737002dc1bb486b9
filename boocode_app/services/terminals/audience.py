"""The viewers of a session, and whose acknowledgements pace its PTY.

The owner, who typed or sized it last, sets the pace: the PTY is read as long as the owner has less
than HIGH_MARK bytes unacknowledged. The others are passive: one that lags is told to begin anew.
Two bounds on patience: an owner that acknowledges nothing for `stall_s` no longer paces until it
does, and one whose connection broke paces for `hold_s` more, so that it finds every byte again.
A client may be back before its broken connection is noticed: the one that went on from where the
owner was paces in its place, at the latest when the owner was silent for `doubt_s`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boocode_app.services.terminals.protocol import Pace

if TYPE_CHECKING:
    from boocode_app.services.terminals.viewer import Viewer


@dataclass(frozen=True)
class Patience:
    """Seconds to wait for an owner that is silent, for one that is gone, and for one that is silent
    while another connection goes on from its place.
    """

    stall_s: float = 90.0
    hold_s: float = 30.0
    doubt_s: float = 5.0


class Audience:
    """Viewers in the order of their last activity; calls `on_pace(paused)` when that changes."""

    def __init__(self, on_pace: Callable[[bool], None], patience: Patience) -> None:
        self._on_pace = on_pace
        self._patience = patience
        self._viewers: list[Viewer] = []
        self._pace = Pace()
        self._produced = 0
        self._stalled: Viewer | None = None
        self._held: int | None = None
        self._hold: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self._viewers)

    @property
    def owner(self) -> "Viewer | None":
        """Who typed or sized last; before anybody did, the first that came. Not who only looks."""
        return next((v for v in reversed(self._viewers) if not v.readonly), None)

    @property
    def everybody(self) -> "list[Viewer]":
        """All viewers."""
        return list(self._viewers)

    def add(self, viewer: "Viewer") -> None:
        """Welcome `viewer`."""
        resumed_at = viewer.resumed_at
        if resumed_at is not None and self._held is not None and resumed_at >= self._held:
            self._let_go()
            self._viewers.append(viewer)  # its place was held, and it paces again
        else:
            self._viewers.insert(0, viewer)
        if self._pace.paused:
            self._watch_owner()
        self.repace()

    def remove(self, viewer: "Viewer", *, clean: bool) -> None:
        """`viewer` is gone; where it broke off (not `clean`) and paced, its place is held."""
        if viewer is self.owner and viewer is not self._stalled and not clean and not self._closed:
            if (heir := self._heir(viewer)) is not None:
                self._promote(heir)
            else:
                self._keep_place(viewer.end.acked)
        self._viewers.remove(viewer)
        self.repace()

    def active(self, viewer: "Viewer") -> None:
        """`viewer` typed or sized: it is the owner now."""
        if viewer is not self.owner:
            self._promote(viewer)
            self.repace()

    def wake(self) -> None:
        """There is something to send to each."""
        for viewer in self._viewers:
            viewer.wake()

    def produced(self, end: int) -> None:
        """The PTY's output ends at `end` now."""
        self._produced = end
        self.repace()

    def acknowledged(self, viewer: "Viewer") -> None:
        """`viewer` took in more."""
        if viewer is self._stalled:
            self._stalled = None
        self.repace()

    def close(self) -> None:
        """The session is over: nothing is paced any more."""
        self._closed = True
        self._let_go()
        self._stop_watching()

    def repace(self) -> None:
        """Pause or resume, where the marks say so."""
        if self._closed:
            return
        slowest = self._slowest()
        unacknowledged = 0 if slowest is None else self._produced - slowest
        if self._pace.update(unacknowledged):
            self._on_pace(self._pace.paused)
            self._stop_watching()
            if self._pace.paused:
                self._watch_owner()

    def _slowest(self) -> int | None:
        """The lowest acknowledged cursor of those that pace; None where nobody does."""
        owner = self.owner
        if owner is None or owner is self._stalled:
            return self._held
        return owner.end.acked if self._held is None else min(self._held, owner.end.acked)

    def _promote(self, viewer: "Viewer") -> None:
        self._viewers.remove(viewer)
        self._viewers.append(viewer)

    def _heir(self, owner: "Viewer") -> "Viewer | None":
        """The connection that went on furthest from where `owner` is, if there is one."""
        later = [
            viewer
            for viewer in self._viewers
            if viewer is not owner
            and not viewer.readonly
            and viewer.resumed_at is not None
            and viewer.resumed_at >= owner.end.acked
        ]
        return max(later, key=lambda viewer: viewer.resumed_at or 0, default=None)

    def _keep_place(self, acked: int) -> None:
        self._held = acked if self._held is None else min(self._held, acked)
        if self._hold is None:
            loop = asyncio.get_running_loop()
            self._hold = loop.call_later(self._patience.hold_s, self._give_up_place)

    def _give_up_place(self) -> None:
        self._let_go()
        self.repace()

    def _let_go(self) -> None:
        self._held = None
        if self._hold is not None:
            self._hold.cancel()
            self._hold = None

    def _watch_owner(self) -> None:
        self._stop_watching()
        owner = self.owner
        acked = owner.end.acked if owner else 0
        doubted = owner is not None and self._heir(owner) is not None
        self._watch = asyncio.get_running_loop().call_later(
            self._patience.doubt_s if doubted else self._patience.stall_s,
            self._look_at_owner,
            owner,
            acked,
        )

    def _look_at_owner(self, owner: "Viewer | None", acked: int) -> None:
        if owner is None or owner is not self.owner or owner.end.acked != acked:
            self._watch_owner()
        elif (heir := self._heir(owner)) is not None:
            self._promote(heir)
            self._watch_owner()
            self.repace()
        else:
            self._stalled = owner
            self.repace()

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
