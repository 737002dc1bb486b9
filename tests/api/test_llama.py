"""/api/llama of a real sidecar."""

import json
from collections.abc import AsyncIterator, Iterator

import httpx
import psutil
import pytest

from boocode_app.services.llama.demo import SCRIPT, write_demo
from tests.sidecar import RunningSidecar

ASK = {"messages": [{"role": "user", "content": "Hello"}], "stream": True}
CHAT = "/api/llama/v1/chat/completions"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSidecar]:
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    write_demo(home / "models" / "looping.gguf", "looping")
    running = RunningSidecar(home)
    yield running
    running.end()


@pytest.fixture
async def sidecar(shared: RunningSidecar) -> AsyncIterator[RunningSidecar]:
    async with shared.visited():
        yield shared


async def test_a_chat_is_passed_on_as_llama_server_streams_it(sidecar: RunningSidecar) -> None:
    answer = await sidecar.http.post(CHAT, json=ASK)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = answer.text.split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    chunks = [json.loads(event.removeprefix("data: ")) for event in events[:-2]]
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)
    assert text == SCRIPT
    assert {chunk["model"] for chunk in chunks} == {"demo"}


async def test_a_chat_without_stream_comes_whole(sidecar: RunningSidecar) -> None:
    answer = await sidecar.http.post(CHAT, json=ASK | {"stream": False, "max_tokens": 2})
    assert answer.json()["choices"][0]["message"]["content"] == "I am BooCode's"


async def test_ps_shows_the_flags_and_no_key(sidecar: RunningSidecar) -> None:
    model = await sidecar.until_state("ready")
    assert model.pid is not None
    shown = " ".join(psutil.Process(model.pid).cmdline())
    assert "llama-server --model " in shown
    assert "cache-type-k q4_0" in shown
    assert "spec-type ngram-mod" in shown
    key = (sidecar.folder / "demo.key").read_text()
    everything = [p.info["cmdline"] or [] for p in psutil.process_iter(["cmdline"])]
    assert not any(key in part for command in everything for part in command)
    assert key not in (sidecar.settings.home / "sidecar.log").read_text()


async def test_a_stream_that_dies_ends_with_an_error_event_and_the_next_is_served(
    sidecar: RunningSidecar,
) -> None:
    before = await sidecar.model("looping")
    received = ""
    async with sidecar.http.stream("POST", CHAT, json=ASK | {"model": "looping"}) as answer:
        async for piece in answer.aiter_text():
            if not received:
                pid = (await sidecar.model("looping")).pid
                assert pid is not None
                psutil.Process(pid).kill()
            received += piece
    *events, last, nothing = received.split("\n\n")
    assert nothing == ""
    for event in events:
        json.loads(event.removeprefix("data: "))
    assert last.startswith("event: error\ndata: ")
    error = json.loads(last.partition("data: ")[2])["error"]
    assert "died in the middle of the answer: it was killed (SIGKILL)" in error["message"]

    after = await sidecar.http.post(CHAT, json=ASK | {"model": "looping", "max_tokens": 3})
    assert after.text.endswith("data: [DONE]\n\n")
    assert (await sidecar.model("looping")).restarts == before.restarts + 1


async def test_a_model_is_loaded_restarted_and_unloaded_by_name(sidecar: RunningSidecar) -> None:
    await sidecar.http.post("/api/llama/models/looping/unload")
    loaded = await sidecar.http.post("/api/llama/models/looping/load")
    assert loaded.status_code == 202
    first = await sidecar.until_state("ready", "looping")
    assert (await sidecar.http.post("/api/llama/models/looping/restart")).status_code == 202
    second = await sidecar.until_state("ready", "looping")
    assert second.pid != first.pid
    unloaded = await sidecar.http.post("/api/llama/models/looping/unload")
    assert unloaded.json()["state"] == "stopped"
    assert unloaded.json()["pid"] is None


async def test_the_list_names_the_models_the_default_first(sidecar: RunningSidecar) -> None:
    page = (await sidecar.http.get("/api/llama/models")).json()
    assert [model["name"] for model in page["items"]] == ["demo", "looping"]
    assert [model["pinned"] for model in page["items"]] == [True, False]
    assert page["totals"]["models"] == 2


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{", 422, "no JSON"),
        (b"[]", 422, "must be a JSON object"),
        (b'{"model": 4, "messages": []}', 422, "4 is no name of a model"),
        (b'{"model": "qwen", "messages": []}', 404, "Unknown model 'qwen'"),
    ],
)
async def test_a_bad_request_is_told_in_words(
    sidecar: RunningSidecar, body: bytes, status: int, words: str
) -> None:
    answer = await sidecar.http.post(CHAT, content=body)
    assert answer.status_code == status
    assert words in answer.json()["detail"]


async def test_an_unknown_model_cannot_be_loaded(sidecar: RunningSidecar) -> None:
    answer = await sidecar.http.post("/api/llama/models/qwen/load")
    assert answer.status_code == 404
    assert "'qwen'" in answer.json()["detail"]


async def test_arguments_are_checked_with_reasons(sidecar: RunningSidecar) -> None:
    async def check(*arguments: str) -> httpx.Response:
        return await sidecar.http.get("/api/llama/args/check", params={"argument": arguments})

    good = await check("-ctk", "f16")
    assert good.json()["ok"]
    assert good.json()["arguments"] == ["--cache-type-k", "f16"]
    assert good.json()["items"][0]["kind"] == "allowed"
    assert "K cache is f16" in good.json()["off_base"][0]
    bad = (await check("--cache-type-k", "q8_0")).json()
    assert not bad["ok"]
    assert (bad["arguments"], bad["off_base"]) == ([], [])
    assert bad["faults"][0]["argument"] == "--cache-type-k"
    assert "only q4_0" in bad["faults"][0]["reason"]


async def test_unloading_in_mid_answer_is_told_as_such(sidecar: RunningSidecar) -> None:
    received = ""
    async with sidecar.http.stream("POST", CHAT, json=ASK | {"model": "looping"}) as answer:
        async for piece in answer.aiter_text():
            if not received:
                await sidecar.http.post("/api/llama/models/looping/unload")
            received += piece
    assert "was stopped in the middle of the answer" in received.split("\n\n")[-2]
