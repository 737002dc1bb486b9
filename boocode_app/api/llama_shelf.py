"""/api/llama: which models there are, and what is to be seen of them while they run."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.sse import format_sse_event

from boocode_app.api.event_stream import ALIVE, NOT_KEPT, EventStream
from boocode_app.contracts.llama import (
    DownloadAct,
    LlamaBench,
    LlamaEvent,
    LlamaLive,
    LlamaModel,
    LogLines,
    Machine,
    ModelAdd,
    ModelEdit,
)
from boocode_app.core.errors import NotFound
from boocode_app.wiring import house

MOST_LINES = 2000
router = APIRouter()


@router.post("/models", status_code=201)
async def add_model(wanted: ModelAdd) -> LlamaModel:
    """Add a file, a model of a Hugging Face repository (it is fetched), or an endpoint."""
    return await house().sidecar.catalogue.add(wanted)


@router.patch("/models/{name}")
async def edit_model(name: str, edit: ModelEdit) -> LlamaModel:
    """Pin a model, set its idle time, or its preset, which counts from its next load on."""
    return await house().sidecar.catalogue.edit(name, edit)


@router.delete("/models/{name}", status_code=204)
async def remove_model(
    name: str,
    file: Annotated[bool, Query(description="Delete its file too (in the models folder).")] = False,
) -> None:
    """Forget a model that nobody uses; its server is ended."""
    await house().sidecar.catalogue.remove(name, file=file)


@router.post("/models/{name}/download")
async def act_on_download(name: str, wanted: DownloadAct) -> LlamaModel:
    """Pause, resume or cancel the download of a model, which is then no more."""
    return await house().sidecar.catalogue.act(name, wanted.act)


@router.get("/models/{name}/live")
async def live(name: str) -> LlamaLive:
    """What a ready server does: rates, slots, cache, drafts."""
    return await house().sidecar.live(name)


@router.get("/models/{name}/bench")
async def measured(name: str) -> LlamaBench | None:
    """What `boocode ion bench` measured of it last; null where nobody measured it yet."""
    with suppress(NotFound):
        return await asyncio.to_thread(house().results.get, name)
    return None


@router.get(
    "/logs/{name}",
    response_class=EventStream,
    responses={200: {"description": "Server-sent events `lines` (LogLines)."}},
)
async def follow_log(
    name: str, lines: Annotated[int, Query(ge=0, le=MOST_LINES)] = 200
) -> EventStream:
    """The end of a server's log, then each line as it is written; over all its runs."""
    log = await house().sidecar.log(name, lines)
    return EventStream(_encoded_lines(log), headers=NOT_KEPT)


@router.get("/machine")
async def look_at_machine() -> Machine:
    """Memory, cores and GPUs of the machine that runs the models, and which would run well."""
    return await house().sidecar.machine()


@router.get(
    "/events",
    response_class=EventStream,
    responses={
        200: {
            "description": "Server-sent events: `state`, `queue`, `download`, `live` (LlamaEvent)."
        }
    },
)
async def follow() -> EventStream:
    """How things are, then what happens; of several events close together, the last."""
    return EventStream(_encoded(house().sidecar.catalogue.follow()), headers=NOT_KEPT)


async def _encoded(events: AsyncGenerator[LlamaEvent | None]) -> AsyncGenerator[bytes, None]:
    yield ALIVE
    async with aclosing(events):
        async for event in events:
            yield (
                ALIVE
                if event is None
                else format_sse_event(data_str=event.model_dump_json(), event=event.kind)
            )


async def _encoded_lines(log: AsyncGenerator[list[str] | None]) -> AsyncGenerator[bytes, None]:
    yield ALIVE
    async with aclosing(log):
        async for lines in log:
            yield (
                ALIVE
                if lines is None
                else format_sse_event(
                    data_str=LogLines(lines=lines).model_dump_json(), event="lines"
                )
            )
