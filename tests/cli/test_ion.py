"""`boocode ion bench` as a person runs it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from boocode_app.core.settings import Settings
from boocode_app.services.ion.presets import Presets
from boocode_app.services.ion.results import Results
from boocode_app.services.llama.demo import write_demo
from tests.daemon import ROOT

ENDS_WITHIN_S = 60


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_demo(tmp_path / "models" / "looping.gguf", "looping")
    return tmp_path


def bench(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "boocode_app", "ion", "bench", "looping", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "BOOCODE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def servers(home: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter(["cmdline"]):
        if f"{home}/models" in " ".join(process.info["cmdline"] or ()):
            yield process


def test_it_prints_a_table_keeps_the_result_and_applies_the_best(home: Path) -> None:
    (home / "mine.txt").write_text("First\nprompt\n---\nSecond\n\n---\n")
    options = ["--prompts", str(home / "mine.txt"), "--rounds", "1", "--tokens", "8", "--apply"]
    running = bench(home, *options)
    output, progress = running.communicate(timeout=ENDS_WITHIN_S)
    assert running.returncode == 0, progress
    assert "[8/8] q4_0, ngram-mod, 2 slots" in progress
    assert "looping: 2 prompts of up to 8 tokens" in output
    assert "f16      none         1      " in output
    assert "Best here: " in output
    assert "From its next load on, 'looping' runs with " in output
    result = Results(home / "ion").get("looping")
    presets = Presets(Settings(home=home).home / "presets")
    assert presets.get("looping") == result.rows[result.best].arguments
    assert not list(servers(home))


def test_a_cancelled_measure_leaves_nothing_running_and_keeps_nothing(home: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        running = bench(home, "--rounds", "20", "--tokens", "4096")
        assert running.stderr
        assert running.stderr.readline().startswith("[  1/160]")
        running.send_signal(number)
        _, progress = running.communicate(timeout=ENDS_WITHIN_S)
        assert running.returncode == 130
        assert "nothing was kept" in progress
        assert "Traceback" not in progress
        assert not list(servers(home))
        assert not (home / "ion" / "looping.json").exists()


def test_prompts_that_cannot_be_used_are_named(home: Path) -> None:
    (home / "empty.txt").write_text("---\n\n---\n")
    for name, reason in (("empty.txt", "holds no prompt"), ("none.txt", "cannot be read")):
        running = bench(home, "--prompts", str(home / name))
        _, told = running.communicate(timeout=ENDS_WITHIN_S)
        assert running.returncode == 1
        assert name in told
        assert reason in told
        assert "Traceback" not in told
