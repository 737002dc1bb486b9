"""The servers that are compared, each started on loopback and asked for sessions in its own way.

Invariant: every session of every server runs `/bin/sh SCRIPT` of the same loads; a server is ended
by its pid, with what it started.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import httpx
import psutil

from bench.terminal.loads import Load
from bench.terminal.wire import Target
from tests.e2e.system import ROOT, System, free_ports, make_repository, wait_for


class Server(Protocol):
    """`pids` are those of the server itself, not of what runs in its terminals."""

    name: str

    @property
    def pids(self) -> list[int]: ...

    def session(self, load: Load) -> Target:
        """A session that runs `load`, or will when its socket is opened."""

    def forget(self, target: Target) -> None:
        """End the session that is still there once its socket is closed."""

    def stop(self) -> None: ...


class Ttyd:
    """ttyd, from PATH or BOOCODE_TTYD."""

    name = "ttyd"

    def __init__(self, program: str) -> None:
        [self._port] = free_ports(1)
        command = [program, "-p", str(self._port), "-i", "127.0.0.1", "-W", "-a", "/bin/sh"]
        self._process = _started(command)
        wait_for(lambda: _listens(self._process.pid), what="ttyd")

    @property
    def pids(self) -> list[int]:
        return [self._process.pid]

    def session(self, load: Load) -> Target:
        return Target("ttyd", self._port, f"/ws?arg={quote(str(load.path))}")

    def forget(self, target: Target) -> None:
        pass

    def stop(self) -> None:
        _end(self._process)


class Terminado:
    """terminado on tornado, as Jupyter has it."""

    name = "terminado"

    def __init__(self, folder: Path) -> None:
        [self._port] = free_ports(1)
        module = "bench.terminal.terminado_server"
        self._process = _started([sys.executable, "-m", module, str(self._port), str(folder)])
        wait_for(lambda: _listens(self._process.pid), what="terminado")

    @property
    def pids(self) -> list[int]:
        return [self._process.pid]

    def session(self, load: Load) -> Target:
        return Target("terminado", self._port, f"/ws/{load.path.name}")

    def forget(self, target: Target) -> None:
        pass

    def stop(self) -> None:
        _end(self._process)


class _Spawning:
    """What the PTY API asks of a client, straight to the daemon or through web."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._bearer = f"Authorization: Bearer {token}\r\n"
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}/api/pty",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )

    def session(self, load: Load) -> Target:
        wanted = {"command": "/bin/sh", "args": [str(load.path)]}
        pty = self._client.post("/spawn", json=wanted).raise_for_status().json()["id"]
        return Target("booterm", self._port, f"/api/pty/{pty}/ws", self._bearer)

    def forget(self, target: Target) -> None:
        pty = target.path.split("/")[3]
        request = {"signal": "KILL", "cleanup": True}
        self._client.post(f"/{pty}/kill", json=request).raise_for_status()


class BooTerm(_Spawning):
    """The daemon alone, and straight to it."""

    name = "BooTerm"

    def __init__(self, folder: Path) -> None:
        [port] = free_ports(1)
        self._home = Path(tempfile.mkdtemp(dir=folder))
        ours = {"BOOCODE_HOME": str(self._home), "BOOCODE_PTY_PORT": str(port)}
        self._process = _started([sys.executable, "-P", "-m", "boocode_app.daemons.booterm"], ours)
        wait_for(lambda: _listens(self._process.pid), what="booterm")
        super().__init__(port, (self._home / "token").read_text().strip())

    @property
    def pids(self) -> list[int]:
        return [self._process.pid]

    def stop(self) -> None:
        _end(self._process)


class Web(_Spawning):
    """Through the one origin of a whole BooCode."""

    name = "BooTerm through web"

    def __init__(self, folder: Path) -> None:
        cache = os.environ.get("BOOCODE_CACHE")
        repository = make_repository(folder / "lighthouse")
        self._system = System(folder / "web", repository, Path(cache) if cache else None)
        self._system.start()
        wait_for(self._system.is_well, 60, "every part being ready")
        super().__init__(self._system.ports[0], self._system.token)

    @property
    def pids(self) -> list[int]:
        return [self._system.pid("web"), self._system.pid("booterm")]

    def stop(self) -> None:
        self._system.stop()


@contextmanager
def started(folder: Path, *, web: bool) -> Iterator[list[Server]]:
    """Every server that can be had, ended when the block is left."""
    servers: list[Server] = []
    try:
        if program := os.environ.get("BOOCODE_TTYD") or shutil.which("ttyd"):
            servers.append(Ttyd(program))
        else:
            print("ttyd is not on PATH, and BOOCODE_TTYD does not name it: it is left out.")
        servers.append(Terminado(folder))
        servers.append(BooTerm(folder))
        if web:
            servers.append(Web(folder))
        yield servers
    finally:
        for server in servers:
            server.stop()


def _started(command: list[str], ours: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("BOOCODE_")}
    environment = {**theirs, "PYTHONPATH": str(ROOT), **(ours or {})}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)


def _listens(pid: int) -> bool:
    return any(c.status == "LISTEN" for c in psutil.Process(pid).net_connections("tcp"))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
