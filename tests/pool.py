"""Two real sidecars on one machine, and the pool of them, for tests."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from boocode_app.core.errors import BooError
from boocode_app.core.settings import Settings
from boocode_app.services.ion.pool import Pool
from boocode_app.services.llama.arguments import SLOTS
from boocode_app.services.llama.chats.stream import Delta, Finish
from boocode_app.services.llama.client import Sampling, clients_of
from boocode_app.services.llama.demo import write_demo
from tests.sidecar import RunningSidecar

LONG, SHORT = 3000, 100
PATIENCE_S = 90.0


@dataclass(frozen=True)
class Said:
    role: str
    content: str


@dataclass
class Asked:
    """What came of one request for `tokens` tokens: the pieces, and how it ended."""

    tokens: int
    pieces: list[str] = field(default_factory=list)
    finish: Finish | None = None
    fault: BooError | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def two_at(folder: Path) -> list[RunningSidecar]:
    """Both with the looping model, each with its own home and token; not started yet."""
    made = []
    for name in ("north", "south"):
        write_demo(folder / name / "models" / "looping.gguf", "looping")
        (folder / name).chmod(0o700)
        made.append(RunningSidecar(folder / name, BOOCODE_MODEL="looping"))
    return made


@asynccontextmanager
async def all_visited(sidecars: Sequence[RunningSidecar]) -> AsyncIterator[None]:
    """They run, their model is ready, and they are asked from this test's loop."""
    async with AsyncExitStack() as visits:
        for sidecar in sidecars:
            await visits.enter_async_context(sidecar.visited())
            await sidecar.http.post("/api/llama/models/looping/load")
        for sidecar in sidecars:
            await sidecar.until_state("ready", "looping")
        yield


@asynccontextmanager
async def pool_of(sidecars: Sequence[RunningSidecar]) -> AsyncIterator[Pool]:
    """Over `sidecars`, told of them as BOOCODE_SIDECARS does."""
    home = sidecars[0].settings.home
    named = [{"url": s.url, "token_file": s.settings.home / "token"} for s in sidecars]
    pool = Pool(clients_of(Settings.model_validate({"home": home, "sidecars": named})))
    try:
        yield pool
    finally:
        await pool.close()


async def ask(pool: Pool, asked: Asked, question: str) -> None:
    """Ask the looping model; whatever comes of it stands in `asked`."""
    sampling = Sampling(max_tokens=asked.tokens, temperature=0)
    try:
        async for part in pool.stream_chat([Said("user", question)], sampling=sampling):
            if isinstance(part, Delta):
                asked.pieces.append(part.text)
            elif isinstance(part, Finish):
                asked.finish = part
    except BooError as fault:
        asked.fault = fault


async def crowd(
    pool: Pool, count: int, victim: RunningSidecar, blow: signal.Signals
) -> list[Asked]:
    """`count` requests at once, and `blow` for one sidecar while the first of them, whose answers
    are long, fill the slots of both.
    """
    requests = [Asked(LONG if number < 2 * SLOTS else SHORT) for number in range(count)]
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as tasks:
        for number, asked in enumerate(requests):
            tasks.create_task(ask(pool, asked, f"Question {number}"))
        while not all(asked.pieces for asked in requests[: 2 * SLOTS]):
            await asyncio.sleep(0)
        assert victim.process
        victim.process.send_signal(blow)
    return requests


def check(requests: Sequence[Asked], words: str) -> tuple[int, int]:
    """Each has its whole answer, or `words` on why a part of it is all: how many of each."""
    whole = [asked for asked in requests if asked.finish]
    cut = [asked for asked in requests if asked.fault]
    assert len(whole) + len(cut) == len(requests)
    assert 1 <= len(cut) <= SLOTS
    for asked in whole:
        assert asked.finish
        assert asked.finish.timings.output_tokens == asked.tokens
    for tokens in (LONG, SHORT):
        assert len({asked.text for asked in whole if asked.tokens == tokens}) == 1
    for asked in cut:
        assert asked.pieces, f"{asked.fault}: nothing had come, so the other should have answered"
        assert words in str(asked.fault)
        assert "a part of the answer had come" in str(asked.fault)
    return len(whole), len(cut)
