"""/api/llama: the models, their servers, and the one way in for a chat (OpenAI's form)."""

from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from boocode_app.api import llama_shelf
from boocode_app.api.leaving import caller_left
from boocode_app.contracts.base import Page
from boocode_app.contracts.llama import ArgumentCheck, LlamaModel
from boocode_app.core.errors import Unavailable
from boocode_app.core.tasks import first_of
from boocode_app.wiring import house

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from boocode_app.services.llama.chats.relay import Reply

router = APIRouter(prefix="/api/llama", tags=["models"])
router.include_router(llama_shelf.router)


@router.get("/models")
async def list_models() -> Page[LlamaModel]:
    """Every model, the default one first."""
    models = await house().sidecar.catalogue.listed()
    ready = sum(model.state == "ready" for model in models)
    return Page(items=models, totals={"models": len(models), "ready": ready})


@router.post("/models/{name}/load", status_code=202)
async def load_model(name: str) -> LlamaModel:
    """Start the server of a model; it gets ready in its own time."""
    return await house().sidecar.load(name)


@router.post("/models/{name}/unload")
async def unload_model(name: str) -> LlamaModel:
    """End the server of a model."""
    return await house().sidecar.unload(name)


@router.post("/models/{name}/restart", status_code=202)
async def restart_model(name: str) -> LlamaModel:
    """End the server of a model and start it anew."""
    return await house().sidecar.restart(name)


@router.get("/args/check")
async def check_arguments(
    argument: Annotated[
        list[str] | None, Query(description="One flag or value; repeat it.")
    ] = None,
) -> ArgumentCheck:
    """Whether llama-server may be given these arguments, why not, and where they leave the base."""
    found = await house().sidecar.check(argument or [])
    return found.model_copy(update={"off_base": house().presets.off_base(found.arguments)})


@router.post("/v1/chat/completions")
async def chat(
    request: Request, x_boocode_queue: Annotated[Literal["events"] | None, Header()] = None
) -> Response:
    """OpenAI's chat completions, streamed or whole; the model is loaded where it is not.

    A stream that has to wait says so: by SSE events `queue` (QueuePosition) to who sends
    `X-BooCode-Queue: events`, else by comments. One that breaks off ends with an SSE event `error`.
    """
    body = await request.body()
    replies: list[Reply] = []

    async def ask() -> None:
        replies.append(await house().sidecar.chat(body, tells=x_boocode_queue == "events"))

    await first_of(ask(), caller_left(request))
    if not replies:
        raise Unavailable("Nobody waits for the answer any more.")
    reply = replies[0]
    return PassedOn(reply.chunks, reply.status, media_type=reply.media_type)


class PassedOn(StreamingResponse):
    """A stream whose source is let go at once when the asker leaves, which stops the generation."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(cast("AsyncGenerator[Any, None]", self.body_iterator)):
            await super().__call__(scope, receive, send)
