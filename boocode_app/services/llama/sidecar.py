"""The llama-servers of one machine: which run, and the one way in for a chat.

Invariants: one sidecar a BOOCODE_HOME owns them (a lock says which); the default model is pinned
and runs from the start; ending the sidecar ends its servers, killing it leaves them for the next.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import IO

import httpx

from boocode_app.contracts.health import PartState
from boocode_app.contracts.llama import ArgumentCheck, LlamaLive, LlamaModel, Machine
from boocode_app.core.errors import BooError, Conflict, NotFound, Unavailable, UpstreamFailed
from boocode_app.core.settings import Settings
from boocode_app.services.llama.build import find_build
from boocode_app.services.llama.chats import relay
from boocode_app.services.llama.chats.scheduler import Scheduler
from boocode_app.services.llama.chats.turns import Turn
from boocode_app.services.llama.fleet import Fleet
from boocode_app.services.llama.live import Live
from boocode_app.services.llama.lock import alone
from boocode_app.services.llama.log import ServerLog
from boocode_app.services.llama.machine import look
from boocode_app.services.llama.models import Model, Models
from boocode_app.services.llama.process import Change, LlamaServer
from boocode_app.services.llama.queue import Queue
from boocode_app.services.llama.record import Records
from boocode_app.services.llama.shelf.catalogue import Catalogue
from boocode_app.services.llama.shelf.shelf import Shelf
from boocode_app.services.llama.shelf.suggestions import described
from boocode_app.services.llama.verdicts import judge
from boocode_app.services.llama.view import Presets
from boocode_app.services.llama.watch import Watch

log = logging.getLogger(__name__)

WAIT_FOR_MODEL_S = 900.0
"""How long a chat waits for its model to be ready."""
READ_S = 600.0
"""How long llama-server may be silent: it reads a long prompt before it says a word."""
CONNECTIONS = 64


class Sidecar:
    """All supervised llama-servers of this machine. `presets`: what a person chose for each."""

    def __init__(self, settings: Settings, presets: Presets) -> None:
        self._settings = settings
        shelf = Shelf(settings.home / "models.json")
        self._models = Models(settings, shelf)
        self._folder = settings.run_folder / "llama"
        self._lock: IO[str] | None = None
        self._opening: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._loading: set[asyncio.Task[None]] = set()
        self._http = httpx.AsyncClient(
            trust_env=False,
            timeout=httpx.Timeout(5.0, read=READ_S, pool=WAIT_FOR_MODEL_S),
            # llama-server closes a kept connection after some seconds, maybe as it is used again.
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=0),
        )
        self._fleet = Fleet(settings, self._models, presets.get, self._http, self._told)
        self._scheduler = Scheduler(Queue(self._fleet.fit), self._start, self._stop)
        self.catalogue = Catalogue(
            settings, self._models, shelf, presets, self._fleet, self._scheduler
        )
        self._watch = Watch(
            self._fleet, self._scheduler.queue, Live(self._http), self.catalogue.news
        )

    async def open(self) -> None:
        """Take over what a former sidecar left and start the default model, in the background."""
        self._watching = asyncio.create_task(self._watch.run(), name="sidecar watches")
        self._opening = asyncio.create_task(self._open(), name="sidecar opens")

    async def close(self) -> None:
        """End every server, then let the next sidecar in."""
        if tasks := [task for task in (self._opening, self._watching) if task]:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        await self.catalogue.close()
        await self._scheduler.close()
        await asyncio.gather(*(server.stop() for server in self._fleet))
        await self._http.aclose()
        if self._lock:
            self._lock.close()

    async def load(self, name: str) -> LlamaModel:
        """Have model `name` run as soon as there is room. Does not wait until it is ready."""
        model = await self.catalogue.supervised(name)
        server = await self._measured(model)
        if server.state in ("starting", "ready", "sleeping"):
            return await self.catalogue.view(model)
        if server.state == "failed":
            server.start()  # cuts a wait before its next try short
        task = asyncio.create_task(self._have_room(model.name))
        self._loading.add(task)
        task.add_done_callback(self._loading.discard)
        await asyncio.sleep(0)
        return await self.catalogue.view(model)

    async def unload(self, name: str) -> LlamaModel:
        """End the server of model `name`."""
        model = await self.catalogue.supervised(name)
        self._server(model)
        await self._scheduler.unload(model.name)
        return await self.catalogue.view(model)

    async def restart(self, name: str) -> LlamaModel:
        """End the server of model `name` and start it anew."""
        model = await self.catalogue.supervised(name)
        if self._server(model).state in ("stopped", "failed"):
            return await self.load(name)
        await self._server(model).restart()
        return await self.catalogue.view(model)

    async def chat(self, body: bytes, *, tells: bool = False) -> relay.Reply:
        """Answer a chat request in OpenAI's form; loads the model it names (or the default), and
        has it wait for its turn. `tells`: the asker reads `queue` events.

        Raises InvalidInput, NotFound, Conflict (it cannot fit), Unavailable, UpstreamFailed.
        """
        request = relay.read_request(body)
        name = request.model or self._models.default.name
        if reply := await self.catalogue.ask_endpoint(name, request):
            return reply
        model = await self.catalogue.supervised(name)
        server = await self._measured(model)
        turn = Turn(
            self._scheduler.place(model.name),
            server,
            lambda: relay.send(self._http, server, request, WAIT_FOR_MODEL_S),
            tells,
        )
        return await (turn.streamed() if request.streams else turn.whole())

    async def live(self, name: str) -> LlamaLive:
        """What the server of model `name` does. Raises Conflict where it is not ready."""
        return await self._watch.look(self._server(await self.catalogue.supervised(name)))

    async def log(self, name: str, lines: int) -> AsyncGenerator[list[str] | None]:
        """The last `lines` of the log of model `name`, then each as it is written; None: silence.

        Raises NotFound.
        """
        model = await self.catalogue.supervised(name)
        return ServerLog.of(self._settings, model.name).follow(lines)

    async def machine(self) -> Machine:
        """What this machine has for models, and which would run well."""
        return described(await asyncio.to_thread(look), self._fleet.budget)

    async def check(self, arguments: list[str]) -> ArgumentCheck:
        """Whether the llama-server of this machine may be given `arguments`."""
        build = await asyncio.to_thread(find_build, self._settings)
        return judge(arguments, build.known)

    def health(self) -> tuple[PartState, str]:
        """The state of the sidecar, and in words that of its models."""
        if not self._lock:
            return "starting", "waits for another sidecar of this BOOCODE_HOME to end"
        states = [
            f"{server.name}: {server.state}" + (f" ({server.detail})" if server.detail else "")
            for server in self._fleet
        ]
        return "ready", "; ".join(states)

    async def _open(self) -> None:
        self._lock = await alone(self._folder)
        self.catalogue.open()
        default = self._models.default
        if default.endpoint is None:
            await self._begin(default)
        for name in Records(self._folder).names():
            if name != default.name:
                await self._take_over(name)

    async def _begin(self, model: Model) -> None:
        """Have it run, whatever else does. What is wrong with it shows in its state."""
        server = self._server(model)
        with suppress(BooError):
            await asyncio.to_thread(self._fleet.measured, model)
        server.start()
        self._scheduler.runs(model.name)

    async def _take_over(self, name: str) -> None:
        """Adopt the server of a model that is still there; end it where the model is not."""
        try:
            await self._begin(await self.catalogue.supervised(name))
        except (NotFound, Conflict):
            records = Records(self._folder)
            found = records.read(name)
            child = found[0].child() if found else None
            if child:
                log.warning("ended llama-server %d: its model %r is gone", child.pid, name)
                await child.end()
            records.forget(name)

    async def _measured(self, model: Model) -> LlamaServer:
        """The server of `model`, which can run here."""
        server = self._server(model)
        berth = await asyncio.to_thread(self._fleet.measured, model)
        if server.state not in ("starting", "ready"):
            self._scheduler.queue.lane(model.name).slots = berth.plan.slots
        return server

    def _server(self, model: Model) -> LlamaServer:
        if not self._lock:
            raise Unavailable("The sidecar is starting")
        return self._fleet.server(model)

    async def _have_room(self, name: str) -> None:
        async with self._scheduler.place(name) as place:
            with suppress(BooError):
                await place.turn()

    def _start(self, name: str) -> None:
        """The queue has found room for it."""
        server = self._fleet.known(name)
        assert server, name
        try:
            server.start()
        except BooError as fault:  # a person is just ending it
            asyncio.get_running_loop().call_soon(self._scheduler.ended, name, fault)

    async def _stop(self, name: str) -> None:
        if server := self._fleet.known(name):
            await server.stop()

    def _told(self, change: Change) -> None:
        self.catalogue.changed(change.name)
        if change.final:
            words = f"Model {change.name!r} does not run: {change.detail}"
            self._scheduler.ended(change.name, UpstreamFailed(words))
