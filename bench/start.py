"""Time from nothing to a working page, and what each process weighs.

`python -m bench.start [--cold]`: a clean clone in an empty HOME. Cold makes the environment, the
front end and the database first (once); warm is the median of five starts after that.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from tests.e2e.system import END_WITHIN_S, LINK, ROOT, free_ports

WARM_STARTS = 5
PARTS = ("web", "booterm", "sidecar", "coder")


@dataclass(frozen=True)
class Fresh:
    """A clean clone and an empty HOME."""

    clone: Path
    home: Path

    def environment(self) -> dict[str, str]:
        """What a person's shell would give, but for the ports and the HOME."""
        names = ("PORT", "PTY_PORT", "SIDECAR_PORT", "CODER_PORT")
        ports = {f"BOOCODE_{n}": str(p) for n, p in zip(names, free_ports(4), strict=True)}
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("BOOCODE_", "PYTHON"))}
        return {**kept, "HOME": str(self.home), **ports}


def time_start(fresh: Fresh, *, weigh: bool = False) -> tuple[float, dict[str, float]]:
    """Seconds from the command to a page that a logged-in person gets; RSS in MB where asked."""
    began = time.perf_counter()
    up = subprocess.Popen(
        [str(fresh.clone / "boocode"), "up", "--no-open"],
        cwd=fresh.clone,
        env=fresh.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert up.stdout
    try:
        link = _link_in(up.stdout)
        with httpx.Client(follow_redirects=True, trust_env=False) as client:
            page = client.get(link)
            assert page.status_code == 200, page.status_code
            assert re.search(r"<script", page.text), "that is no page of the app"
            took = time.perf_counter() - began
            weights = _weigh(fresh, up.pid, client, link) if weigh else {}
        return took, weights
    finally:
        up.terminate()
        up.communicate(timeout=END_WITHIN_S)


def _link_in(output: Iterable[str]) -> str:
    said = []
    for line in output:
        said.append(line)
        if found := LINK.search(line):
            return found[0]
    raise RuntimeError(f"`up` ended:\n{''.join(said)}")


def _weigh(fresh: Fresh, up: int, client: httpx.Client, link: str) -> dict[str, float]:
    base = link.split("/login")[0]
    deadline = time.monotonic() + 30
    while client.get(f"{base}/api/health").json()["status"] != "ok":
        assert time.monotonic() < deadline, "not every part became ready"
        time.sleep(0.2)
    pids = {"up": up}
    for part in PARTS:
        record = httpx.Response(200, text=(fresh.home / f".boocode/run/{part}.json").read_text())
        pids[part] = record.json()["pid"]
    models = client.get(f"{base}/api/llama/models").raise_for_status().json()["items"]
    pids |= {f"llama-server ({m['name']})": m["pid"] for m in models if m["pid"]}
    return {name: psutil.Process(pid).memory_info().rss / 2**20 for name, pid in pids.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cold", action="store_true", help="time the first start too")
    cold = parser.parse_args().cold
    base = Path(tempfile.mkdtemp(prefix="boocode-bench-"))
    try:
        fresh = Fresh(base / "boocode", base / "home")
        fresh.home.mkdir()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(fresh.clone)], check=True)
        first, weights = time_start(fresh, weigh=True)
        if cold:
            print(f"cold start: {first:.1f} s")
        warm = [time_start(fresh)[0] for _ in range(WARM_STARTS)]
        print(
            f"warm start: median {statistics.median(warm):.2f} s, "
            f"min {min(warm):.2f}, max {max(warm):.2f} (goal: under 3)"
        )
        for name, megabytes in weights.items():
            print(f"RSS {name}: {megabytes:.1f} MB")
    finally:
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    main()
