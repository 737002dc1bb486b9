"""A model as it is shown: what its files say, what a person chose, what its server does.

`papers_of` reads files and blocks; `shown` puts together what is at hand, on the event loop.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from boocode_app.contracts.llama import LlamaDownload, LlamaMemory, LlamaModel
from boocode_app.core.errors import BooError
from boocode_app.core.ids import utc_now
from boocode_app.services.llama.chats.endpoints import Seen
from boocode_app.services.llama.fleet import Fleet
from boocode_app.services.llama.models import Model
from boocode_app.services.llama.process import LlamaServer
from boocode_app.services.llama.queue import Lane
from boocode_app.services.llama.shelf.shelf import Choice


class Presets(Protocol):
    """The arguments that a person chose, by name of the model."""

    def get(self, model: str) -> Sequence[str]:
        """Those of `model`. Raises InvalidInput where they cannot be read."""
        ...

    def keep(self, model: str, arguments: Sequence[str]) -> None:
        """Have it run with these from its next load on. Raises InvalidInput."""
        ...

    def off_base(self, arguments: Sequence[str]) -> list[str]:
        """In words, where they leave the base."""
        ...


@dataclass(frozen=True)
class Papers:
    """What files say of a model. `fault`: why they could not be read."""

    size: int | None
    memory: LlamaMemory | None
    preset: list[str]
    off_base: list[str]
    fault: str = ""


def papers_of(model: Model, fleet: Fleet, presets: Presets) -> Papers:
    """What the files of `model` say now. Never raises. Blocks."""
    if model.endpoint:
        return Papers(None, None, [], [])
    try:
        preset = list(presets.get(model.name))
        off_base = presets.off_base(preset)
    except BooError as fault:
        return Papers(model.size, None, [], [], fault.detail)
    return Papers(model.size, fleet.memory(model), preset, off_base)


def shown(
    model: Model,
    papers: Papers,
    choice: Choice,
    lane: Lane,
    server: LlamaServer | None,
    seen: Seen | None,
    download: LlamaDownload | None,
    *,
    default: bool,
) -> LlamaModel:
    """`model` as the API tells of it."""
    view = LlamaModel(
        name=model.name,
        path="" if model.endpoint else str(model.path),
        size=papers.size,
        kind="endpoint" if model.endpoint else "file",
        source=model.source,
        state="stopped",
        default=default,
        pinned=lane.pinned,
        ttl_s=choice.ttl_s,
        memory=papers.memory,
        download=download,
        preset=papers.preset,
        off_base=papers.off_base,
        in_flight=lane.in_flight,
        waiting=len(lane.waiting),
        last_used=_moment(lane),
        detail=papers.fault,
    )
    if seen:
        told = {"state": seen.state, "detail": seen.detail, "since": seen.since}
        return view.model_copy(update=told)
    if server is None:
        return view
    return view.model_copy(
        update={
            "state": server.state,
            "pid": server.pid,
            "port": server.port,
            "context": server.context,
            "arguments": server.arguments,
            "cause": server.cause,
            "detail": server.detail or view.detail,
            "since": server.since,
            "restarts": server.restarts,
        }
    )


def _moment(lane: Lane) -> datetime | None:
    """When it was used last, in UTC; the queue counts in monotonic seconds."""
    if lane.in_flight:
        return utc_now()
    return utc_now() - timedelta(seconds=time.monotonic() - lane.used_at) if lane.used_at else None
