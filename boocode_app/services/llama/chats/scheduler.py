"""Carries out what the queue decides, and tells those who wait how far they are.

Invariant: whoever got a place leaves it, so that no slot is ever lost; a model that will
not run fails all who wait for it, in words.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from boocode_app.core.errors import BooError
from boocode_app.services.llama.queue import Admit, Load, Queue, Ticket, Unload


class Place:
    """One request's place in the queue of its model, until it is left."""

    def __init__(self, scheduler: "Scheduler", ticket: Ticket) -> None:
        self._scheduler = scheduler
        self._ticket = ticket
        self._news = asyncio.Event()
        self._fault: BooError | None = None

    async def __aenter__(self) -> "Place":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """It is over, or nobody wants it any more. Harmless the second time."""
        self._scheduler.leave(self._ticket)

    @property
    def admitted(self) -> bool:
        """Whether it is this one's turn."""
        return self._ticket.admitted

    @property
    def position(self) -> int:
        """How many are served before it, itself counted; 0 once it is its turn."""
        return self._scheduler.queue.position(self._ticket)

    async def positions(self) -> AsyncIterator[int]:
        """Its position, whenever that has changed, until it is its turn (which gives no 0).

        Raises the reason where its model will not run.
        """
        told: int | None = None
        while not self.admitted:
            if self._fault is not None:
                raise self._fault
            self._news.clear()
            if (position := self.position) != told:
                told = position
                yield position
            await self._news.wait()

    async def turn(self) -> None:
        """Wait until it is its turn. Raises the reason where its model will not run."""
        async for _ in self.positions():
            pass

    def look(self) -> None:
        """Something may have changed."""
        self._news.set()

    def fail(self, fault: BooError) -> None:
        """Its model will not run."""
        self._fault = fault
        self._news.set()


class Scheduler:
    """`load(model)` has a server run from now on; `unload(model)` ends one and returns then."""

    def __init__(
        self,
        queue: Queue,
        load: Callable[[str], None],
        unload: Callable[[str], Awaitable[object]],
    ) -> None:
        self.queue = queue
        self._load = load
        self._unload = unload
        self._places: dict[Ticket, Place] = {}
        self._unloading: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    def place(self, model: str) -> Place:
        """A place for a request to `model`. Raises Unavailable where the queue is full."""
        ticket = self.queue.ask(model, time.monotonic())
        place = self._places[ticket] = Place(self, ticket)
        self.take_turns()
        return place

    def leave(self, ticket: Ticket) -> None:
        """The request is over."""
        if self._places.pop(ticket, None):
            self.queue.leave(ticket, time.monotonic())
            self.take_turns()

    def runs(self, model: str) -> None:
        """The server of `model` runs without having been asked for here."""
        self.queue.loaded(model, time.monotonic())
        self.take_turns()

    async def unload(self, model: str) -> None:
        """End its server now: a person wants it."""
        self.queue.lane(model).unloading = True
        await asyncio.shield(self._end(model))

    def ended(self, model: str, fault: BooError | None = None) -> None:
        """The server of `model` runs no more; with `fault`, nobody need wait for it."""
        for ticket in self.queue.unloaded(model):
            if fault is not None:
                self.queue.leave(ticket, time.monotonic())
                self._places.pop(ticket).fail(fault)
        self.take_turns()

    def take_turns(self) -> None:
        """Do what is to be done now."""
        if self._closed:
            return
        for move in self.queue.moves(time.monotonic()):
            match move:
                case Load(model):
                    self._load(model)
                case Unload(model):
                    self._end(model)
                case Admit():
                    pass  # its place is looked at below
        for place in list(self._places.values()):
            place.look()
        self._set_timer()

    async def close(self) -> None:
        """Decide nothing any more."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._unloading:
            await asyncio.wait(self._unloading)

    def _end(self, model: str) -> asyncio.Task[None]:
        async def end() -> None:
            try:
                await self._unload(model)
            finally:
                self.ended(model)

        task = asyncio.create_task(end(), name=f"unloads {model}")
        self._unloading.add(task)
        task.add_done_callback(self._unloading.discard)
        return task

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        now = time.monotonic()
        at = self.queue.wake_at(now)
        self._timer = None
        if at is not None:
            self._timer = asyncio.get_running_loop().call_later(at - now, self.take_turns)
