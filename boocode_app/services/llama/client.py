"""The way to the models of one sidecar: a streamed chat.

`async for part in client.stream_chat(messages)` gives a `QueuePosition` whenever the place in the
queue has changed, then `Delta`s and, last, one `Finish`. Leaving the loop (or cancelling it) closes
the connection, which stops the generation. Invariant: every failure is a BooError in words; a reply
that broke off never looks finished.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

import httpx
from pydantic import ValidationError

from boocode_app.contracts.base import Page
from boocode_app.contracts.llama import LlamaModel
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.errors import Unavailable, UpstreamFailed
from boocode_app.core.settings import Settings
from boocode_app.services.llama.chats.stream import Part, parts_of, refusal_of

CONNECT_S = 5.0
SILENCE_S = 660.0
"""A little more than the sidecar's own patience with llama-server, so that its words arrive."""


class ChatMessage(Protocol):
    """One message of the conversation that is sent to the model."""

    @property
    def role(self) -> str: ...

    @property
    def content(self) -> str: ...


@dataclass(frozen=True)
class Sampling:
    """What llama-server is told about sampling; None leaves it its default."""

    max_tokens: int | None = None
    temperature: float | None = None
    seed: int | None = None


class Unreachable(Unavailable):
    """No sidecar answers there."""


class Silent(Unreachable):
    """It took the connection, or may have, and did not answer in time."""


class LlamaClient:
    """Talks to the sidecar at `url`. Its token is asked for at the first request."""

    def __init__(self, url: str, token: Callable[[], str]) -> None:
        self.url = url
        self.token = token

    async def models(self) -> list[LlamaModel]:
        """The models of the sidecar, the default first."""
        try:
            answer = await self._http.get("/api/llama/models", timeout=CONNECT_S)
        except httpx.HTTPError as fault:
            raise no_answer(fault) from fault
        if answer.status_code != httpx.codes.OK:
            raise refusal_of(answer)
        try:
            return Page[LlamaModel].model_validate_json(answer.content).items
        except ValidationError as fault:
            words = f"The sidecar {self.url} speaks otherwise: it may be of another version"
            raise UpstreamFailed(words) from fault

    async def stream_chat(
        self,
        messages: Sequence[ChatMessage],
        *,
        model: str | None = None,
        sampling: Sampling | None = None,
    ) -> AsyncGenerator[Part]:
        """The reply of `model` (default: the sidecar's default) to `messages`, as it is made.

        Raises Unavailable (the sidecar or the model is not up: trying again may help), NotFound
        (no such model), InvalidInput, and UpstreamFailed (the model failed, or broke off).
        """
        request = self._http.build_request(
            "POST",
            "/api/llama/v1/chat/completions",
            json=_body(messages, model, sampling),
            headers={"x-boocode-queue": "events"},
        )
        try:
            response = await self._http.send(request, stream=True)
        except httpx.HTTPError as fault:
            raise no_answer(fault) from fault
        try:
            if response.status_code != httpx.codes.OK:
                await response.aread()
                raise refusal_of(response)
            async with aclosing(parts_of(response)) as parts:
                async for part in parts:
                    yield part
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Let go of the connections."""
        if "_http" in self.__dict__:
            await self._http.aclose()

    @cached_property
    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.url,
            headers={"authorization": f"Bearer {self.token()}"},
            timeout=httpx.Timeout(CONNECT_S, read=SILENCE_S),
            trust_env=False,
        )


def clients_of(settings: Settings) -> tuple[LlamaClient, ...]:
    """One for each of BOOCODE_SIDECARS, in their order; without any, the one of this machine."""
    if not settings.sidecars:
        url = f"http://127.0.0.1:{settings.sidecar_port}"
        return (LlamaClient(url, lambda: Credentials.at(settings.home).token),)
    return tuple(
        LlamaClient(sidecar.url, partial(_token_in, sidecar.token_file))
        for sidecar in settings.sidecars
    )


def _token_in(file: Path) -> str:
    try:
        return file.expanduser().read_text().strip()
    except OSError as fault:
        raise Unavailable(f"The token file {str(file)!r} of a sidecar: {fault.strerror}") from fault


def _body(
    messages: Sequence[ChatMessage], model: str | None, sampling: Sampling | None
) -> dict[str, object]:
    chosen = sampling or Sampling()
    optional = {
        "model": model,
        "max_tokens": chosen.max_tokens,
        "temperature": chosen.temperature,
        "seed": chosen.seed,
    }
    return {
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "stream": True,
        "stream_options": {"include_usage": True},
        **{name: value for name, value in optional.items() if value is not None},
    }


def no_answer(fault: Exception) -> Unavailable:
    """The error for a sidecar that did not answer."""
    if isinstance(fault, httpx.PoolTimeout):
        return Unavailable("Too many answers are being read at once")
    if isinstance(fault, httpx.TimeoutException):
        return Silent("The sidecar did not answer in time")
    return Unreachable("The sidecar, which runs the models, cannot be reached")
