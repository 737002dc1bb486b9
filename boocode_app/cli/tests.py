"""`boocode test`: the tests with what they need at hand: a browser and a compiled front end."""

import os
import subprocess
import sys
from collections.abc import Sequence

from boocode_app.cli.browser import find_or_install_chromium
from boocode_app.cli.frontend import build_frontend
from boocode_app.core.frontend.sources import CHECKOUT
from boocode_app.core.settings import load_settings

SLOW = ("-o", "addopts=-ra --strict-markers --strict-config", "-o", "timeout=900", "tests/slow")
WORKERS = ("-p", "tests.sharing", "--reruns", "1", "-n")
"""What fails beside other work is tried once more: the closing line tells how many were."""
MOST_WORKERS = 2
"""Each starts real daemons, and one a browser: more of them wait for one another."""


def run(arguments: Sequence[str], *, slow: bool) -> int:
    """pytest's exit status."""
    settings = load_settings()
    chromium = find_or_install_chromium()
    build_frontend(settings)
    environment = os.environ | {
        "BOOCODE_CHROMIUM": chromium,
        "BOOCODE_CACHE": str(settings.cache),
        "PYTHONPATH": str(CHECKOUT),
    }
    how = SLOW if slow else _workers(arguments)
    command = [sys.executable, "-m", "pytest", *how, *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=environment).returncode


def _workers(arguments: Sequence[str]) -> Sequence[str]:
    """pytest-xdist's words for a whole run; a part of the tests runs in one process."""
    is_part = any((CHECKOUT / argument.partition("::")[0]).exists() for argument in arguments)
    count = min(MOST_WORKERS, os.cpu_count() or 1)
    return () if is_part or count < 2 else (*WORKERS, str(count))
