"""The client against a real sidecar with a real llama-server."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from boocode_app.contracts.llama import QueuePosition
from boocode_app.core.errors import NotFound, Unavailable, UpstreamFailed
from boocode_app.core.settings import Settings
from boocode_app.services.llama.arguments import SLOTS
from boocode_app.services.llama.chats.stream import Delta, Finish
from boocode_app.services.llama.client import LlamaClient, Sampling, clients_of
from boocode_app.services.llama.demo import SCRIPT, write_demo
from tests.daemon import free_ports, until
from tests.sidecar import RunningSidecar


@dataclass(frozen=True)
class Said:
    role: str
    content: str


HELLO = [Said("user", "Hello")]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSidecar]:
    folder = tmp_path_factory.mktemp("home")
    folder.chmod(0o700)
    write_demo(folder / "models" / "looping.gguf", "looping")
    running = RunningSidecar(folder)
    yield running
    running.end()


@pytest.fixture
async def sidecar(shared: RunningSidecar) -> AsyncIterator[RunningSidecar]:
    async with shared.visited():
        yield shared


@pytest.fixture
async def client(sidecar: RunningSidecar) -> AsyncIterator[LlamaClient]:
    [made] = clients_of(sidecar.settings)
    yield made
    await made.close()


async def read_all(client: LlamaClient, at_first_piece: Callable[[], None]) -> None:
    """Read the endless reply; do something once it has begun."""
    begun = False
    async for _ in client.stream_chat(HELLO, model="looping"):
        if not begun:
            begun = True
            at_first_piece()


async def busy_slots(sidecar: RunningSidecar, name: str) -> int:
    model = await sidecar.model(name)
    key = (sidecar.folder / f"{name}.key").read_text()
    async with httpx.AsyncClient(trust_env=False) as http:
        slots = await http.get(
            f"http://127.0.0.1:{model.port}/slots", headers={"authorization": f"Bearer {key}"}
        )
    return sum(bool(slot["is_processing"]) for slot in slots.json())


async def test_a_reply_comes_in_pieces_and_ends_with_what_was_measured(
    client: LlamaClient,
) -> None:
    parts = [part async for part in client.stream_chat(HELLO)]
    pieces = [part.text for part in parts if isinstance(part, Delta)]
    assert "".join(pieces) == SCRIPT
    assert len(pieces) > 100
    finish = parts[-1]
    assert isinstance(finish, Finish)
    assert (finish.reason, finish.model) == ("stop", "demo")
    assert finish.usage
    assert finish.usage.output_tokens == finish.timings.output_tokens == 123
    assert finish.timings.prompt_tokens == finish.usage.prompt_tokens > 0
    assert finish.timings.cached_tokens == finish.usage.cached_tokens
    assert finish.timings.prompt_ms is not None
    assert finish.timings.predicted_ms is not None


async def test_an_endless_reply_ends_at_max_tokens(client: LlamaClient) -> None:
    short = Sampling(max_tokens=300)
    parts = [part async for part in client.stream_chat(HELLO, model="looping", sampling=short)]
    finish = parts[-1]
    assert isinstance(finish, Finish)
    assert finish.reason == "length"
    text = "".join(part.text for part in parts if isinstance(part, Delta))
    assert text.startswith(SCRIPT + "I am BooCode's demo model.")


async def test_leaving_the_loop_stops_the_generation(
    client: LlamaClient, sidecar: RunningSidecar
) -> None:
    async with aclosing(client.stream_chat(HELLO, model="looping")) as reply:
        async for _ in reply:
            assert await busy_slots(sidecar, "looping") == 1
            break

    async def is_idle() -> bool:
        return await busy_slots(sidecar, "looping") == 0

    await until(is_idle)


async def test_cancelling_stops_the_generation(
    client: LlamaClient, sidecar: RunningSidecar
) -> None:
    begun = asyncio.Event()

    async def read() -> None:
        async for _ in client.stream_chat(HELLO, model="looping"):
            begun.set()

    reading = asyncio.create_task(read())
    await begun.wait()
    reading.cancel()
    await asyncio.wait([reading])
    assert reading.cancelled()

    async def is_idle() -> bool:
        return await busy_slots(sidecar, "looping") == 0

    await until(is_idle)


async def test_who_waits_for_a_slot_is_told_how_far_it_is(client: LlamaClient) -> None:
    async with AsyncExitStack() as slots:
        for _ in range(SLOTS):
            holder = client.stream_chat(HELLO, model="looping")
            await slots.enter_async_context(aclosing(holder))
            while not isinstance(await anext(holder), Delta):
                pass
        short = Sampling(max_tokens=5)
        waiting = client.stream_chat(HELLO, model="looping", sampling=short)
        first = await anext(waiting)
    parts = [first, *[part async for part in waiting]]
    positions = [part.position for part in parts if isinstance(part, QueuePosition)]
    assert positions == [1, 0]
    assert isinstance(parts[-1], Finish)


async def test_a_llama_server_killed_in_mid_answer_is_told_and_the_next_question_answered(
    client: LlamaClient, sidecar: RunningSidecar
) -> None:
    short = Sampling(max_tokens=5)
    for _ in range(3):
        await sidecar.http.post("/api/llama/models/looping/load")
        pid = (await sidecar.until_state("ready", "looping")).pid
        with pytest.raises(UpstreamFailed, match=r"'looping' died in the middle.*SIGKILL"):
            await read_all(client, psutil.Process(pid).kill)
        parts = [part async for part in client.stream_chat(HELLO, model="looping", sampling=short)]
        assert isinstance(parts[-1], Finish)


async def test_a_sidecar_killed_in_mid_answer_is_told(
    client: LlamaClient, sidecar: RunningSidecar
) -> None:
    assert sidecar.process
    with pytest.raises(UpstreamFailed, match="broke off in mid-answer"):
        await read_all(client, sidecar.process.kill)
    with pytest.raises(Unavailable, match="cannot be reached"):
        await anext(client.stream_chat(HELLO))
    with pytest.raises(Unavailable):
        await client.models()


async def test_an_unknown_model_is_named(client: LlamaClient) -> None:
    with pytest.raises(NotFound, match="Unknown model 'qwen'; there are: demo, looping"):
        await anext(client.stream_chat(HELLO, model="qwen"))


async def test_a_conversation_that_does_not_fit_is_told_in_words(client: LlamaClient) -> None:
    with pytest.raises(UpstreamFailed, match="context"):
        [part async for part in client.stream_chat([Said("user", "z" * 40_000)])]


async def test_the_models_are_listed_with_their_context(client: LlamaClient) -> None:
    demo, looping = await client.models()
    assert (demo.name, demo.pinned, looping.name) == ("demo", True, "looping")


async def test_a_token_file_of_a_remote_sidecar_that_is_not_there_is_named(home: Path) -> None:
    sidecars = [{"url": f"http://127.0.0.1:{free_ports(1)[0]}", "token_file": home / "none"}]
    [client] = clients_of(Settings.model_validate({"home": home, "sidecars": sidecars}))
    with pytest.raises(Unavailable, match="token file"):
        await client.models()
