"""llama-server as BooCode runs it, on the demo models, in one run.

`python -m bench.llama [--rounds 4] [--quick] [--no-ways]`: what the base arguments save (memory of
the K cache, speed of speculation), and what the way through BooCode costs over llama-server
itself. BOOCODE_LLAMA_SERVER and BOOCODE_CACHE are heeded.
"""

import argparse
import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from bench.llama.flags import cache_bytes, measure_speculation, print_caches, print_speeds
from bench.llama.ways import (
    Figures,
    paced_program,
    print_ways,
    running,
    time_first,
    time_pace,
    ways_of,
)
from boocode_app.core.settings import Settings

TOKENS, QUICK_TOKENS = 1000, 300
FIRST, QUICK_FIRST = 200, 40


async def measure_flags(folder: Path, rounds: int, tokens: int) -> None:
    """The base arguments, each on servers of its own."""
    program = os.environ.get("BOOCODE_LLAMA_SERVER", "")
    settings = Settings(home=folder / "flags", llama_server=program)
    print_caches(await cache_bytes(settings, folder))
    print_speeds(await measure_speculation(settings, folder, tokens, rounds))


def measure_ways(folder: Path, rounds: int, tokens: int, first: int) -> None:
    """The way through BooCode, to a real llama-server and to a paced one."""
    cache = os.environ.get("BOOCODE_CACHE")
    figures = Figures()

    async def time(program: str, name: str) -> None:
        with running(folder / name, Path(cache) if cache else None, program) as system:
            async with ways_of(system) as ways:
                if name == "paced":
                    await time_pace(ways, figures, tokens, rounds)
                else:
                    await time_first(ways, figures, first)

    asyncio.run(time(os.environ.get("BOOCODE_LLAMA_SERVER", ""), "real"))
    asyncio.run(time(paced_program(folder), "paced"))
    print_ways(figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="two rounds of short answers")
    parser.add_argument("--no-ways", action="store_true", help="leave out the way through BooCode")
    asked = parser.parse_args()
    rounds = 2 if asked.quick else asked.rounds
    tokens = QUICK_TOKENS if asked.quick else TOKENS
    folder = Path(tempfile.mkdtemp(prefix="boocode-bench-"))
    try:
        asyncio.run(measure_flags(folder, rounds, tokens))
        if not asked.no_ways:
            measure_ways(folder, rounds, tokens, QUICK_FIRST if asked.quick else FIRST)
        print("load:", " ".join(f"{load:.1f}" for load in os.getloadavg()))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
