"""The sidecar as a process: what it leaves when it is killed, and what when it is ended."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from boocode_app.services.llama.demo import SCRIPT, write_demo
from tests.daemon import until
from tests.sidecar import RunningSidecar, gone, sidecar_at, until_gone

ASK = {"messages": [{"role": "user", "content": "Hello"}]}
ASKED = {"v1/chat/completions": ASK, "models": {"path": "/models/x.gguf"}}


@pytest.fixture
async def sidecar(tmp_path: Path) -> AsyncIterator[RunningSidecar]:
    async with sidecar_at(tmp_path / "home") as running:
        yield running


async def test_it_adopts_the_llama_server_that_a_killed_sidecar_left(
    sidecar: RunningSidecar,
) -> None:
    before = await sidecar.until_state("ready")
    key = (sidecar.folder / "demo.key").read_text()
    await sidecar.kill()
    assert before.pid is not None
    assert not gone(before.pid)

    await sidecar.start()
    after = await sidecar.until_state("ready")
    assert (after.pid, after.port, after.arguments) == (before.pid, before.port, before.arguments)
    assert (sidecar.folder / "demo.key").read_text() == key
    answer = await sidecar.http.post("/api/llama/v1/chat/completions", json=ASK)
    assert answer.json()["choices"][0]["message"]["content"] == SCRIPT

    psutil.Process(before.pid).kill()

    async def is_replaced() -> bool:
        model = await sidecar.model()
        return model.state == "ready" and model.pid != before.pid

    await until(is_replaced)
    assert (await sidecar.model()).restarts == 1


async def test_ending_it_ends_its_llama_server(sidecar: RunningSidecar) -> None:
    model = await sidecar.until_state("ready")
    assert model.pid is not None
    assert await sidecar.stop() == 0
    assert gone(model.pid)
    assert [file.name for file in sidecar.folder.iterdir()] == ["lock"]


async def test_a_leftover_with_another_key_is_ended_and_replaced(sidecar: RunningSidecar) -> None:
    before = await sidecar.until_state("ready")
    await sidecar.kill()
    (sidecar.folder / "demo.key").write_text("not the key")
    await sidecar.start()
    after = await sidecar.until_state("ready")
    assert before.pid is not None
    assert after.pid != before.pid
    await until_gone(before.pid)


async def test_a_leftover_whose_pid_nobody_noted_is_found_by_its_arguments(
    sidecar: RunningSidecar,
) -> None:
    before = await sidecar.until_state("ready")
    await sidecar.kill()
    file = sidecar.folder / "demo.json"
    record = json.loads(file.read_text())
    file.write_text(json.dumps({**record, "pid": None, "created": None}))
    await sidecar.start()
    after = await sidecar.until_state("ready")
    assert after.pid == before.pid
    assert json.loads(file.read_text())["pid"] == before.pid


async def test_it_adopts_every_model_that_was_loaded_and_ends_one_whose_file_is_gone(
    sidecar: RunningSidecar,
) -> None:
    folder = sidecar.settings.models_folder
    for name in ("kept", "lost"):
        write_demo(folder / f"{name}.gguf", "looping")
    for name in ("kept", "lost"):
        await sidecar.http.post(f"/api/llama/models/{name}/load")
    kept, lost = [await sidecar.until_state("ready", name) for name in ("kept", "lost")]
    await sidecar.kill()
    (folder / "lost.gguf").unlink()
    await sidecar.start()
    assert (await sidecar.until_state("ready", "kept")).pid == kept.pid
    assert lost.pid is not None
    await until_gone(lost.pid)


async def test_it_answers_at_once_with_a_model_that_cannot_run(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    broken = tmp_path / "broken.gguf"
    broken.write_text("no model")
    sidecar = RunningSidecar(home, BOOCODE_MODEL=str(broken))
    try:
        async with sidecar.visited():
            model = await sidecar.until_state("failed", "broken")
            assert model.pinned
            assert "is no GGUF" in model.detail
            health = (await sidecar.http.get("/api/health")).json()
            assert health["state"] == "ready"
            assert "broken: failed" in health["detail"]
            answer = await sidecar.http.post("/api/llama/v1/chat/completions", json=ASK)
            assert answer.status_code == 502
            assert "is no GGUF" in answer.json()["detail"]
    finally:
        sidecar.end()


async def test_a_second_sidecar_of_one_home_waits_and_then_takes_over(
    sidecar: RunningSidecar,
) -> None:
    before = await sidecar.until_state("ready")
    second = RunningSidecar(sidecar.settings.home)
    try:
        async with second.visited():
            health = (await second.http.get("/api/health")).json()
            assert health["state"] == "starting"
            assert "another sidecar" in health["detail"]
            for path in ("v1/chat/completions", "models"):
                answer = await second.http.post(f"/api/llama/{path}", json=ASKED[path])
                assert answer.status_code == 503
            await sidecar.kill()
            assert (await second.until_state("ready")).pid == before.pid
    finally:
        second.end()


async def test_without_the_token_it_answers_nothing_but_its_health(
    sidecar: RunningSidecar,
) -> None:
    sidecar.http.headers.pop("authorization")
    for path in ("/api/llama/models", "/api/llama/args/check"):
        assert (await sidecar.http.get(path)).status_code == 401
    assert (await sidecar.http.post("/api/llama/v1/chat/completions", json=ASK)).status_code == 401
    assert await sidecar.answers()
