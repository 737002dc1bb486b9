"""A model that runs elsewhere: the llama-server of another sidecar, with a key of its own."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from boocode_app.services.llama.demo import SCRIPT
from tests.sidecar import RunningSidecar, sidecar_at

MODELS = "/api/llama/models"
CHAT = "/api/llama/v1/chat/completions"
ASK = {"model": "far", "messages": [{"role": "user", "content": "Hello"}]}


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSidecar]:
    home = tmp_path_factory.mktemp("other")
    home.chmod(0o700)
    running = RunningSidecar(home)
    yield running
    running.end()


@pytest.fixture
async def other(others: RunningSidecar) -> AsyncIterator[RunningSidecar]:
    async with others.visited():
        await others.http.post(f"{MODELS}/demo/load")
        await others.until_state("ready")
        yield others


@pytest.fixture
async def sidecar(tmp_path: Path) -> AsyncIterator[RunningSidecar]:
    async with sidecar_at(tmp_path / "home") as running:
        yield running


async def far(other: RunningSidecar, **given: str) -> dict[str, str]:
    """What is to be given so that the other's model is added."""
    port = (await other.model()).port
    kept = other.settings.home.with_name("far.key")
    kept.touch(0o600)
    kept.write_text((other.folder / "demo.key").read_text())
    return {"endpoint": f"http://127.0.0.1:{port}", "key_file": str(kept), "name": "far"} | given


async def test_a_chat_is_passed_on_with_the_key_which_nobody_sees(
    sidecar: RunningSidecar, other: RunningSidecar
) -> None:
    wanted = await far(other)
    added = await sidecar.http.post(MODELS, json=wanted)
    assert added.status_code == 201
    assert added.json()["source"] == wanted["endpoint"] + "/v1"
    model = await sidecar.until_state("ready", "far")
    assert (model.kind, model.path, model.pid, model.memory) == ("endpoint", "", None, None)

    whole = await sidecar.http.post(CHAT, json=ASK)
    assert whole.json()["choices"][0]["message"]["content"] == SCRIPT
    streamed = await sidecar.http.post(CHAT, json=ASK | {"stream": True})
    chunks = [json.loads(event[6:]) for event in streamed.text.split("\n\n")[:-2]]
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)
    assert text == SCRIPT
    assert streamed.text.endswith("data: [DONE]\n\n")

    key = (other.folder / "demo.key").read_text()
    for file in (f"{sidecar.settings.home}/sidecar.log", f"{sidecar.settings.home}/models.json"):
        assert key not in Path(file).read_text()
    assert key not in (await sidecar.http.get(MODELS)).text + added.text

    for path in ("load", "unload", "restart"):
        answer = await sidecar.http.post(f"{MODELS}/far/{path}")
        assert answer.status_code == 409
        assert "BooCode only talks to it" in answer.json()["detail"]
    assert (await sidecar.http.get(f"{MODELS}/far/live")).status_code == 409
    assert (await sidecar.http.get("/api/llama/logs/far")).status_code == 409
    assert (await sidecar.http.delete(f"{MODELS}/far", params={"file": True})).status_code == 403
    assert (await sidecar.http.delete(f"{MODELS}/far")).status_code == 204
    assert (await sidecar.http.post(CHAT, json=ASK)).status_code == 404


async def test_an_endpoint_that_goes_is_told_of(
    sidecar: RunningSidecar, other: RunningSidecar
) -> None:
    await sidecar.http.post(MODELS, json=await far(other))
    await sidecar.until_state("ready", "far")
    await other.http.post(f"{MODELS}/demo/unload")
    answer = await sidecar.http.post(CHAT, json=ASK)
    assert answer.status_code == 503
    assert "cannot be reached" in answer.json()["detail"]
    assert "cannot be reached" in (await sidecar.until_state("failed", "far")).detail


async def test_a_stream_that_breaks_off_ends_with_an_error_event(
    sidecar: RunningSidecar, other: RunningSidecar
) -> None:
    await sidecar.http.post(MODELS, json=await far(other))
    endless = ASK | {"stream": True, "logprobs": True, "top_logprobs": 20}
    received = ""
    async with sidecar.http.stream("POST", CHAT, json=endless) as answer:
        async for piece in answer.aiter_text():
            if not received:
                await other.http.post(f"{MODELS}/demo/unload")
            received += piece
    last = received.split("\n\n")[-2]
    assert last.startswith("event: error") or last == "data: [DONE]"


async def test_what_cannot_be_reached_or_used_is_refused_in_words(
    sidecar: RunningSidecar, other: RunningSidecar, tmp_path: Path
) -> None:
    open_key = tmp_path / "open.key"
    open_key.write_text("secret")
    open_key.chmod(0o644)
    wrong = tmp_path / "wrong.key"
    wrong.write_text("secret words")
    wrong.chmod(0o600)
    bad = tmp_path / "bad.key"
    bad.write_text("wrong")
    bad.chmod(0o600)
    own = str(sidecar.settings.home / "token")
    without = await far(other)
    del without["key_file"]
    for wanted, status, words in (
        (without, 502, "wants a key: key_file"),
        (await far(other, key_file=str(bad)), 502, "does not take the key in its file"),
        (await far(other, key_file=str(open_key)), 422, "chmod 600"),
        (await far(other, key_file=str(wrong)), 422, "holds no key"),
        (await far(other, key_file=own), 422, "is among BooCode's own files"),
        (await far(other, key_file="/none"), 422, "cannot be read (No such file"),
        (await far(other, model="gpt"), 422, "does not offer 'gpt'. There are: demo"),
        (await far(other, name="demo"), 409, "is a model 'demo' already"),
        (await far(other, endpoint="http://127.0.0.1:9/v1"), 503, "cannot be reached"),
        (await far(other, endpoint="ftp://x/v1"), 422, "is no base URL"),
        (await far(other, endpoint="http://me:secret@x/v1"), 422, "holds no password"),
        (await far(other, endpoint="http://x/v1?api_key=secret"), 422, "holds no password"),
        (await far(other, endpoint=without["endpoint"] + "/none"), 502, "answered 404"),
        ({"path": "/x.gguf", "key_file": str(bad)}, 422, "belong to an endpoint"),
    ):
        answer = await sidecar.http.post(MODELS, json=wanted)
        assert (answer.status_code, words in answer.json()["detail"]) == (status, True), answer.text
        assert "me:secret" not in answer.text
    page = (await sidecar.http.get(MODELS)).json()
    assert [model["name"] for model in page["items"]] == ["demo"]


async def test_many_chats_at_once_are_all_answered(
    sidecar: RunningSidecar, other: RunningSidecar
) -> None:
    await sidecar.http.post(MODELS, json=await far(other))
    asked = [sidecar.http.post(CHAT, json=ASK | {"max_tokens": 5}) for _ in range(20)]
    assert {answer.status_code for answer in await asyncio.gather(*asked)} == {200}
