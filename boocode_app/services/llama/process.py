"""One supervised llama-server: started, watched, restarted with backoff, adopted after a crash.

A state machine: `stopped -> starting -> ready -> (sleeping) -> stopping -> stopped`, `failed` from
any. Invariants: `_enter` is the one place that changes the state, and tells of each change once; a
task runs while the server is wanted, and whatever ends that task, a server that was started has a
record on disk until it is known to be gone.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

import httpx

from boocode_app.contracts.llama import DeathCause, ServerState
from boocode_app.core.errors import BooError, Conflict, Unavailable, UpstreamFailed
from boocode_app.core.ids import utc_now
from boocode_app.core.settings import Settings
from boocode_app.services.llama.arguments import Plan
from boocode_app.services.llama.binary import clean_environment
from boocode_app.services.llama.build import Build, find_build
from boocode_app.services.llama.child import Child
from boocode_app.services.llama.deaths import Death, explain, too_slow
from boocode_app.services.llama.log import ServerLog
from boocode_app.services.llama.record import Record, Records, fingerprint
from boocode_app.services.llama.shelf.gguf_header import BadModelFile

log = logging.getLogger(__name__)

START_S = 60.0
START_BYTES_PER_S = 50_000_000
"""The start-up deadline: START_S, and the time to read the model from a slow disk."""
FIRST_DELAY_S, MAX_DELAY_S = 0.25, 30.0
PROBE_S, SLOW_PROBE_S = 0.05, 0.5


def is_valid_transition(old: ServerState, new: ServerState) -> bool:
    """Whether a server may go from `old` to `new`."""
    match old:
        case "stopped" | "failed":
            allowed: tuple[ServerState, ...] = ("starting", "stopped", "failed")
        case "starting":
            allowed = ("ready", "stopping", "failed")
        case "ready":
            allowed = ("sleeping", "stopping", "failed")
        case "sleeping":
            allowed = ("ready", "stopping", "failed")
        case "stopping":
            allowed = ("stopped", "failed")
        case _:
            assert_never(old)
    return new in allowed


@dataclass(frozen=True)
class Change:
    """One change of state of the server of model `name`."""

    name: str
    old: ServerState
    new: ServerState
    at: datetime
    detail: str
    final: bool = False
    """It failed for good: only a person, or the next request, has it tried again."""


@dataclass(frozen=True)
class Endpoint:
    """Where a ready server answers, and the key it wants. `pid` tells one life from another."""

    url: str
    key: str
    pid: int

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}


class LlamaServer:
    """The server of one model. `prepare` reads the model and says how to serve it."""

    def __init__(
        self,
        name: str,
        prepare: Callable[[], Plan],
        settings: Settings,
        http: httpx.AsyncClient,
        tell: Callable[[Change], None],
    ) -> None:
        self.name = name
        self.state: ServerState = "stopped"
        self.since = utc_now()
        self.cause: DeathCause | None = None
        self.detail = ""
        self.restarts = 0
        self.context: int | None = None
        self.arguments: list[str] = []
        self.endpoint: Endpoint | None = None
        self.last_death: Death | None = None
        self._prepare = prepare
        self._settings = settings
        self._http = http
        self._tell = tell
        self._records = Records(settings.run_folder / "llama")
        self.log = ServerLog.of(settings, name)
        self._news = asyncio.Event()
        self._hurry = asyncio.Event()
        self._child: Child | None = None
        self._task: asyncio.Task[None] | None = None
        self._answered = False

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def port(self) -> int | None:
        return int(self.endpoint.url.rpartition(":")[2]) if self.endpoint else None

    def start(self) -> None:
        """Have it run from now on. Harmless where it runs; cuts a wait before a restart short.

        Raises Conflict while it is being stopped.
        """
        if self.state == "stopping":
            raise Conflict(f"Model {self.name!r} is being stopped: try again in a moment")
        self._hurry.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._supervise(), name=f"llama-server {self.name}")

    async def stop(self) -> None:
        """End it and the wish to have it run."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        if self.state in ("starting", "ready", "sleeping"):
            self._enter("stopping")
        await self._bury()
        if self.state != "stopped":
            self._enter("stopped")

    async def restart(self) -> None:
        """End it, and have it run anew."""
        await self.stop()
        self.start()

    async def until_ready(self, within: float, *, not_pid: int | None = None) -> Endpoint:
        """The endpoint, once it is ready and is another life than `not_pid`.

        Raises UpstreamFailed where it has failed for good, Unavailable after `within` seconds or
        where it was stopped.
        """
        try:
            async with asyncio.timeout(within):
                while True:
                    if self.state == "ready" and self.endpoint and self.endpoint.pid != not_pid:
                        return self.endpoint
                    if self._task is None or self._task.done():
                        raise self._why_not()
                    await self._news.wait()
        except TimeoutError:
            words = f"Model {self.name!r} is not ready after {within:.0f} s ({self.state})"
            raise Unavailable(f"{words}: {self.detail}" if self.detail else words) from None

    async def until_gone(self, pid: int, within: float) -> bool:
        """Whether the life `pid` is over, waited for `within` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self.endpoint and self.endpoint.pid == pid:
                    await self._news.wait()
        return not self.endpoint or self.endpoint.pid != pid

    def answered(self) -> None:
        """It answered a request: a later death is no sign of a server that cannot run."""
        self._answered = True

    def _why_not(self) -> BooError:
        if self.state == "failed":
            return UpstreamFailed(f"Model {self.name!r} does not run: {self.detail}")
        return Unavailable(f"Model {self.name!r} was stopped")

    async def _supervise(self) -> None:
        failures = 0
        while True:
            self._hurry.clear()
            self._answered = False
            death = await self._live()
            failures = 1 if self._answered else failures + 1
            if death.permanent:
                self._enter("failed", death, final=True)
                return
            delay = min(FIRST_DELAY_S * 2 ** (failures - 1), MAX_DELAY_S)
            self._enter("failed", death, f"{death.detail}; it starts again in {delay:g} s")
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._hurry.wait()
            self.restarts += 1

    async def _live(self) -> Death:
        """One life, from the start or the adoption to its death."""
        self._enter("starting")
        try:
            plan = await asyncio.to_thread(self._prepare)
            build = await asyncio.to_thread(find_build, self._settings)
            record, key = await self._adopt(plan, build) or self._spawn(plan, build)
        except (BooError, OSError) as fault:
            await self._bury()
            cause: DeathCause | None = "bad_model_file" if isinstance(fault, BadModelFile) else None
            detail = fault.detail if isinstance(fault, BooError) else str(fault)
            return Death(cause, detail, permanent=True)
        self.context = plan.context // plan.slots
        self.arguments = plan.argv(record.port, build.known)
        death = await self._watch(record, key, plan)
        await self._bury()
        return death

    async def _watch(self, record: Record, key: str, plan: Plan) -> Death:
        assert self._child
        gone = asyncio.create_task(self._child.gone())
        endpoint = Endpoint(f"http://127.0.0.1:{record.port}", key, self._child.pid)
        limit = START_S + plan.model.stat().st_size / START_BYTES_PER_S
        ready = asyncio.create_task(self._ready(endpoint, limit))
        try:
            await asyncio.wait([gone, ready], return_when=asyncio.FIRST_COMPLETED)
            if ready.done() and not gone.done():
                if not ready.result():
                    return too_slow(limit)
                self.endpoint = endpoint
                self._enter("ready")
            code, was_ready = await gone, self.endpoint is not None
            self.last_death = explain(code, self.log.tail(record.log_start), was_ready=was_ready)
            return self.last_death
        finally:
            self.endpoint = None
            gone.cancel()
            ready.cancel()

    async def _ready(self, endpoint: Endpoint, within: float) -> bool:
        """Whether it got ready: refused, then 503 while it loads, then 200."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                delay = PROBE_S
                while await self._health(endpoint) != httpx.codes.OK:
                    await asyncio.sleep(delay)
                    delay = min(delay * 1.2, SLOW_PROBE_S)
                return True
        return False

    async def _health(self, endpoint: Endpoint) -> int | None:
        """The status of an authorised look, None where nobody answers there."""
        try:
            answer = await self._http.get(endpoint.url + "/v1/models", headers=endpoint.headers)
            if answer.status_code != httpx.codes.OK:
                return answer.status_code
            return (await self._http.get(endpoint.url + "/health")).status_code
        except httpx.HTTPError:
            return None

    async def _adopt(self, plan: Plan, build: Build) -> tuple[Record, str] | None:
        """The server that a former sidecar left, if it is the one we want; else it is ended."""
        found = self._records.read(self.name)
        if found is None:
            return None
        record, key = found
        arguments = plan.argv(record.port, build.known)
        self._child = record.child(arguments)
        if self._child is None:
            return None
        endpoint = Endpoint(f"http://127.0.0.1:{record.port}", key, self._child.pid)
        fits = record.is_for(arguments) and self._child.runs_with(arguments)
        if fits and await self._health(endpoint) in (
            httpx.codes.OK,
            httpx.codes.SERVICE_UNAVAILABLE,
        ):
            self._records.write(self.name, record.of(self._child))
            log.info("adopted llama-server %s, pid %d", self.name, self._child.pid)
            return found
        log.warning("ended a llama-server of %s that could not be used", self.name)
        await self._bury()
        return None

    def _spawn(self, plan: Plan, build: Build) -> tuple[Record, str]:
        port = free_port()
        arguments = plan.argv(port, build.known)
        key = self._records.new_key(self.name)
        record = Record(port, fingerprint(arguments), self.log.begin())
        self._records.write(self.name, record)
        environment = clean_environment(os.environ, key)
        self._child = Child.spawn(
            [*build.command, *arguments], environment, self.log.path, self._records.folder
        )
        self._records.write(self.name, record.of(self._child))
        log.info("started llama-server %s, pid %d, port %d", self.name, self._child.pid, port)
        return record, key

    async def _bury(self) -> None:
        """Make sure that its process is gone, also one that only the record knows; forget it."""
        found = self._records.read(self.name)
        child = self._child or (found[0].child() if found else None)
        if child:
            await child.end()
        if child is self._child or self._child is None:
            self._child = None
            self._records.forget(self.name)

    def _enter(
        self,
        new: ServerState,
        death: Death | None = None,
        detail: str = "",
        *,
        final: bool = False,
    ) -> None:
        old = self.state
        assert is_valid_transition(old, new), f"{old} -> {new}"
        self.state, self.since = new, utc_now()
        self.cause = death.cause if death else None
        self.detail = detail or (death.detail if death else "")
        news, self._news = self._news, asyncio.Event()
        news.set()
        log.info("llama-server %s: %s -> %s %s", self.name, old, new, self.detail)
        self._tell(Change(self.name, old, new, self.since, self.detail, final))


def free_port() -> int:
    """A loopback port that nobody held a moment ago. Who takes it meanwhile: `port_taken`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
