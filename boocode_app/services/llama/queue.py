"""Who is served next, and which model makes room for it. Does no IO and reads no clock.

Requests of one model are served in the order of their arrival, as many at once as it has slots.
Invariants: a request in flight is never cut by a swap; what waits for a model that does not fit
beside the loaded ones is given room within `patience_s`, counted from when it came, and the time
those in flight still take; a pinned model gives way last, only while it is idle, and comes back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from boocode_app.core.errors import Unavailable

WAITING_LIMIT = 256
PATIENCE_S = 10.0
"""How long a loaded model goes on taking requests while another one is waited for."""
RETURN_S = 60.0
"""How long what displaced a pinned model must be idle before that comes back."""


@dataclass(frozen=True)
class Admit:
    """This request may be sent now."""

    ticket: "Ticket"


@dataclass(frozen=True)
class Load:
    """Have this model run."""

    model: str


@dataclass(frozen=True)
class Unload:
    """End this model's server: nothing is in flight there."""

    model: str


Move = Admit | Load | Unload


@dataclass(eq=False)
class Ticket:
    """One request, from its arrival until its answer is over. Times in monotonic seconds."""

    model: str
    came_at: float
    admitted: bool = False


@dataclass
class Lane:
    """What the queue knows of one model."""

    slots: int = 1
    pinned: bool = False
    ttl_s: float | None = None
    loaded: bool = False
    unloading: bool = False
    displaced: bool = False
    """Pinned, and made room for another: it comes back."""
    yields_to: float | None = None
    """Since when another model has waited too long for the room of this one."""
    used_at: float = 0.0
    waiting: list[Ticket] = field(default_factory=list)
    in_flight: int = 0

    @property
    def idle(self) -> bool:
        """Whether nobody uses it and nobody waits for it."""
        return not self.in_flight and not self.waiting

    def next_before(self, moment: float | None) -> bool:
        """Whether somebody waits for it who came by `moment` (None: whenever)."""
        return bool(self.waiting) and (moment is None or self.waiting[0].came_at <= moment)


