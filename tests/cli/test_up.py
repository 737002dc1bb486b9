"""`boocode up` with its four real processes: to a page, over a kill -9, to a clean end."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from boocode_app.core.frontend.build import ensure_frontend
from boocode_app.core.frontend.cache import FrontendCache
from boocode_app.core.frontend.sources import CHECKOUT
from boocode_app.core.settings import load_settings
from tests.core.supervise.conftest import free_port

PORTS = ("PORT", "PTY_PORT", "SIDECAR_PORT", "CODER_PORT")
DAEMONS = ("web", "coder", "booterm", "sidecar")
pytestmark = pytest.mark.timeout(400)


class Installation:
    """A BOOCODE_HOME of its own, with free ports and the machine's cache of front ends."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.cache = load_settings().cache
        ensure_frontend(FrontendCache(self.cache))
        self.ports = {name: free_port() for name in PORTS}
        own = {f"BOOCODE_{name}": str(port) for name, port in self.ports.items()}
        kept = {k: v for k, v in os.environ.items() if not k.startswith("BOOCODE_")}
        self.environment = (
            kept
            | own
            | {
                "BOOCODE_HOME": str(home),
                "BOOCODE_CACHE": str(self.cache),
                "PYTHONPATH": str(CHECKOUT),
                "BOOCODE_CALLER_DIR": str(CHECKOUT),
            }
        )

    def up(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "boocode_app", "up", "--no-open"],
            cwd=self.home.parent,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def pids(self) -> dict[str, int]:
        """The recorded pid of each process that runs."""
        records = {name: self.home / "run" / f"{name}.json" for name in DAEMONS}
        return {
            name: json.loads(record.read_text())["pid"]
            for name, record in records.items()
            if record.exists()
        }

    def health(self) -> dict[str, object]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports['PORT']}/api/health",
            headers={"Authorization": f"Bearer {(self.home / 'token').read_text()}"},
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            said: dict[str, object] = json.load(answer)
        return said

    def wait_until_ok(self) -> dict[str, object]:
        """The health of the house once all of it is well."""
        deadline = time.monotonic() + 60
        while (said := self.health())["status"] != "ok":
            assert time.monotonic() < deadline, said
            time.sleep(0.1)
        return said

    def living(self) -> list[psutil.Process]:
        """Every process that belongs to this home."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if (
                    process.environ().get("BOOCODE_HOME") == str(self.home)
                    or f"{self.home}/models" in " ".join(process.cmdline())
                ) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation; whatever of it still runs is killed."""
    made = Installation(tmp_path / "home")
    yield made
    for process in made.living():
        with suppress(psutil.Error):
            process.kill()


def link_of(up: "subprocess.Popen[str]") -> str:
    """The link that `up` prints when the page works."""
    assert up.stdout is not None
    said = []
    for line in up.stdout:
        said.append(line)
        if "/login?link=" in line:
            return line.strip()
    raise AssertionError("".join(said))


def test_it_starts_survives_a_kill_and_ends_without_orphans(installation: Installation) -> None:
    first = installation.up()
    link = link_of(first)
    assert link.startswith(f"http://127.0.0.1:{installation.ports['PORT']}/login?link=")
    said = installation.wait_until_ok()
    assert {"web", "booterm", "sidecar", "coder", "database", "model"} == set(said["parts"])  # type: ignore[call-overload]
    pids = installation.pids()
    assert set(pids) == set(DAEMONS)

    refused = installation.up()
    words, _ = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert f"pid {first.pid}" in words
    assert "Traceback" not in words

    first.kill()
    first.communicate()
    second = installation.up()
    link_of(second)
    assert installation.pids() == pids, "the next `up` takes over what still lives"

    second.send_signal(signal.SIGTERM)
    second.communicate(timeout=60)
    assert second.returncode == 0
    assert installation.living() == []
    assert installation.pids() == {}


def test_a_bad_setting_is_told_in_one_line(installation: Installation) -> None:
    installation.environment["BOOCODE_PORT"] = "ninety"
    up = installation.up()
    words, _ = up.communicate(timeout=30)
    assert up.returncode == 2
    assert "BOOCODE_PORT='ninety'" in words
    assert "Traceback" not in words
    assert len(words.strip().splitlines()) == 1
