"""`boocode check`: every static check, each with its name and time."""

import os
import subprocess
import sys
import time
from pathlib import Path

from boocode_app.cli.progress import say
from boocode_app.core.frontend.sources import CHECKOUT

PYTHON = (sys.executable, "-P", "-m")
CHECKS = {
    "format": (*PYTHON, "ruff", "format", "--check", "."),
    "lint": (*PYTHON, "ruff", "check", "."),
    "types": (*PYTHON, "mypy"),
    "imports": (str(Path(sys.executable).with_name("lint-imports")),),
}


def run() -> int:
    """Run all; 0 when all pass, else 1. What a failing one says is shown."""
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    say(f"Failed: {', '.join(failed)}" if failed else "All checks pass.")
    return 1 if failed else 0


def _passes(name: str, command: tuple[str, ...]) -> bool:
    began = time.monotonic()
    outcome = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
    )
    passed = outcome.returncode == 0
    say(f"{name:<8} {'ok' if passed else 'FAILED'} in {time.monotonic() - began:.1f} s")
    if not passed:
        say(outcome.stdout + outcome.stderr)
    return passed