class Queue:
    """`fits(models)`: whether these have room beside one another. The caller says what became of
    its moves by `loaded` and `unloaded`, and asks for `moves` after whatever happened.
    """

    def __init__(
        self, fits: Callable[[Iterable[str]], bool], *, patience_s: float = PATIENCE_S
    ) -> None:
        self._fits = fits
        self._patience_s = patience_s
        self._lanes: dict[str, Lane] = {}

    def lane(self, model: str) -> Lane:
        """What is known of `model`; its `slots`, `pinned` and `ttl_s` are the caller's to set."""
        return self._lanes.setdefault(model, Lane())

    def ask(self, model: str, now: float) -> Ticket:
        """A place at the end of the queue of `model`. Raises Unavailable where all is full."""
        if sum(len(lane.waiting) for lane in self._lanes.values()) >= WAITING_LIMIT:
            raise Unavailable(f"{WAITING_LIMIT} requests wait for a model already: try again later")
        ticket = Ticket(model, now)
        self.lane(model).waiting.append(ticket)
        return ticket

    def leave(self, ticket: Ticket, now: float) -> None:
        """Its answer is over, or its asker has gone."""
        lane = self.lane(ticket.model)
        if ticket.admitted:
            lane.in_flight -= 1
            lane.used_at = now
        elif ticket in lane.waiting:
            lane.waiting.remove(ticket)

    def loaded(self, model: str, now: float) -> None:
        """It runs, or is about to: it takes its room."""
        lane = self.lane(model)
        lane.loaded, lane.unloading, lane.displaced, lane.used_at = True, False, False, now

    def unloaded(self, model: str) -> list[Ticket]:
        """It does not run any more; those who wait for it, in their order."""
        lane = self.lane(model)
        lane.loaded = lane.unloading = False
        return list(lane.waiting)

    def position(self, ticket: Ticket) -> int:
        """How many are served before it, itself counted; 0: it is being served."""
        lane = self.lane(ticket.model)
        return lane.waiting.index(ticket) + 1 if ticket in lane.waiting else 0

    def moves(self, now: float) -> list[Move]:
        """What is to be done now. Load and Unload are said once, Admit once a ticket."""
        moves: list[Move] = []
        for lane in self._lanes.values():
            lane.yields_to = None
        wanted = self._wanted()
        for model in wanted:
            moves += self._make_room(model, now)
        moves += self._retire(now)
        if not wanted:
            moves += self._bring_back(now)
        for lane in self._lanes.values():
            moves += self._admit(lane, now)
        return moves

    def wake_at(self, now: float) -> float | None:
        """When `moves` may give something without anything having happened; None: never.

        The same sums as there, so that no moment falls between the two.
        """
        times = [lane.waiting[0].came_at + self._patience_s for lane in self._absent()]
        displaced = any(lane.displaced for lane in self._lanes.values())
        for lane in self._lanes.values():
            if not lane.loaded or not lane.idle or lane.pinned:
                continue
            if lane.ttl_s is not None:
                times.append(lane.used_at + lane.ttl_s)
            if displaced:
                times.append(lane.used_at + RETURN_S)
        return min((time for time in times if time > now), default=None)

    def _absent(self) -> list[Lane]:
        """Those that are waited for and do not run."""
        return [lane for lane in self._lanes.values() if lane.waiting and not lane.loaded]

    def _wanted(self) -> list[str]:
        """The models that are waited for and do not run, the longest wait first."""
        absent = [
            (lane.waiting[0].came_at, name)
            for name, lane in self._lanes.items()
            if lane.waiting and not lane.loaded
        ]
        return [name for _, name in sorted(absent)]

    def _make_room(self, model: str, now: float) -> list[Move]:
        """Load `model` where it fits; else end what may go, so that it fits later."""
        running = [name for name, lane in self._lanes.items() if lane.loaded]
        if self._fits([*running, model]):
            self.loaded(model, now)
            return [Load(model)]
        since = self.lane(model).waiting[0].came_at
        starved = now >= since + self._patience_s
        moves: list[Move] = []
        for victim in self._victims(running, model):
            lane = self.lane(victim)
            if starved:
                lane.yields_to = since
            if not lane.in_flight and not lane.unloading and not lane.next_before(lane.yields_to):
                lane.unloading, lane.displaced = True, lane.pinned
                moves.append(Unload(victim))
        return moves

    def _victims(self, running: Sequence[str], model: str) -> list[str]:
        """Which make room for `model`, and no more than that takes: those that are not pinned
        first, the least recently used first.
        """
        order = sorted(running, key=lambda name: (self.lane(name).pinned, self.lane(name).used_at))
        going: list[str] = []
        while not self._fits([*order, model]):
            going.append(order.pop(0))
        for name in list(going):
            if self._fits([*order, name, model]):
                going.remove(name)
                order.append(name)
        return going

    def _retire(self, now: float) -> list[Move]:
        """End what nobody used for its time, and what keeps a pinned model out."""
        moves: list[Move] = []
        in_the_way = any(lane.displaced for lane in self._lanes.values())
        for name, lane in self._lanes.items():
            if not lane.loaded or lane.unloading or lane.pinned or not lane.idle:
                continue
            limits = [lane.ttl_s, RETURN_S if in_the_way else None]
            if any(limit is not None and now >= lane.used_at + limit for limit in limits):
                lane.unloading = True
                moves.append(Unload(name))
        return moves

    def _bring_back(self, now: float) -> list[Move]:
        """Load the pinned models that had made room, as soon as there is room again."""
        moves: list[Move] = []
        for name, lane in self._lanes.items():
            running = [other for other, its in self._lanes.items() if its.loaded]
            if lane.displaced and not lane.loaded and self._fits([*running, name]):
                self.loaded(name, now)
                moves.append(Load(name))
        return moves

    def _admit(self, lane: Lane, now: float) -> list[Move]:
        """As many as there are slots for, unless it is on its way out."""
        moves: list[Move] = []
        while lane.waiting and lane.loaded and lane.in_flight < lane.slots:
            if lane.unloading:
                break
            if lane.yields_to is not None and not lane.next_before(lane.yields_to):
                break
            ticket = lane.waiting.pop(0)
            ticket.admitted = True
            lane.in_flight += 1
            lane.used_at = now
            moves.append(Admit(ticket))
        return moves
