"""The way to a sidecar's list of models from another process: what the command line does with it.

Invariant: every failure is a BooError in words, the one that the sidecar itself told.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Literal
from urllib.parse import quote

import httpx
from httpx_sse import EventSource, ServerSentEvent, SSEError
from pydantic import BaseModel

from boocode_app.contracts.llama import (
    DownloadAct,
    LlamaEvent,
    LlamaModel,
    LogLines,
    ModelAdd,
    ModelEdit,
)
from boocode_app.core.errors import Unavailable
from boocode_app.core.settings import Settings
from boocode_app.services.llama.chats.stream import refusal_of
from boocode_app.services.llama.client import LlamaClient, clients_of, no_answer

ANSWER_S = 60.0
"""Adding a model asks a hub, and unloading one ends a process."""
SILENCE_S = 60.0
"""The sidecar shows every 15 s that a stream of its lives."""


class CatalogueClient(LlamaClient):
    """Talks to one sidecar about its models."""

    async def add(self, wanted: ModelAdd) -> LlamaModel:
        """Put a model on the shelf."""
        return await self._model("POST", "", wanted)

    async def edit(self, name: str, edit: ModelEdit) -> LlamaModel:
        """Change what a person chose for a model."""
        return await self._model("PATCH", _path(name), edit)

    async def remove(self, name: str, *, file: bool) -> None:
        """Forget a model; `file`: and delete its file."""
        await self._ask("DELETE", _path(name), params={"file": file})

    async def act(self, name: str, verb: Literal["load", "unload", "restart"]) -> LlamaModel:
        """Load, unload or restart a model."""
        return await self._model("POST", f"{_path(name)}/{verb}")

    async def download(self, name: str, act: DownloadAct) -> LlamaModel:
        """Pause, resume or cancel the download of a model."""
        return await self._model("POST", f"{_path(name)}/download", act)

    async def events(self) -> AsyncGenerator[LlamaEvent]:
        """How each model is, then what happens. Raises Unavailable where it breaks off."""
        async with aclosing(self._stream("/api/llama/events", {})) as events:
            async for event in events:
                if event.event in ("state", "queue", "download", "live"):
                    yield LlamaEvent.model_validate_json(event.data)

    async def log(self, name: str, lines: int) -> AsyncGenerator[list[str]]:
        """The last `lines` of a model's log, then each as it is written."""
        path = f"/api/llama/logs/{quote(name, safe='')}"
        async with aclosing(self._stream(path, {"lines": lines})) as events:
            async for event in events:
                if event.event == "lines":
                    yield LogLines.model_validate_json(event.data).lines

    async def _model(self, method: str, path: str, body: BaseModel | None = None) -> LlamaModel:
        answer = await self._ask(method, path, body)
        return LlamaModel.model_validate_json(answer.content)

    async def _ask(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        params: dict[str, bool] | None = None,
    ) -> httpx.Response:
        content = None if body is None else body.model_dump(mode="json", exclude_unset=True)
        try:
            answer = await self._http.request(
                method, f"/api/llama/models{path}", json=content, params=params, timeout=ANSWER_S
            )
        except httpx.HTTPError as fault:
            raise no_answer(fault) from fault
        if not answer.is_success:
            raise refusal_of(answer)
        return answer

    async def _stream(self, path: str, params: dict[str, int]) -> AsyncGenerator[ServerSentEvent]:
        request = self._http.build_request("GET", path, params=params, timeout=SILENCE_S)
        try:
            response = await self._http.send(request, stream=True)
        except httpx.HTTPError as fault:
            raise no_answer(fault) from fault
        async with aclosing(response):
            if not response.is_success:
                await response.aread()
                raise refusal_of(response)
            try:
                async with aclosing(EventSource(response).aiter_sse()) as events:
                    async for event in events:
                        yield event
            except (httpx.HTTPError, SSEError) as fault:
                raise no_answer(fault) from fault
        raise Unavailable("The sidecar ended the stream of its news")


def catalogue_of(settings: Settings) -> CatalogueClient:
    """The way to the first of the sidecars."""
    first = clients_of(settings)[0]
    return CatalogueClient(first.url, first.token)


def _path(name: str) -> str:
    return "/" + quote(name, safe="")
