"""The llama-servers of one machine: which run, and the one way in for a chat.

Invariants: one sidecar a BOOCODE_HOME owns them (a lock says which); the default model is pinned
and runs from the start; ending the sidecar ends its servers, killing it leaves them for the next.
"""

import asyncio
import fcntl
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO

import httpx

from boocode_app.contracts.health import PartState
from boocode_app.contracts.llama import ArgumentCheck, LlamaModel
from boocode_app.core.errors import InvalidInput, NotFound, Unavailable
from boocode_app.core.settings import Settings
from boocode_app.services.llama import relay
from boocode_app.services.llama.arguments import Checked, Pairs, Plan, check
from boocode_app.services.llama.build import find_build
from boocode_app.services.llama.models import Model, Models
from boocode_app.services.llama.process import Change, LlamaServer
from boocode_app.services.llama.record import Records
from boocode_app.services.llama.verdicts import judge

log = logging.getLogger(__name__)

WAIT_FOR_MODEL_S = 60.0
"""How long a chat waits for its model to be ready."""
READ_S = 600.0
"""How long llama-server may be silent: it reads a long prompt before it says a word."""
LOCK_POLL_S = 0.2
KEPT_CHANGES = 200
CONNECTIONS = 64


class Sidecar:
    """All supervised llama-servers of this machine. `preset` gives what a person chose for a model;
    it is checked here again.
    """

    def __init__(
        self, settings: Settings, preset: Callable[[str], Sequence[str]] = lambda _: ()
    ) -> None:
        self._preset = preset
        self.changes: deque[Change] = deque(maxlen=KEPT_CHANGES)
        self._settings = settings
        self._models = Models(settings)
        self._servers: dict[str, LlamaServer] = {}
        self._folder = settings.run_folder / "llama"
        self._lock: IO[str] | None = None
        self._opening: asyncio.Task[None] | None = None
        self._http = httpx.AsyncClient(
            trust_env=False,
            timeout=httpx.Timeout(5.0, read=READ_S, pool=WAIT_FOR_MODEL_S),
            limits=httpx.Limits(max_connections=CONNECTIONS),
        )

    async def open(self) -> None:
        """Take over what a former sidecar left and start the default model, in the background."""
        self._opening = asyncio.create_task(self._open(), name="sidecar opens")

    async def close(self) -> None:
        """End every server, then let the next sidecar in."""
        if self._opening:
            self._opening.cancel()
            with suppress(asyncio.CancelledError):
                await self._opening
        await asyncio.gather(*(server.stop() for server in self._servers.values()))
        await self._http.aclose()
        if self._lock:
            self._lock.close()

    async def models(self) -> list[LlamaModel]:
        """Every model, the default first."""
        default = self._models.default.name
        models = await asyncio.to_thread(self._models.all)
        return [self._view(model, pinned=model.name == default) for model in models]

    async def load(self, name: str) -> LlamaModel:
        """Have model `name` run. Does not wait until it is ready."""
        model = await self._named(name)
        self._server(model).start()
        return self._view(model)

    async def unload(self, name: str) -> LlamaModel:
        """End the server of model `name`."""
        model = await self._named(name)
        await self._server(model).stop()
        return self._view(model)

    async def restart(self, name: str) -> LlamaModel:
        """End the server of model `name` and start it anew."""
        model = await self._named(name)
        await self._server(model).restart()
        return self._view(model)

    async def chat(self, body: bytes) -> relay.Reply:
        """Answer a chat request in OpenAI's form; loads the model it names (or the default).

        Raises InvalidInput, NotFound, Unavailable, UpstreamFailed.
        """
        request = relay.read_request(body)
        model = await self._named(request.model) if request.model else self._models.default
        server = self._server(model)
        if server.state in ("stopped", "failed"):
            server.start()
        return await relay.send(self._http, server, request, WAIT_FOR_MODEL_S)

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
            for server in self._servers.values()
        ]
        return "ready", "; ".join(states)

    async def _open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = await self._alone()
        default = self._models.default
        self._server(default).start()
        for name in Records(self._folder).names():
            if name != default.name:
                await self._take_over(name)

    async def _alone(self) -> IO[str]:
        """The lock of this home, waited for while another sidecar holds it."""
        file = (self._folder / "lock").open("w")
        try:
            while True:
                with suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return file
                await asyncio.sleep(LOCK_POLL_S)
        except BaseException:
            file.close()
            raise

    async def _take_over(self, name: str) -> None:
        """Adopt the server of a model that is still there; end it where the model is not."""
        try:
            self._server(await self._named(name)).start()
        except NotFound:
            records = Records(self._folder)
            found = records.read(name)
            child = found[0].child() if found else None
            if child:
                log.warning("ended llama-server %d: its model %r is gone", child.pid, name)
                await child.end()
            records.forget(name)

    async def _named(self, name: str) -> Model:
        return await asyncio.to_thread(self._models.named, name)

    def _server(self, model: Model) -> LlamaServer:
        if not self._lock:
            raise Unavailable("The sidecar is starting")
        if model.name not in self._servers:

            def prepare() -> Plan:
                self._models.provide(model)
                return model.plan(self._chosen(model.name))

            self._servers[model.name] = LlamaServer(
                model.name, prepare, self._settings, self._http, self.changes.append
            )
        return self._servers[model.name]

    def _chosen(self, name: str) -> Pairs:
        """The preset of a model, if this build may be given it. Raises InvalidInput. Blocks."""
        arguments = self._preset(name)
        checked = check(arguments, find_build(self._settings).known) if arguments else Checked(())
        if fault := next(iter(checked.faults), None):
            raise InvalidInput(f"The preset of {name!r}: {fault.argument}: {fault.reason}")
        return checked.pairs

    def _view(self, model: Model, *, pinned: bool | None = None) -> LlamaModel:
        server = self._servers.get(model.name)
        if pinned is None:
            pinned = model.name == self._models.default.name
        if server is None:
            return LlamaModel(
                name=model.name,
                path=str(model.path),
                size=model.size,
                state="stopped",
                pinned=pinned,
            )
        return LlamaModel(
            name=model.name,
            path=str(model.path),
            size=model.size,
            state=server.state,
            pinned=pinned,
            pid=server.pid,
            port=server.port,
            context=server.context,
            arguments=server.arguments,
            cause=server.cause,
            detail=server.detail,
            since=server.since,
            restarts=server.restarts,
        )
