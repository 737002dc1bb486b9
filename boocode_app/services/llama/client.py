"""The coder's way to a model: a streamed chat through the sidecar.

`async for part in client.stream_chat(messages)` gives `Delta`s and, last, one `Finish`. Leaving the
loop (or cancelling it) closes the connection, which stops the generation. Invariant: every failure
is a BooError in words; a reply that broke off never looks finished.
"""

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import httpx
from httpx_sse import EventSource, ServerSentEvent, SSEError

from boocode_app.contracts.base import Page
from boocode_app.contracts.chat import Timings
from boocode_app.contracts.llama import LlamaModel
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.errors import (
    BooError,
    InvalidInput,
    NotFound,
    Unavailable,
    UpstreamFailed,
)
from boocode_app.core.settings import Settings

CONNECT_S = 5.0
SILENCE_S = 660.0
"""A little more than the sidecar's own patience with llama-server, so that its words arrive."""
DONE = "[DONE]"


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


@dataclass(frozen=True)
class Delta:
    """The next piece of the reply: text that is shown, or reasoning that led to it."""

    text: str
    reasoning: bool = False


@dataclass(frozen=True)
class Usage:
    """Tokens of the whole request."""

    prompt_tokens: int
    output_tokens: int
    cached_tokens: int


@dataclass(frozen=True)
class Finish:
    """The end of a reply that did not break off: `reason` is stop, length or tool_calls.

    `timings` are llama-server's own measurements.
    """

    reason: str
    model: str
    usage: Usage | None
    timings: Timings


class LlamaClient:
    """Talks to one sidecar. Its token is read at the first request."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def models(self) -> list[LlamaModel]:
        """The models of the sidecar, the default first."""
        try:
            answer = await self._http.get("/api/llama/models", timeout=CONNECT_S)
        except httpx.HTTPError as fault:
            raise _no_answer(fault) from fault
        if answer.status_code != httpx.codes.OK:
            raise _refusal(answer)
        return Page[LlamaModel].model_validate_json(answer.content).items

    async def stream_chat(
        self,
        messages: Sequence[ChatMessage],
        *,
        model: str | None = None,
        sampling: Sampling | None = None,
    ) -> AsyncGenerator[Delta | Finish, None]:
        """The reply of `model` (default: the sidecar's default) to `messages`, as it is made.

        Raises Unavailable (the sidecar or the model is not up: trying again may help), NotFound
        (no such model), InvalidInput, and UpstreamFailed (the model failed, or broke off).
        """
        request = self._http.build_request(
            "POST", "/api/llama/v1/chat/completions", json=_body(messages, model, sampling)
        )
        try:
            response = await self._http.send(request, stream=True)
        except httpx.HTTPError as fault:
            raise _no_answer(fault) from fault
        try:
            if response.status_code != httpx.codes.OK:
                await response.aread()
                raise _refusal(response)
            async with aclosing(_parts(response)) as parts:
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
        url, token = _address(self._settings)
        return httpx.AsyncClient(
            base_url=url,
            headers={"authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(CONNECT_S, read=SILENCE_S),
            trust_env=False,
        )


def _address(settings: Settings) -> tuple[str, str]:
    """The sidecar's URL and token: the first of BOOCODE_SIDECARS, else the one of this machine."""
    if settings.sidecars:
        first = settings.sidecars[0]
        return first.url, _token_in(first.token_file)
    return f"http://127.0.0.1:{settings.sidecar_port}", Credentials.at(settings.home).token


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


async def _parts(response: httpx.Response) -> AsyncGenerator[Delta | Finish, None]:
    """The parts of an OpenAI stream. Its last chunk carries usage and llama-server's timings."""
    reason = ""
    last: Mapping[str, object] = {}
    try:
        async for event in EventSource(response).aiter_sse():
            if event.data == DONE:
                break
            last = _chunk_of(event)
            for choice in _objects(last.get("choices")):
                reason = _text(choice.get("finish_reason")) or reason
                delta = _object(choice.get("delta"))
                if thought := _text(delta.get("reasoning_content")):
                    yield Delta(thought, reasoning=True)
                if text := _text(delta.get("content")):
                    yield Delta(text)
    except (httpx.HTTPError, SSEError) as fault:
        raise UpstreamFailed("The connection to the model broke off in mid-answer") from fault
    if not reason:
        raise UpstreamFailed("The model's answer ended before it was complete")
    yield Finish(reason, str(last.get("model") or ""), _usage(last), _timings(last))


def _chunk_of(event: ServerSentEvent) -> dict[str, object]:
    try:
        chunk = json.loads(event.data)
    except ValueError as fault:
        raise UpstreamFailed("The model's answer held something that is no JSON") from fault
    if not isinstance(chunk, dict):
        raise UpstreamFailed("The model's answer held something unexpected")
    if event.event == "error" or "error" in chunk:
        raise UpstreamFailed(_message_of(chunk) or "The model failed in mid-answer")
    return chunk


def _usage(chunk: Mapping[str, object]) -> Usage | None:
    usage = _object(chunk.get("usage"))
    if not usage:
        return None
    return Usage(
        prompt_tokens=_whole(usage.get("prompt_tokens")) or 0,
        output_tokens=_whole(usage.get("completion_tokens")) or 0,
        cached_tokens=_whole(_object(usage.get("prompt_tokens_details")).get("cached_tokens")) or 0,
    )


def _timings(chunk: Mapping[str, object]) -> Timings:
    """llama-server counts the prompt without what it had cached; we count it whole."""
    timings, usage = _object(chunk.get("timings")), _usage(chunk)
    return Timings(
        prompt_tokens=usage.prompt_tokens if usage else None,
        cached_tokens=_whole(timings.get("cache_n")),
        output_tokens=usage.output_tokens if usage else _whole(timings.get("predicted_n")),
        prompt_ms=_number(timings.get("prompt_ms")),
        predicted_ms=_number(timings.get("predicted_ms")),
        draft_tokens=_whole(timings.get("draft_n")),
        draft_accepted=_whole(timings.get("draft_n_accepted")),
    )


def _no_answer(fault: httpx.HTTPError) -> Unavailable:
    if isinstance(fault, httpx.TimeoutException):
        return Unavailable("The sidecar did not answer in time")
    return Unavailable("The sidecar, which runs the models, cannot be reached")


def _refusal(answer: httpx.Response) -> BooError:
    """The error that an answer other than 200 stands for: the sidecar's, or llama-server's own."""
    try:
        said = answer.json()
    except ValueError:
        said = {}
    words = _message_of(_object(said)) or f"The sidecar answered {answer.status_code}"
    match answer.status_code:
        case httpx.codes.SERVICE_UNAVAILABLE:
            return Unavailable(words)
        case httpx.codes.NOT_FOUND:
            return NotFound(words)
        case httpx.codes.UNPROCESSABLE_ENTITY:
            return InvalidInput(words)
        case _:
            return UpstreamFailed(words)


def _message_of(said: Mapping[str, object]) -> str:
    """The words of problem JSON (`detail`) or of an OpenAI error (`error.message`)."""
    return str(said.get("detail") or _object(said.get("error")).get("message") or "")


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
