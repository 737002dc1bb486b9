"""An answer in OpenAI's form, read: the place in the queue while it has to wait, the pieces of its
text and, last, what was measured.

Invariant: an answer that broke off never looks finished, and whatever is wrong with it is said in
words.
"""

import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

import httpx
from httpx_sse import EventSource, ServerSentEvent, SSEError
from pydantic import ValidationError

from boocode_app.contracts.chat import Timings
from boocode_app.contracts.llama import QueuePosition
from boocode_app.core.errors import (
    BooError,
    InvalidInput,
    NotFound,
    Unavailable,
    UpstreamFailed,
)

DONE = "[DONE]"


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


Part = QueuePosition | Delta | Finish


async def parts_of(response: httpx.Response) -> AsyncGenerator[Part]:
    """The parts of an OpenAI stream. Its last chunk carries usage and llama-server's timings."""
    reason = ""
    last: Mapping[str, object] = {}
    try:
        async for event in EventSource(response).aiter_sse():
            if event.data == DONE:
                break
            if event.event == "queue":
                yield _position_of(event)
                continue
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


def refusal_of(answer: httpx.Response) -> BooError:
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


def _position_of(event: ServerSentEvent) -> QueuePosition:
    try:
        return QueuePosition.model_validate_json(event.data)
    except ValidationError as fault:
        raise UpstreamFailed("The sidecar said something unexpected of its queue") from fault


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
