"""llama-server and its sidecar killed and crowded: every asker gets an answer or a reason.

Each test prints what it saw.
"""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from boocode_app.services.llama.demo import write_demo
from tests.daemon import until
from tests.sidecar import RunningSidecar, gone, until_gone

CHAT = "/api/llama/v1/chat/completions"
HELLO = [{"role": "user", "content": "Hello"}]
KILLS = 50
CROWD, CROWD_S = 8, 120.0


@pytest.fixture
async def sidecar(tmp_path: Path) -> AsyncIterator[RunningSidecar]:
    """With two models and room for one of them at a time."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for name, kind in (("demo", "scripted"), ("looping", "looping")):
        write_demo(home / "models" / f"{name}.gguf", kind)
    running = RunningSidecar(home, BOOCODE_MEMORY_BUDGET="200MB", BOOCODE_MODEL="looping")
    try:
        async with running.visited():
            await running.until_state("ready", "looping")
            yield running
    finally:
        running.end()


async def reply(sidecar: RunningSidecar, model: str, tokens: int) -> str:
    ask = {"model": model, "messages": HELLO, "stream": True, "max_tokens": tokens}
    answer = await sidecar.http.post(CHAT, json=ask, timeout=120)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_killed_llama_server_is_told_of_and_is_back_for_the_next(
    sidecar: RunningSidecar,
) -> None:
    pids, waits = [], []
    for _ in range(KILLS):
        pid = (await sidecar.until_state("ready", "looping")).pid
        assert pid
        pids.append(pid)
        received = ""
        ask = {"messages": HELLO, "stream": True}
        async with sidecar.http.stream("POST", CHAT, json=ask) as answer:
            async for piece in answer.aiter_text():
                if not received:
                    psutil.Process(pid).send_signal(signal.SIGKILL)
                received += piece
        last = received.split("\n\n")[-2]
        assert last.startswith("event: error\ndata: "), last
        words = json.loads(last.partition("data: ")[2])["error"]["message"]
        assert "died in the middle of the answer" in words
        assert "SIGKILL" in words
        began = time.monotonic()
        assert (await reply(sidecar, "looping", 5)).endswith("data: [DONE]\n\n")
        waits.append(time.monotonic() - began)
    for pid in pids:
        await until_gone(pid)
    model = await sidecar.until_state("ready", "looping")
    assert (model.waiting, model.in_flight) == (0, 0)
    assert len(set(pids)) == KILLS
    servers = [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(sidecar.settings.home) in " ".join(process.info["cmdline"] or ())
    ]
    assert [process.pid for process in servers] == [model.pid]
    waits.sort()
    print(
        f"\n{KILLS} kills; next answer after {waits[KILLS // 2]:.2f} s, at worst {waits[-1]:.2f} s"
    )


@pytest.mark.timeout(300)
async def test_two_models_and_room_for_one_serve_a_crowd(sidecar: RunningSidecar) -> None:
    ends_at = time.monotonic() + CROWD_S
    waits: dict[str, list[float]] = {"demo": [], "looping": []}

    async def client(number: int) -> None:
        turn = number
        while time.monotonic() < ends_at:
            model = ("demo", "looping")[turn % 2]
            turn += 1 + number % 2
            began = time.monotonic()
            text = await reply(sidecar, model, 40)
            assert text.endswith("data: [DONE]\n\n"), text[-300:]
            assert "event: error" not in text
            waits[model].append(time.monotonic() - began)

    await asyncio.gather(*(client(number) for number in range(CROWD)))
    for name, its in waits.items():
        assert its, name
        print(f"\n{name}: {len(its)} answers, the longest after {max(its):.1f} s", end="")
        assert (await sidecar.model(name)).in_flight == 0
    assert max(max(its) for its in waits.values()) < 60


async def test_a_killed_sidecar_unloads_nothing_and_the_next_one_adopts(
    sidecar: RunningSidecar,
) -> None:
    before = await sidecar.until_state("ready", "looping")
    assert before.pid
    key = sidecar.folder / "looping.key"
    assert key.stat().st_mode & 0o777 == 0o600
    for _ in range(5):
        await sidecar.kill()
        assert not gone(before.pid)
        await sidecar.start()
        after = await sidecar.until_state("ready", "looping")
        assert (after.pid, after.port) == (before.pid, before.port)
        assert (await reply(sidecar, "looping", 5)).endswith("data: [DONE]\n\n")
    psutil.Process(before.pid).send_signal(signal.SIGKILL)

    async def another() -> bool:
        return (await sidecar.model("looping")).pid not in (None, before.pid)

    await until(another)
    assert (await sidecar.until_state("ready", "looping")).restarts == 1
