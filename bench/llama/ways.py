"""The ways to a model: straight to llama-server, through the sidecar, and through web.

All three lead to the same llama-server, and each round asks them in turn: what the machine does to
one it does to all.
"""

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bench.llama.flags import spread
from tests.e2e.system import System, make_repository, wait_for

MODEL = "demo"
PER_S = 100.0
DIRECT, SIDECAR, WEB = "direct", "through the sidecar", "through web"
WAYS = (DIRECT, SIDECAR, WEB)


@dataclass(frozen=True)
class Way:
    """One way: what to ask, and which of BooCode's processes it leads through."""

    client: httpx.AsyncClient
    path: str
    through: tuple[psutil.Process, ...]

    async def moments(self, tokens: int) -> list[float]:
        """When each piece of an answer of `tokens` tokens came, in seconds from the question."""
        body = {
            "messages": [{"role": "user", "content": "Hello"}],
            "max_tokens": tokens,
            "stream": True,
        }
        came = []
        began = time.perf_counter()
        async with self.client.stream("POST", self.path, json=body) as answer:
            assert answer.status_code == httpx.codes.OK, await answer.aread()
            async for line in answer.aiter_lines():
                assert not line.startswith("event: error"), line
                if '"content":"' in line or '"content": "' in line:
                    came.append(time.perf_counter() - began)
        return came

    def cpu_s(self) -> float:
        """Seconds of CPU that these processes have used."""
        times = [process.cpu_times() for process in self.through]
        return sum(each.user + each.system for each in times)


@dataclass
class Figures:
    """By way, one entry a request: first piece in ms; pieces a second; CPU ms a 1,000 tokens."""

    first: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    per_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


async def time_first(ways: dict[str, Way], figures: Figures, requests: int) -> None:
    """The first piece of an answer, asked each way in turn."""
    for way in ways.values():
        await way.moments(1)  # opens its connection
    for _ in range(requests):
        for name, way in ways.items():
            figures.first[name].append((await way.moments(1))[0] * 1000)


async def time_pace(ways: dict[str, Way], figures: Figures, tokens: int, rounds: int) -> None:
    """How many pieces a second arrive of those that are made at a steady pace."""
    for _ in range(rounds):
        for name, way in ways.items():
            used = way.cpu_s()
            came = await way.moments(tokens)
            assert len(came) == tokens, f"{len(came)} pieces of {tokens}"
            figures.per_s[name].append((tokens - 1) / (came[-1] - came[0]))
            figures.cpu[name].append((way.cpu_s() - used) * 1000 * 1000 / tokens)


@contextmanager
def running(folder: Path, cache: Path | None, program: str = "") -> Iterator[System]:
    """A whole BooCode; `program` is its llama-server, where that is not the one of the machine."""
    extra = {"BOOCODE_LLAMA_SERVER": program} if program else {}
    system = System(folder / "home", make_repository(folder / "lighthouse"), cache, extra)
    try:
        system.start()
        wait_for(system.is_well, 60, "every part being ready")
        wait_for(system.model_pids, 60, "the model")
        yield system
    finally:
        system.stop()


@asynccontextmanager
async def ways_of(system: System) -> AsyncIterator[dict[str, Way]]:
    """Every way to the default model of `system`."""
    with system.client() as client:
        models = client.get("/api/llama/models").raise_for_status().json()["items"]
    [port] = [model["port"] for model in models if model["name"] == MODEL]
    key = (system.home / "run" / "llama" / f"{MODEL}.key").read_text().strip()
    web, sidecar = (psutil.Process(system.pid(part)) for part in ("web", "sidecar"))
    ours = "/api/llama/v1/chat/completions"
    found = {
        DIRECT: Way(_client(port, key), "/v1/chat/completions", ()),
        SIDECAR: Way(_client(system.ports[2], system.token), ours, (sidecar,)),
        WEB: Way(_client(system.ports[0], system.token), ours, (sidecar, web)),
    }
    try:
        yield found
    finally:
        for way in found.values():
            await way.client.aclose()


def paced_program(folder: Path) -> str:
    """A program that is started as llama-server is."""
    program = folder / "paced-llama-server"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m bench.llama.paced "$@"\n')
    program.chmod(0o700)
    return str(program)


def print_ways(figures: Figures) -> None:
    """A row a measure, a column a way; then what is promised."""
    print("| | " + " | ".join(WAYS) + " |")
    print("|---" * (len(WAYS) + 1) + "|")
    for title, values, digits in (
        ("first piece, ms", figures.first, 1),
        (f"pieces a second of {PER_S:.0f}", figures.per_s, 2),
        ("BooCode's CPU, ms a 1,000 tokens", figures.cpu, 0),
    ):
        cells = [spread(values[way], digits) if any(values[way]) else "" for way in WAYS]
        print(f"| {title} | " + " | ".join(cells) + " |")
    print()
    for way in (SIDECAR, WEB):
        pairs = zip(figures.first[way], figures.first[DIRECT], strict=True)
        more = statistics.median(ours - theirs for ours, theirs in pairs)
        paces = zip(figures.per_s[way], figures.per_s[DIRECT], strict=True)
        kept = statistics.median(ours / theirs for ours, theirs in paces)
        print(f"{way}: first piece {more:+.1f} ms (goal: at most 10); rate {kept:.3f} (goal: 0.98)")


def _client(port: int, token: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}",
        headers={"authorization": f"Bearer {token}"},
        timeout=60,
        trust_env=False,
    )
