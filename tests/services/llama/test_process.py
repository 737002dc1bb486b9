import os
import signal
import sys
from pathlib import Path
from typing import get_args

import psutil
import pytest

from boocode_app.contracts.llama import ServerState
from boocode_app.core.errors import Unavailable, UpstreamFailed
from boocode_app.core.settings import Settings
from boocode_app.services.llama.demo import write_demo
from boocode_app.services.llama.log import ServerLog
from boocode_app.services.llama.models import Model
from boocode_app.services.llama.process import is_valid_transition
from tests.services.llama.conftest import Desk
from tests.sidecar import gone


async def test_it_shows_its_flags_and_no_key_in_ps_and_asks_for_the_key(desk: Desk) -> None:
    server = desk.server()
    server.start()
    endpoint = await server.until_ready(20)
    title = " ".join(psutil.Process(endpoint.pid).cmdline())
    assert "llama-server --model " in title
    assert "--cache-type-k q4_0" in title
    assert "--spec-type ngram-mod" in title
    assert endpoint.key not in title
    answer = await desk.http.get(endpoint.url + "/v1/models")
    assert answer.status_code == 401
    key_file = desk.settings.run_folder / "llama" / "demo.key"
    assert key_file.read_text() == endpoint.key
    assert key_file.stat().st_mode & 0o777 == 0o600


async def test_each_change_is_told_once_and_stopping_leaves_nothing(desk: Desk) -> None:
    server = desk.server()
    server.start()
    server.start()
    endpoint = await server.until_ready(20)
    await server.stop()
    assert desk.states() == ["starting", "ready", "stopping", "stopped"]
    assert gone(endpoint.pid)
    assert list((desk.settings.run_folder / "llama").iterdir()) == []
    with pytest.raises(Unavailable, match="was stopped"):
        await server.until_ready(5)


async def test_a_killed_server_comes_back_by_itself(desk: Desk) -> None:
    server = desk.server()
    server.start()
    first = await server.until_ready(20)
    os.kill(first.pid, signal.SIGKILL)
    second = await server.until_ready(20, not_pid=first.pid)
    assert second.key != first.key
    assert server.restarts == 1
    assert desk.states() == ["starting", "ready", "failed", "starting", "ready"]
    assert "SIGKILL" in desk.changes[2].detail
    assert "starts again in 0.25 s" in desk.changes[2].detail


async def test_a_damaged_model_file_fails_in_words_and_is_not_tried_again(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "cut.gguf"
    file.write_bytes(write_demo(tmp_path / "whole.gguf").read_bytes()[:1_500_000])
    server = desk.server(Model("cut", file))
    server.start()
    with pytest.raises(UpstreamFailed, match="'cut' does not run: the model file cannot be loaded"):
        await server.until_ready(20)
    assert (server.state, server.cause, server.restarts) == ("failed", "bad_model_file", 0)
    assert desk.states() == ["starting", "failed"]


async def test_a_file_that_is_no_model_fails_before_a_server_is_started(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "no.gguf"
    file.write_text("hello")
    server = desk.server(Model("no", file))
    server.start()
    with pytest.raises(UpstreamFailed, match="is no GGUF"):
        await server.until_ready(20)
    assert server.cause == "bad_model_file"
    assert not (desk.settings.logs_folder / "llama-no.log").exists()


async def test_a_failed_server_starts_again_when_it_is_asked_to(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "late.gguf"
    server = desk.server(Model("late", file))
    server.start()
    with pytest.raises(UpstreamFailed, match="No such file"):
        await server.until_ready(20)
    write_demo(file)
    server.start()
    assert (await server.until_ready(20)).pid


async def test_a_foreign_llama_variable_does_not_reach_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLAMA_ARG_TOOLS", "all")
    monkeypatch.setenv("HF_TOKEN", "secret")
    seen = tmp_path / "environment"
    program = tmp_path / "llama-server"
    program.write_text(
        f"#!{sys.executable}\nimport os, pathlib\n"
        f"pathlib.Path({str(seen)!r}).write_text(' '.join(os.environ))\n"
        "from boocode_app.services.llama.embedded import main\nmain()\n"
    )
    program.chmod(0o755)
    desk.settings = Settings(home=desk.settings.home, llama_server=str(program))
    server = desk.server()
    server.start()
    await server.until_ready(20)
    names = seen.read_text().split()
    foreign = [name for name in names if name.startswith(("LLAMA_", "HF_", "BOOCODE_"))]
    assert foreign == ["LLAMA_API_KEY"]


def test_every_state_may_fail_and_only_some_may_follow_another() -> None:
    states: tuple[ServerState, ...] = get_args(ServerState)
    assert all(is_valid_transition(state, "failed") for state in states)
    assert not is_valid_transition("stopped", "ready")
    assert not is_valid_transition("ready", "starting")
    assert not is_valid_transition("stopping", "ready")


def test_a_log_is_bounded_at_each_start(tmp_path: Path) -> None:
    log = ServerLog(tmp_path / "logs" / "x.log")
    assert log.begin() == 0
    log.path.write_bytes(b"a" * 100)
    assert log.begin() == 100
    log.path.write_bytes(b"a" * (5 * 2**20) + b"the end")
    assert log.tail(0).endswith("the end")
    assert len(log.tail(0)) == 64 * 2**10
    assert log.begin() == 0
    assert log.path.with_name("x.log.1").exists()
