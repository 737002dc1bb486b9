"""`boocode dev`: the daemons as ever, and Reflex's development server with hot reload.

It runs in the checkout, on two ports: the pages on BOOCODE_PORT, the back end on the next one,
whose pages' origin is let in because BOOCODE_DEV=1.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress

from boocode_app.cli import parts
from boocode_app.cli.addresses import login_link
from boocode_app.cli.progress import say, step
from boocode_app.core import migrations
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.frontend.build import link_node
from boocode_app.core.frontend.sources import CHECKOUT
from boocode_app.core.settings import Settings, load_settings
from boocode_app.core.supervise.lock import only_supervisor
from boocode_app.core.supervise.supervisor import Supervisor


def run() -> None:
    """Come back when everything has ended."""
    settings = load_settings({**os.environ, "BOOCODE_DEV": "1"})
    with only_supervisor(settings.run_folder):
        token = None if settings.auth == "off" else Credentials.at(settings.home).token
        supervisor = Supervisor(settings.run_folder, settings.logs_folder, token)
        with supervisor.listening_to_signals():
            try:
                _run(settings, supervisor)
            finally:
                supervisor.end()


def _run(settings: Settings, supervisor: Supervisor) -> None:
    if not migrations.is_current(settings):
        with step("Upgrading the database"):
            migrations.upgrade(settings)
    supervisor.add(parts.daemons(settings))
    back_end = settings.port + 1
    link = login_link(settings.model_copy(update={"port": back_end})).replace(
        "127.0.0.1", "localhost"
    )
    say(f"When Reflex says that it runs, open (the link logs in once):\n\n  {link}\n")
    reflex = subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "reflex", "run"),
            *("--frontend-port", str(settings.port), "--backend-port", str(back_end)),
            *("--backend-host", "127.0.0.1"),
        ],
        cwd=CHECKOUT,
        env=_environment(settings),
        start_new_session=True,
    )
    try:
        supervisor.watch_while(lambda: reflex.poll() is None)
    finally:
        # Vite outlives a SIGTERM: the whole group is ended.
        for number in (signal.SIGINT, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(reflex.pid, number)
            with suppress(subprocess.TimeoutExpired):
                reflex.wait(5)


def _environment(settings: Settings) -> dict[str, str]:
    node = link_node(settings.cache / "workspace")
    return parts.environment(settings) | {
        "PATH": os.pathsep.join([str(node), os.environ.get("PATH", os.defpath)]),
        "REFLEX_USE_NPM": "1",
        # Reflex copies npm's lock back into the checkout: no registry may stand in it.
        "npm_config_omit_lockfile_registry_resolved": "true",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }
