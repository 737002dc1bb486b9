"""The shelf of a real sidecar: models are added, chosen for, found in folders, and removed."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from boocode_app.contracts.llama import LlamaEvent, LlamaLive, Machine
from boocode_app.services.llama.demo import SCRIPT, write_demo
from tests.sidecar import RunningSidecar

MODELS = "/api/llama/models"
ASK = {"messages": [{"role": "user", "content": "Hello"}]}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of its own, and one with more of them."""
    folder = tmp_path_factory.mktemp("elsewhere")
    write_demo(folder / "My Model.gguf")
    for name in ("publisher/repo/deep.gguf", "again/deep.gguf"):
        write_demo(folder / "many" / name, "looping")
    (folder / "many" / "mmproj-deep.gguf").write_bytes(b"GGUF")
    (folder / "many" / "notes.txt").write_text("no model")
    return folder


@pytest.fixture
async def sidecar(tmp_path: Path, elsewhere: Path) -> AsyncIterator[RunningSidecar]:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    running = RunningSidecar(home, BOOCODE_MODEL_FOLDERS=str(elsewhere / "many"))
    try:
        async with running.visited():
            yield running
    finally:
        running.end()


async def names(sidecar: RunningSidecar) -> list[str]:
    page = (await sidecar.http.get(MODELS)).json()
    return [model["name"] for model in page["items"]]


async def test_a_file_that_lies_elsewhere_is_added_served_kept_and_removed(
    sidecar: RunningSidecar, elsewhere: Path
) -> None:
    file = elsewhere / "My Model.gguf"
    added = await sidecar.http.post(MODELS, json={"path": str(file)})
    assert added.status_code == 201
    assert added.json()["name"] == "My-Model"
    assert added.json()["path"] == str(file)
    assert added.json()["memory"]["fits"] is True
    kept = sidecar.settings.home / "models.json"
    assert kept.stat().st_mode & 0o777 == 0o600

    await sidecar.kill()
    await sidecar.start()
    answer = await sidecar.http.post(
        "/api/llama/v1/chat/completions", json=ASK | {"model": "My-Model"}
    )
    assert answer.json()["choices"][0]["message"]["content"] == SCRIPT
    running = await sidecar.model("My-Model")
    assert running.last_used is not None

    assert (await sidecar.http.delete(f"{MODELS}/My-Model")).status_code == 204
    assert "My-Model" not in await names(sidecar)
    assert file.exists()


async def test_folders_are_looked_through_and_no_name_comes_twice(sidecar: RunningSidecar) -> None:
    assert await names(sidecar) == ["demo", "deep", "deep-2"]


async def test_what_is_no_model_is_refused_in_words(
    sidecar: RunningSidecar, elsewhere: Path, tmp_path: Path
) -> None:
    text = tmp_path / "text.gguf"
    text.write_text("hello")
    split = write_demo(tmp_path / "big-00001-of-00003.gguf")
    refused: list[tuple[dict[str, str], int, str]] = [
        ({"path": str(tmp_path / "none.gguf")}, 422, "No such file"),
        ({"path": str(text)}, 422, "is no GGUF"),
        ({"path": "models/x.gguf"}, 422, "'models/x.gguf' is no absolute path"),
        ({"path": str(elsewhere)}, 422, "is a folder: name one of its files (My Model.gguf)"),
        ({"path": str(split)}, 422, "2 of its parts are not beside it"),
        ({"path": f"{tmp_path}/big-00002-of-00003.gguf"}, 422, "is a later part"),
        ({"path": "/a\0b.gguf"}, 422, "is no path that can be read"),
        ({"path": str(elsewhere / "My Model.gguf"), "name": "DEMO"}, 409, "is a model 'demo'"),
        ({"path": str(elsewhere / "My Model.gguf"), "name": "../x"}, 422, "name"),
        ({}, 422, "exactly one"),
        ({"path": str(text), "hf": "a/b"}, 422, "exactly one"),
    ]
    for body, status, words in refused:
        answer = await sidecar.http.post(MODELS, json=body)
        assert answer.status_code == status, body
        assert words in answer.json()["detail"]
    assert await names(sidecar) == ["demo", "deep", "deep-2"]


async def test_a_file_is_there_once(sidecar: RunningSidecar, elsewhere: Path) -> None:
    again = elsewhere / "many" / "again" / "deep.gguf"
    answer = await sidecar.http.post(MODELS, json={"path": str(again), "name": "other"})
    assert answer.status_code == 409
    assert "is a model already: 'deep'" in answer.json()["detail"]


async def test_only_a_file_in_the_models_folder_is_deleted(
    sidecar: RunningSidecar, elsewhere: Path
) -> None:
    inside = write_demo(sidecar.settings.models_folder / "inside.gguf")
    link = sidecar.settings.models_folder / "link.gguf"
    link.symlink_to(elsewhere / "My Model.gguf")

    async def remove(name: str, *, file: bool) -> httpx.Response:
        return await sidecar.http.delete(f"{MODELS}/{name}", params={"file": file})

    for name, file, status, words in (
        ("inside", False, 409, "lies in the models folder"),
        ("deep", False, 409, "it stays"),
        ("deep", True, 403, "yours to delete"),
        ("demo", True, 409, "is the default"),
        ("none", False, 404, "Unknown model 'none'"),
    ):
        answer = await remove(name, file=file)
        assert (answer.status_code, words in answer.json()["detail"]) == (status, True)
    assert (await remove("inside", file=True)).status_code == 204
    assert (await remove("link", file=True)).status_code == 204
    assert not inside.exists()
    assert not link.is_symlink()
    assert (elsewhere / "My Model.gguf").exists()
    assert await names(sidecar) == ["demo", "deep", "deep-2"]


async def test_what_a_person_chose_is_kept(sidecar: RunningSidecar) -> None:
    chosen = {"pinned": True, "ttl_s": 600, "preset": ["-ctk", "f16"]}
    edited = (await sidecar.http.patch(f"{MODELS}/deep", json=chosen)).json()
    assert (edited["pinned"], edited["ttl_s"]) == (True, 600)
    assert "K cache is f16" in edited["off_base"][0]
    await sidecar.stop()
    await sidecar.start()
    await sidecar.http.patch(f"{MODELS}/deep", json={"pinned": False})
    model = await sidecar.model("deep")
    assert (model.pinned, model.ttl_s, model.preset) == (False, 600, ["-ctk", "f16"])
    await sidecar.http.post(f"{MODELS}/deep/load")
    assert "f16" in (await sidecar.until_state("ready", "deep")).arguments
    cleared = (
        await sidecar.http.patch(f"{MODELS}/deep", json={"ttl_s": None, "preset": []})
    ).json()
    assert (cleared["ttl_s"], cleared["preset"], cleared["off_base"]) == (None, [], [])


async def test_a_bad_choice_changes_nothing(sidecar: RunningSidecar) -> None:
    for body, status, words in (
        ({"pinned": True, "preset": ["--cache-type-k", "q8_0"]}, 422, "only q4_0"),
        ({"ttl_s": 0}, 422, "ttl_s"),
        ({"speed": 9}, 422, "speed"),
    ):
        answer = await sidecar.http.patch(f"{MODELS}/deep", json=body)
        assert (answer.status_code, words in answer.json()["detail"]) == (status, True)
    assert not (await sidecar.model("deep")).pinned
    answer = await sidecar.http.patch(f"{MODELS}/demo", json={"pinned": False})
    assert answer.status_code == 409
    assert "stays pinned" in answer.json()["detail"]


async def test_an_idle_model_is_unloaded_after_its_time(sidecar: RunningSidecar) -> None:
    await sidecar.http.patch(f"{MODELS}/deep", json={"ttl_s": 4})
    await sidecar.http.post(f"{MODELS}/deep/load")
    await sidecar.until_state("ready", "deep")
    await sidecar.until_state("stopped", "deep")


async def test_who_follows_hears_how_things_are_and_what_happens(sidecar: RunningSidecar) -> None:
    heard: dict[str, str] = {}
    async with sidecar.http.stream("GET", "/api/llama/events") as stream:
        async for line in stream.aiter_lines():
            field, _, value = line.partition(": ")
            if field != "data" or "model" not in (event := json.loads(value)):
                continue
            if event["kind"] == "state":
                heard[event["model"]] = event["state"]
            if heard.get("demo") == "ready" and heard.get("deep") == "stopped":
                await sidecar.http.post(f"{MODELS}/deep/load")
            if heard.get("deep") == "ready":
                break
    assert heard == {"demo": "ready", "deep": "ready", "deep-2": "stopped"}


async def test_a_ready_server_tells_what_it_does_and_its_log_is_followed(
    sidecar: RunningSidecar,
) -> None:
    assert (await sidecar.http.get(f"{MODELS}/deep/live")).status_code == 409
    await sidecar.until_state("ready")
    url = f"{MODELS}/demo/live"
    before = LlamaLive.model_validate_json((await sidecar.http.get(url)).content)
    assert (before.slots_busy, before.slots, before.output_tokens) == (0, 2, 0)
    live: list[LlamaEvent] = []
    logged = ""
    async with (
        sidecar.http.stream("GET", "/api/llama/events") as events,
        sidecar.http.stream("GET", "/api/llama/logs/demo", params={"lines": 1}) as log,
    ):
        await sidecar.http.post("/api/llama/v1/chat/completions", json=ASK)
        async for line in events.aiter_lines():
            if '"kind":"live"' in line:
                live.append(LlamaEvent.model_validate_json(line.removeprefix("data: ")))
                if live[-1].live and live[-1].live.output_tokens:
                    break
        async for line in log.aiter_lines():
            logged += line
            if "eval time" in logged:
                break
    after = live[-1].live
    assert after is not None
    assert after.output_tokens > 100
    assert after.output_per_s is None or after.output_per_s > 0
    assert after.kv_bytes
    assert after.kv_used_tokens
    assert "event: lines" in logged


async def test_the_machine_is_looked_at(sidecar: RunningSidecar) -> None:
    machine = Machine.model_validate_json((await sidecar.http.get("/api/llama/machine")).content)
    assert machine.memory >= machine.budget > 0
    assert machine.cores >= 1
    assert len(machine.suggestions) <= 4


async def test_a_shelf_that_cannot_be_read_is_set_aside(sidecar: RunningSidecar) -> None:
    await sidecar.stop()
    (sidecar.settings.home / "models.json").write_text("{")
    await sidecar.start()
    assert (await names(sidecar))[0] == "demo"
    assert (sidecar.settings.home / "models.json.unreadable").read_text() == "{"
