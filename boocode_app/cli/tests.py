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
    command = [sys.executable, "-m", "pytest", *(SLOW if slow else ()), *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=environment).returncode
