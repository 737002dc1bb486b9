"""What a ready llama-server does, read from its /metrics and /slots.

Totals grow at the end of an answer only, so what is being written is added from the slots.
Invariant: a look is good for FRESH_S, whoever asked for it.
"""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from boocode_app.contracts.llama import LlamaLive
from boocode_app.core.errors import Conflict, Unavailable
from boocode_app.core.ids import utc_now
from boocode_app.services.llama.process import Endpoint, LlamaServer

ANSWER_S = 2.0
FRESH_S = 1.0
METRIC = re.compile(r"^llamacpp:(\w+) (\S+)$", re.MULTILINE)
Slot = Mapping[str, object]


@dataclass(frozen=True)
class Sample:
    """One look at the life `pid`. `at` in monotonic seconds; totals by the names of /metrics."""

    pid: int
    at: float
    totals: Mapping[str, float]
    writing: int
    """Tokens of the answers that are being written."""
    live: LlamaLive


class Live:
    """The last look at each server."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._samples: dict[str, Sample] = {}

    async def look(self, server: LlamaServer, kv_bytes: int | None) -> LlamaLive:
        """What `server` does now; `kv_bytes`: the size of its cache.

        Raises Conflict (it is not ready) and Unavailable (it does not answer).
        """
        endpoint = server.endpoint
        if server.state != "ready" or endpoint is None:
            raise Conflict(f"Model {server.name!r} is not ready: it is {server.state}")
        before = self._samples.get(server.name)
        if before is not None and before.pid != endpoint.pid:
            before = None
        if before is not None and time.monotonic() - before.at < FRESH_S:
            return before.live
        try:
            sample = await self._sample(endpoint, before, kv_bytes)
        except (httpx.HTTPError, ValueError) as fault:
            words = f"Model {server.name!r} is too busy to tell what it does"
            raise Unavailable(words) from fault
        self._samples[server.name] = sample
        return sample.live

    async def _sample(
        self, endpoint: Endpoint, before: Sample | None, kv_bytes: int | None
    ) -> Sample:
        metrics, slots = await asyncio.gather(
            self._get(endpoint, "/metrics"), self._get(endpoint, "/slots")
        )
        return sample_of(
            metrics.text, slots.json(), before, endpoint.pid, time.monotonic(), kv_bytes
        )

    async def _get(self, endpoint: Endpoint, path: str) -> httpx.Response:
        answer = await self._http.get(
            endpoint.url + path, headers=endpoint.headers, timeout=ANSWER_S
        )
        return answer.raise_for_status()


def sample_of(
    metrics: str,
    slots: Sequence[Slot],
    before: Sample | None,
    pid: int,
    at: float,
    kv_bytes: int | None,
) -> Sample:
    """What llama-server's two answers say, with rates since `before`."""
    totals = {name: float(value) for name, value in METRIC.findall(metrics)}
    busy = [slot for slot in slots if slot.get("is_processing")]
    writing = sum(_decoded(slot) for slot in busy)
    live = LlamaLive(
        at=utc_now(),
        slots_busy=len(busy),
        slots=len(slots),
        prompt_tokens=int(totals.get("prompt_tokens_total", 0)),
        output_tokens=int(totals.get("tokens_predicted_total", 0)) + writing,
        cached_tokens=_whole(totals, "prompt_tokens_cached_total"),
        draft_tokens=_whole(totals, "spec_decode_num_draft_tokens_total"),
        draft_accepted=_whole(totals, "spec_decode_num_accepted_tokens_total"),
        kv_bytes=kv_bytes,
        kv_used_tokens=sum(_held(slot) for slot in slots),
    )
    if before is not None:
        rates = _rates(before, totals, writing, at - before.at)
        live = live.model_copy(update=rates)
    return Sample(pid, at, totals, writing, live)


def _rates(
    before: Sample, totals: Mapping[str, float], writing: int, seconds: float
) -> dict[str, float | None]:
    """Tokens a second since `before`: as llama-server timed them where answers ended, else of
    what is being written.
    """

    def timed(tokens: str, duration: str) -> float | None:
        more, spent = (totals.get(of, 0) - before.totals.get(of, 0) for of in (tokens, duration))
        return more / spent if more > 0 and spent > 0 else None

    output = timed("tokens_predicted_total", "tokens_predicted_seconds_total")
    if output is None and writing > before.writing and seconds > 0:
        output = (writing - before.writing) / seconds
    return {
        "prompt_per_s": timed("prompt_tokens_total", "prompt_seconds_total"),
        "output_per_s": output,
    }


def _whole(totals: Mapping[str, float], name: str) -> int | None:
    return int(totals[name]) if name in totals else None


def _held(slot: Slot) -> int:
    """Tokens that a slot holds; one that was never used does not say."""
    tokens = slot.get("n_prompt_tokens")
    return tokens if isinstance(tokens, int) else 0


def _decoded(slot: Slot) -> int:
    """Tokens of the answer that a slot is writing: a list in newer builds, an object in older."""
    said = slot.get("next_token")
    token = said[0] if isinstance(said, list) and said else said
    decoded = token.get("n_decoded") if isinstance(token, dict) else None
    return decoded if isinstance(decoded, int) else 0
