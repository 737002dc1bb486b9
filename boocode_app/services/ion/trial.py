"""A llama-server of its own for a measure: started, asked, and gone when the block is left.

Invariant: it is none of the sidecar's, whose servers run on beside it; and what a measure that was
killed has left is ended before the next one starts.
"""

import asyncio
import fcntl
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from boocode_app.contracts.chat import Timings
from boocode_app.core.errors import Conflict, UpstreamFailed
from boocode_app.core.settings import Settings
from boocode_app.services.llama.arguments import Plan
from boocode_app.services.llama.chats.stream import Delta, Finish, parts_of, refusal_of
from boocode_app.services.llama.log import ServerLog
from boocode_app.services.llama.process import Endpoint, LlamaServer

READY_S = 900.0
SILENCE_S = 600.0
MIB = 2**20
TELLING = ("--verbosity", "4")
"""At this level the log says how large the KV cache is."""
KV_SIZES = re.compile(r"KV buffer size = +([\d.]+) MiB")
K_SIZE = re.compile(r"llama_kv_cache: size =.*K \(\w+\): +([\d.]+) MiB")


@dataclass(frozen=True)
class Answer:
    """One answer as its asker saw it, in seconds from the question, and as the server timed it."""

    first_s: float
    took_s: float
    timings: Timings

    @property
    def tokens(self) -> int:
        """How many came."""
        return self.timings.output_tokens or 0

    @property
    def per_s(self) -> float:
        """Tokens a second of the server's own time, once the prompt was read."""
        return self.tokens * 1000 / (self.timings.predicted_ms or 1)


@dataclass(frozen=True)
class Trial:
    """A server that runs for a measure. Sizes in bytes, None where its log does not tell."""

    endpoint: Endpoint
    kv_bytes: int | None
    k_bytes: int | None
    _http: httpx.AsyncClient

    async def ask(
        self, prompt: str, tokens: int, *, temperature: float = 0.0, seed: int = 1
    ) -> Answer:
        """Have it answer `prompt` in `tokens` tokens, or fewer where it stops by itself.

        Raises UpstreamFailed, and InvalidInput where the prompt does not fit.
        """
        body = {
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": tokens,
            "temperature": temperature,
            "seed": seed,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        request = self._http.build_request(
            "POST",
            f"{self.endpoint.url}/v1/chat/completions",
            headers=self.endpoint.headers,
            json=body,
        )
        began = time.perf_counter()
        try:
            response = await self._http.send(request, stream=True)
        except httpx.HTTPError as fault:
            raise UpstreamFailed("The llama-server that was to be measured is gone") from fault
        try:
            return await _timed(response, began)
        finally:
            await response.aclose()

    async def counted(self, name: str) -> float:
        """The counter `name` of its /metrics. Raises UpstreamFailed where there is none."""
        url = f"{self.endpoint.url}/metrics"
        said = (await self._http.get(url, headers=self.endpoint.headers)).text
        found = re.search(rf"^llamacpp:{name} ([\d.e+]+)$", said, re.MULTILINE)
        if found is None:
            raise UpstreamFailed(f"This llama-server counts no {name!r}")
        return float(found[1])


@contextmanager
def measuring(settings: Settings) -> Iterator[None]:
    """Be the only measure of this home. Raises Conflict where there is one: its servers would be
    taken for left over.
    """
    folder = settings.home / "ion"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("Another measure runs already: wait for its end, or end it") from None
        yield


@asynccontextmanager
async def trial(plan: Plan, settings: Settings) -> AsyncIterator[Trial]:
    """A server of `plan` that is ready. Raises UpstreamFailed that says why it does not run."""
    apart = settings.model_copy(update={"home": settings.home / "ion" / "trial"})
    (apart.run_folder / "llama").mkdir(parents=True, exist_ok=True, mode=0o700)
    log = ServerLog(apart.logs_folder / f"llama-{plan.alias}.log")
    plan = plan.with_chosen((*plan.extra, TELLING))
    timeout = httpx.Timeout(5.0, read=SILENCE_S)
    async with httpx.AsyncClient(trust_env=False, timeout=timeout) as http:
        server = LlamaServer(plan.alias, lambda: plan, apart, http, lambda _: None)
        await server.stop()  # what a measure that was killed has left
        log.path.unlink(missing_ok=True)
        server.start()
        try:
            endpoint = await server.until_ready(READY_S)
            said = await asyncio.to_thread(_read, log.path)
            sizes = [int(float(size) * MIB) for size in KV_SIZES.findall(said)]
            kinds = [int(float(size) * MIB) for size in K_SIZE.findall(said)]
            yield Trial(endpoint, sum(sizes) or None, max(kinds, default=None), http)
        finally:
            await server.stop()


async def _timed(response: httpx.Response, began: float) -> Answer:
    if response.status_code != httpx.codes.OK:
        await response.aread()
        raise refusal_of(response)
    first = None
    async with aclosing(parts_of(response)) as parts:
        async for part in parts:
            if isinstance(part, Delta):
                first = first or time.perf_counter()
            elif isinstance(part, Finish):
                ended = time.perf_counter()
                return Answer((first or ended) - began, ended - began, part.timings)
    raise UpstreamFailed("The answer to be measured never ended")


def _read(path: Path) -> str:
    return path.read_text(errors="replace")
