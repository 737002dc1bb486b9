"""The diffs' code in a process of its own: `stream` or `open PATH` on stdin, figures on stdout.

It makes the very lines that the API sends, JSON and all; only the socket is left out.
"""

import json
import re
import sys
import time
from contextlib import aclosing
from pathlib import Path

import uvloop

from boocode_app.contracts.diffs import DiffQuery
from boocode_app.services.diffs.comparing import compared
from boocode_app.services.diffs.opening import opened_lines
from boocode_app.services.diffs.repository import open_repository
from boocode_app.services.diffs.stream import diff_lines

_RESET_PEAK = "5"


async def stream(folder: Path) -> dict[str, float]:
    """Seconds until the first line and until the last."""
    began = time.perf_counter()
    first = 0.0
    repository = await open_repository(folder)
    comparison = await compared(repository, DiffQuery())
    async with aclosing(diff_lines(1, repository, comparison)) as lines:
        async for line in lines:
            line.model_dump_json().encode()
            first = first or time.perf_counter() - began
    return {"first": first, "whole": time.perf_counter() - began}


async def open_file(folder: Path, path: str) -> dict[str, float]:
    """Seconds until the patch of `path`, and until its twin."""
    began = time.perf_counter()
    repository = await open_repository(folder)
    comparison = await compared(repository, DiffQuery())
    first = 0.0
    async with aclosing(opened_lines(repository, comparison, path, None)) as lines:
        async for line in lines:
            line.model_dump_json().encode()
            first = first or time.perf_counter() - began
    return {"first": first, "whole": time.perf_counter() - began}


def _memory(what: str) -> int:
    """Bytes: VmRSS is what is held now, VmHWM the most since the peak was reset."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) * 1024


def main() -> None:
    folder = Path(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        verb, _, path = line.strip().partition(" ")
        Path("/proc/self/clear_refs").write_text(_RESET_PEAK)
        before = _memory("VmRSS")
        figures = uvloop.run(open_file(folder, path) if verb == "open" else stream(folder))
        print(json.dumps({**figures, "grown": _memory("VmHWM") - before}), flush=True)


if __name__ == "__main__":
    main()
