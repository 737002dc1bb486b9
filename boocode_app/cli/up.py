"""`boocode up`: from nothing to a page that works, then watching until the end.

Order: settings, the lock on the home, the demo model, the database, the web app, and once that
serves its pages the daemons; where the front end must be built first, they start meanwhile.
"""

import os
import signal
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from boocode_app.cli import parts
from boocode_app.cli.addresses import login_link
from boocode_app.cli.progress import say, step
from boocode_app.core import migrations
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.errors import BooError
from boocode_app.core.frontend.cache import FrontendCache
from boocode_app.core.settings import DEMO_MODEL, Settings, load_settings
from boocode_app.core.supervise.lock import only_supervisor
from boocode_app.core.supervise.part import Part
from boocode_app.core.supervise.supervisor import Supervisor

READY_WITHIN_S = 90.0
OTHERS_WITHIN_S = 20.0


def run(*, open_browser: bool) -> None:
    """Come back when everything has ended."""
    settings = load_settings()
    with only_supervisor(settings.run_folder):
        token = None if settings.auth == "off" else Credentials.at(settings.home).token
        supervisor = Supervisor(settings.run_folder, settings.logs_folder, token)
        with supervisor.listening_to_signals():
            try:
                _start(settings, supervisor)
                if not supervisor.end_asked:
                    _greet(settings, supervisor, open_browser)
                supervisor.watch()
            finally:
                say("\nEnding ...")
                supervisor.end()
    say("Ended.")


def _start(settings: Settings, supervisor: Supervisor) -> None:
    _make_demo_model(settings)
    if not migrations.is_current(settings):
        with step("Upgrading the database"):
            migrations.upgrade(settings)
    cache = FrontendCache(settings.cache)
    build = cache.current()
    processes = parts.daemons(settings)
    if build:
        _add(supervisor, [*processes, parts.web(settings, build)], first="web")
    else:
        supervisor.end_leftover("web")  # it serves an older front end
        _add(supervisor, processes)
        build = _build(cache, supervisor)
        if build is None:
            return
        _add(supervisor, [parts.web(settings, build)])
    supervisor.wait_until_ready(["web"], READY_WITHIN_S)


def _add(supervisor: Supervisor, processes: list[Part], *, first: str = "") -> None:
    adopted = supervisor.add(processes, first=first)
    if adopted:
        say(f"Taken over, still running: {', '.join(adopted)}")


def _make_demo_model(settings: Settings) -> None:
    """The model that answers until a person brings a real one."""
    if settings.model != DEMO_MODEL or settings.sidecars:
        return
    file = settings.models_folder / "demo.gguf"
    if file.exists():
        return
    from boocode_app.services.llama.demo import write_demo

    with step("Making the demo model"):
        write_demo(file)


def _build(cache: FrontendCache, supervisor: Supervisor) -> Path | None:
    """Build while the daemons are watched. None where the end was asked for meanwhile."""
    from boocode_app.core.frontend.build import ensure_frontend

    compilers: list[subprocess.Popen[str]] = []
    built: list[Path] = []
    faults: list[BaseException] = []

    def work(report: Callable[[str], None]) -> None:
        try:
            built.append(ensure_frontend(cache, report, compilers.append))
        except BaseException as fault:
            faults.append(fault)

    with step("Building the front end (once for this version)") as report:
        thread = threading.Thread(target=work, args=(report,), daemon=True)
        thread.start()
        supervisor.watch_while(thread.is_alive)
        for compiler in compilers if supervisor.end_asked else []:
            with suppress(ProcessLookupError):
                os.killpg(compiler.pid, signal.SIGKILL)
        thread.join()
    if faults and not supervisor.end_asked:
        raise faults[0]
    return built[0] if built else None


def _greet(settings: Settings, supervisor: Supervisor, open_browser: bool) -> None:
    link = login_link(settings)
    say(f"\nBooCode is ready. Open it (the link logs in once):\n\n  {link}\n")
    if open_browser and _has_display():
        webbrowser.open(link)
    others = [name for name in supervisor.watched if name != "web"]
    try:
        supervisor.wait_until_ready(others, OTHERS_WITHIN_S)
    except BooError as fault:
        say(f"Not all is well: {fault.detail}. It is tried again; the page says how it goes.")
    say("Ctrl-C ends it. A fresh link: ./boocode link")


def _has_display() -> bool:
    """Whether a browser window can be opened: a text browser would take the terminal."""
    if sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
