"""Requests take turns: each is told how far it is, models make room, and nothing is cut or lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from boocode_app.services.llama.demo import write_demo
from tests.sidecar import RunningSidecar

CHAT = "/api/llama/v1/chat/completions"
ASK = {"messages": [{"role": "user", "content": "Hello"}], "stream": True}
ONE_MODEL = "200MB"


@pytest.fixture
async def sidecar(tmp_path: Path) -> AsyncIterator[RunningSidecar]:
    """With room for one of its models at a time."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    write_demo(home / "models" / "looping.gguf", "looping")
    running = RunningSidecar(home, BOOCODE_MEMORY_BUDGET=ONE_MODEL)
    try:
        async with running.visited():
            await running.until_state("ready")
            yield running
    finally:
        running.end()


async def reply(sidecar: RunningSidecar, model: str) -> str:
    answer = await sidecar.http.post(CHAT, json=ASK | {"model": model, "max_tokens": 30})
    assert answer.status_code == 200
    return answer.text


@asynccontextmanager
async def endless(sidecar: RunningSidecar) -> AsyncIterator[AsyncIterator[bytes]]:
    """A request that holds its slot: its answer is far longer than what fits the sockets."""
    long = {"model": "looping", "logprobs": True, "top_logprobs": 20}
    asked = sidecar.http.stream("POST", CHAT, json=ASK | long)
    async with asked as answer:
        chunks = answer.aiter_raw()
        while b"data: " not in await anext(chunks):
            pass  # a comment: it waits for the model
        yield chunks
        await answer.aclose()


async def events(answer: httpx.Response) -> AsyncIterator[tuple[str, str]]:
    """The (event, data) pairs of a stream."""
    kind = "message"
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            yield kind, value
            kind = "message"


async def test_two_models_with_room_for_one_answer_everybody(sidecar: RunningSidecar) -> None:
    asked = [reply(sidecar, model) for model in ("demo", "looping") * 5]
    answers = await asyncio.gather(*asked)
    for answer in answers:
        assert answer.endswith("data: [DONE]\n\n")
        assert "event: error" not in answer
    models = [await sidecar.model(name) for name in ("demo", "looping")]
    assert [model.state for model in models].count("stopped") == 1
    assert all((model.waiting, model.in_flight) == (0, 0) for model in models)


async def test_who_waits_is_told_how_far_it_is_until_its_turn(sidecar: RunningSidecar) -> None:
    asked = sidecar.http.stream(
        "POST", CHAT, json=ASK | {"model": "looping"}, headers={"x-boocode-queue": "events"}
    )
    async with endless(sidecar):
        async with endless(sidecar):
            waiting = await asked.__aenter__()
            told = events(waiting)
            kind, data = await anext(told)
            note = json.loads(data)
            assert (kind, note["position"], note["model"]) == ("queue", 1, "looping")
            assert (await sidecar.model("looping")).waiting == 1
        kind, data = await anext(told)
        assert (kind, json.loads(data)["position"]) == ("queue", 0)
        assert (await anext(told))[0] == "message"
        await waiting.aclose()


async def test_a_swap_cuts_nothing_that_is_in_flight(sidecar: RunningSidecar) -> None:
    async with endless(sidecar) as flying:
        other = asyncio.create_task(reply(sidecar, "demo"))
        received = b""
        async for chunk in flying:
            received += chunk
            if len(received) > 200_000:
                break
        assert b"event: error" not in received
        assert not other.done()
        assert (await sidecar.model("demo")).state == "stopped"
    assert (await other).endswith("data: [DONE]\n\n")


async def test_who_leaves_the_queue_is_forgotten(sidecar: RunningSidecar) -> None:
    async with endless(sidecar), endless(sidecar):
        whole = ASK | {"model": "looping", "stream": False}
        for body in (whole, ASK | {"model": "looping"}):
            with pytest.raises(httpx.ReadTimeout):
                await sidecar.http.post(CHAT, json=body, timeout=httpx.Timeout(20, read=0.5))
        while (await sidecar.model("looping")).waiting:
            await asyncio.sleep(0.05)


async def test_a_model_that_cannot_fit_is_refused_before_it_is_started(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    sidecar = RunningSidecar(home, BOOCODE_MEMORY_BUDGET="100MB")
    try:
        async with sidecar.visited():
            model = await sidecar.until_state("failed")
            assert "'demo' takes about" in model.detail
            assert model.pid is None
            answer = await sidecar.http.post(CHAT, json=ASK)
            assert answer.status_code == 409
            assert "models may use 100 MB here" in answer.json()["detail"]
    finally:
        sidecar.end()
