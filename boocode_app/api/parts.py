"""What each part of the house says of itself, asked at most once a second.

Invariant: an answer takes no longer than PROBE_TIMEOUT_S, whichever part hangs: all are asked at
once, and callers who come together share one round.
"""

import asyncio
import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import httpx
from pydantic import ValidationError

from boocode_app import __version__
from boocode_app.api.proxy import Upstream, upstreams_of
from boocode_app.contracts.base import Page
from boocode_app.contracts.health import DaemonHealth, PartHealth, PartName, PartState
from boocode_app.contracts.llama import LlamaModel, ServerState
from boocode_app.core.errors import BooError
from boocode_app.core.settings import Settings
from boocode_app.wiring import house

log = logging.getLogger(__name__)

PROBE_TIMEOUT_S = 0.3
FRESH_FOR_S = 1.0
MODEL_STATES: dict[ServerState, PartState] = {
    "stopped": "stopped",
    "starting": "starting",
    "ready": "ready",
    "sleeping": "ready",
    "stopping": "stopped",
    "failed": "failed",
}

Parts = dict[PartName, PartHealth]


class PartsBoard:
    """The parts of one house, as they were at most FRESH_FOR_S seconds ago."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._parts: Parts = {}
        self._asked_at = float("-inf")
        self._round: asyncio.Task[Parts] | None = None

    async def parts(self) -> Parts:
        """Every part by name: web itself, the daemons, the database, the model."""
        now = asyncio.get_running_loop().time()
        if now - self._asked_at < FRESH_FOR_S:
            return self._parts
        if self._round is None:
            self._round = asyncio.create_task(self._ask_all())
        try:
            self._parts = await asyncio.shield(self._round)
        finally:
            if self._round is not None and self._round.done():
                self._round = None
                self._asked_at = asyncio.get_running_loop().time()
        return self._parts

    async def _ask_all(self) -> Parts:
        written = read_status(self._settings.run_folder)
        daemons = upstreams_of(self._settings)
        async with httpx.AsyncClient(timeout=PROBE_TIMEOUT_S, trust_env=False) as client:
            answers, model, database = await asyncio.gather(
                asyncio.gather(*(_ask_daemon(client, daemon) for daemon in daemons)),
                _ask_model(client, daemons),
                _ask_database(),
            )
        web = PartHealth(state="ready", pid=os.getpid(), version=__version__)
        parts: Parts = {"web": _joined("web", web, written.get("web"))}
        for daemon, answer in zip(daemons, answers, strict=True):
            parts[daemon.name] = _joined(daemon.name, answer, written.get(daemon.name))
        return parts | {"database": database, "model": model}


def read_status(run_folder: Path) -> Parts:
    """What the supervisor last wrote; empty where none ran here."""
    try:
        written = json.loads((run_folder / "status.json").read_bytes())["parts"]
        return {name: PartHealth.model_validate(part) for name, part in written.items()}
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        return {}


def _joined(name: PartName, answer: PartHealth | None, written: PartHealth | None) -> PartHealth:
    """The part's own word with the supervisor's count; for a mute part, the supervisor's word."""
    restarts = written.restarts if written else 0
    if answer is not None:
        return answer.model_copy(update={"restarts": restarts})
    if written is not None and written.state != "ready":
        return written
    state: PartState = "restarting" if written else "stopped"
    return PartHealth(state=state, restarts=restarts, detail=f"{name} does not answer")


async def _ask_daemon(client: httpx.AsyncClient, daemon: Upstream) -> PartHealth | None:
    """The daemon's own word, None where it gives none in time."""
    try:
        answer = await client.get(f"{daemon.base_url}/api/health", headers=_bearer(daemon))
        said = DaemonHealth.model_validate_json(answer.content)
    except (httpx.HTTPError, ValidationError):
        return None
    return PartHealth(state=said.state, pid=said.pid, version=said.version, detail=said.detail)


async def _ask_model(client: httpx.AsyncClient, daemons: Sequence[Upstream]) -> PartHealth:
    """The llama-server of the configured model, as the sidecar sees it."""
    sidecar = next(daemon for daemon in daemons if daemon.name == "sidecar")
    try:
        answer = await client.get(f"{sidecar.base_url}/api/llama/models", headers=_bearer(sidecar))
        models = Page[LlamaModel].model_validate_json(answer.content).items
    except (httpx.HTTPError, ValidationError):
        return PartHealth(state="stopped", detail="the sidecar does not say")
    for model in models:
        if model.pinned:
            return PartHealth(
                state=MODEL_STATES[model.state],
                pid=model.pid,
                restarts=model.restarts,
                detail=model.detail,
            )
    return PartHealth(state="failed", detail="the model of BOOCODE_MODEL is not there")


async def _ask_database() -> PartHealth:
    try:
        async with asyncio.timeout(PROBE_TIMEOUT_S):
            await house().database.ping()
    except TimeoutError:
        return PartHealth(state="failed", detail="the database does not answer in time")
    except BooError as error:
        return PartHealth(state="failed", detail=error.detail)
    return PartHealth(state="ready")


def _bearer(daemon: Upstream) -> dict[str, str]:
    return {} if daemon.token is None else {"Authorization": f"Bearer {daemon.token}"}
