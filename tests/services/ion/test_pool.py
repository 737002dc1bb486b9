"""The pool over two real sidecars, each with a real llama-server."""

import signal
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from boocode_app.core.errors import NotFound, Unavailable, UpstreamFailed
from boocode_app.services.ion.pool import Pool
from boocode_app.services.llama.chats.stream import Delta, Finish
from boocode_app.services.llama.client import Sampling
from boocode_app.services.llama.demo import write_demo
from tests.pool import Said, all_visited, check, crowd, pool_of, two_at
from tests.sidecar import RunningSidecar

CROWD = 12
ANSWER_MARK = 1
"""The last token of a prompt has the demo model answer; it is no part of the history."""
SHORT = Sampling(max_tokens=20, temperature=0)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[RunningSidecar]]:
    made = two_at(tmp_path_factory.mktemp("pool"))
    yield made
    for sidecar in made:
        sidecar.end()


@pytest.fixture
async def sidecars(shared: list[RunningSidecar]) -> AsyncIterator[list[RunningSidecar]]:
    async with all_visited(shared):
        yield shared


@pytest.fixture
async def pool(sidecars: list[RunningSidecar]) -> AsyncIterator[Pool]:
    async with pool_of(sidecars) as made:
        yield made


async def say(pool: Pool, history: list[Said], session: str | None) -> Finish:
    """One turn of a conversation; the answer is added to `history`."""
    text, finish = "", None
    async for part in pool.stream_chat(history, sampling=SHORT, session=session):
        if isinstance(part, Delta):
            text += part.text
        elif isinstance(part, Finish):
            finish = part
    assert finish
    history.append(Said("assistant", text))
    return finish


async def tokens_of(sidecar: RunningSidecar) -> float:
    """How many tokens its llama-server has made so far."""
    model = await sidecar.model("looping")
    key = (sidecar.folder / "looping.key").read_text()
    async with httpx.AsyncClient(trust_env=False) as http:
        said = await http.get(
            f"http://127.0.0.1:{model.port}/metrics", headers={"authorization": f"Bearer {key}"}
        )
    [line] = [line for line in said.text.splitlines() if line.startswith("llamacpp:tokens_pred")][
        :1
    ]
    return float(line.split()[1])


@pytest.mark.parametrize("named", [True, False], ids=["by its session", "by what it says"])
async def test_each_conversation_stays_where_its_prefix_is(
    pool: Pool, sidecars: list[RunningSidecar], named: bool
) -> None:
    conversations = {name: [Said("system", f"You are {name}. " * 9)] for name in ("Ada", "Bob")}
    read = dict.fromkeys(conversations, 0)
    before = [await tokens_of(sidecar) for sidecar in sidecars]
    for turn in range(4):
        for name, history in conversations.items():
            history.append(Said("user", f"{name} asks question {turn}"))
            finish = await say(pool, history, name if named else None)
            assert finish.usage
            if turn:
                assert finish.usage.cached_tokens >= read[name]
            read[name] = finish.usage.prompt_tokens - ANSWER_MARK
    made = [await tokens_of(sidecar) - was for sidecar, was in zip(sidecars, before, strict=True)]
    assert made == [80, 80]


async def test_what_had_not_begun_at_a_killed_sidecar_is_answered_by_the_other(
    pool: Pool, sidecars: list[RunningSidecar]
) -> None:
    requests = await crowd(pool, CROWD, sidecars[0], signal.SIGKILL)
    check(requests, "broke off in mid-answer")


async def test_the_models_of_all_are_listed_once_each_where_it_is_readiest(
    pool: Pool, sidecars: list[RunningSidecar]
) -> None:
    await sidecars[1].http.post("/api/llama/models/looping/unload")
    states = {model.name: model.state for model in await pool.models()}
    assert states["looping"] == "ready"
    await sidecars[0].kill()
    states = {model.name: model.state for model in await pool.models()}
    assert states["looping"] == "stopped"
    await sidecars[1].kill()
    with pytest.raises(Unavailable, match=f"No sidecar answers: {sidecars[0].url}"):
        await pool.models()
    with pytest.raises(Unavailable):
        await say(pool, [Said("user", "Hello")], None)
    await sidecars[1].start()
    assert (await say(pool, [Said("user", "Hello")], None)).reason == "length"


async def test_a_model_that_nobody_has_is_named(pool: Pool) -> None:
    with pytest.raises(NotFound, match="Unknown model 'qwen'"):
        await anext(pool.stream_chat([Said("user", "Hello")], model="qwen"))


async def test_a_model_is_asked_of_the_sidecar_that_has_it(
    pool: Pool, sidecars: list[RunningSidecar]
) -> None:
    write_demo(sidecars[1].settings.models_folder / "other.gguf", "looping")
    parts = [
        part async for part in pool.stream_chat([Said("user", "Hi")], model="other", sampling=SHORT)
    ]
    assert isinstance(parts[-1], Finish)
    assert parts[-1].model == "other"


async def test_an_answer_that_fails_everywhere_is_told_as_the_last_one_says(pool: Pool) -> None:
    with pytest.raises(UpstreamFailed, match="context"):
        await anext(pool.stream_chat([Said("user", "z" * 40_000)]))
