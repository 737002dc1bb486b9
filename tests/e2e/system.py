"""A whole BooCode on a home of its own, started as a person starts it: by `up`, in a repository.

Each process is found by its record in BOOCODE_HOME/run, so a test can kill any of them.
"""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from tests.daemon import ROOT, free_ports

LINK = re.compile(r"http://\S+/login\?link=\S+")
START_WITHIN_S = 300.0  # a front end that was never built is built first
END_WITHIN_S = 40.0


def wait_for(condition: Callable[[], object], within_s: float = 20.0, what: str = "it") -> object:
    """The first true value of `condition`."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if value := condition():
            return value
        threading.Event().wait(0.05)
    raise TimeoutError(f"{what} did not come about within {within_s} s")


def make_repository(folder: Path) -> Path:
    """A small git repository whose working tree has changes of several kinds."""
    folder.mkdir(parents=True)

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    (folder / "README.md").write_text("# Lighthouse\n\nKeeps ships off the rocks.\n")
    (folder / "lamp.py").write_text(
        '"""The lamp."""\n\n\ndef turn(seconds: int) -> str:\n    return f"dark {seconds}"\n'
    )
    (folder / "old_notes.txt").write_text("To be removed.\n")
    git("add", ".")
    git("commit", "-qm", "The lighthouse")
    (folder / "lamp.py").write_text(
        '"""The lamp and its beam."""\n\n\ndef turn(seconds: int) -> str:\n'
        '    """One turn of the beam."""\n    return f"light {seconds}"\n'
    )
    (folder / "keeper.py").write_text("def wake() -> None:\n    print('awake')\n")
    (folder / "old_notes.txt").unlink()
    return folder


@dataclass
class System:
    """One BooCode. `port` is the web app's."""

    home: Path
    repository: Path
    cache: Path | None = None
    extra: dict[str, str] = field(default_factory=dict)
    output: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None
    ports: list[int] = field(default_factory=lambda: free_ports(4))
    link: str = ""
    listener: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where the web app is."""
        return f"http://127.0.0.1:{self.ports[0]}"

    @property
    def token(self) -> str:
        """The bearer token of the home."""
        return (self.home / "token").read_text().strip()

    def client(self) -> httpx.Client:
        """A client that is let in, as a script is."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=20)

    def environment(self) -> dict[str, str]:
        """What `up` is started with."""
        names = ("PORT", "PTY_PORT", "SIDECAR_PORT", "CODER_PORT")
        ours = {f"BOOCODE_{n}": str(p) for n, p in zip(names, self.ports, strict=True)}
        ours |= {"BOOCODE_HOME": str(self.home), "BOOCODE_CALLER_DIR": str(self.repository)}
        if cache := self.cache or os.environ.get("BOOCODE_CACHE"):
            ours["BOOCODE_CACHE"] = str(cache)
        theirs = {k: v for k, v in os.environ.items() if not k.startswith("BOOCODE_")}
        return {**theirs, "PYTHONPATH": str(ROOT), "SHELL": "/bin/bash", **ours, **self.extra}

    def start(self) -> str:
        """Start it; the one-time link that it printed."""
        seen = len(self.output)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "boocode_app", "up", "--no-open"],
            cwd=self.repository,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self.listener.start()

        def link() -> str | None:
            found = LINK.search("".join(self.output[seen:]))
            if not found and self.process and self.process.poll() is not None:
                raise RuntimeError(f"`up` ended:\n{''.join(self.output)}")
            return found and found[0]

        found = wait_for(link, START_WITHIN_S, "the link")
        assert isinstance(found, str)
        return found

    def stop(self) -> None:
        """End it as Ctrl-C does, and see that nothing is left."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            if self.listener:
                self.listener.join(END_WITHIN_S)

    def pid(self, part: str) -> int:
        """The pid of web, booterm, sidecar or coder."""
        return int(json.loads((self.home / "run" / f"{part}.json").read_text())["pid"])

    def kill(self, part: str) -> int:
        """kill -9 one part (or `up` itself); the pid that it had."""
        pid = self.process.pid if part == "up" and self.process else self.pid(part)
        psutil.Process(pid).kill()
        return pid

    def model_pids(self) -> list[int]:
        """The llama-servers of this home's sidecar."""
        with self.client() as client:
            models = client.get("/api/llama/models").raise_for_status().json()["items"]
        return [model["pid"] for model in models if model["pid"]]

    def is_well(self) -> bool:
        """Whether every part is ready."""
        with self.client() as client:
            try:
                return client.get("/api/health").json()["status"] == "ok"
            except (httpx.HTTPError, ValueError):
                return False

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        with process.stdout as lines:
            for line in lines:
                self.output.append(line)
