"""The tools as an agent's loop calls them, against a real BooTerm."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from pydantic import ValidationError

from boocode_app.contracts.terminal_tools import (
    PtyKillCall,
    PtyListCall,
    PtyReadCall,
    PtyResizeCall,
    PtyWaitCall,
    PtyWriteCall,
)
from boocode_app.contracts.terminals import PtySpawn, PtySpawnCall
from boocode_app.core.errors import BooError, Conflict, Forbidden
from boocode_app.services.terminals.tools import PtyTools
from boocode_app.services.terminals.typed import TypedLine
from tests.booterm import DEADLINE_S, RunningBooTerm, shared_booterm


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBooTerm]:
    with shared_booterm(tmp_path_factory.mktemp("home")) as booterm:
        yield booterm


@pytest.fixture
async def booterm(daemon: RunningBooTerm) -> AsyncIterator[RunningBooTerm]:
    yield daemon
    await daemon.leave()


@pytest.fixture
def tools(booterm: RunningBooTerm) -> PtyTools:
    return PtyTools(booterm.client(agent="a1", task="t1"))


async def until_seen(tools: PtyTools, session_id: str, text: str) -> None:
    call = PtyWaitCall(id=session_id, until="text", text=text, timeout=DEADLINE_S)
    assert (await tools.pty_wait(call)).met == "text"


async def test_the_tools_have_the_names_and_parameters_that_agents_know(tools: PtyTools) -> None:
    parameters = {
        tool.name: list(tool.arguments.model_json_schema().get("properties", {}))
        for tool in tools.all()
    }
    assert {name: set(given) for name, given in parameters.items()} == {
        "pty_spawn": {
            *("command", "args", "workdir", "env", "title", "description"),
            *("notifyOnExit", "timeoutSeconds", "cols", "rows"),
        },
        "pty_write": {"id", "data"},
        "pty_read": {"id", "offset", "limit", "pattern", "ignoreCase"},
        "pty_wait": {"id", "until", "text", "offset", "quietMs", "timeout"},
        "pty_list": set(),
        "pty_resize": {"id", "cols", "rows"},
        "pty_kill": {"id", "signal", "cleanup"},
    }
    assert all(tool.description for tool in tools.all())


async def test_an_agent_works_in_a_terminal(tools: PtyTools) -> None:
    calls = {tool.name: tool for tool in tools.all()}
    spawn = PtySpawnCall(command="sh", title="work", cols=100, rows=30)
    session = await tools.pty_spawn(spawn)
    assert (session.agentId, session.taskId, session.title) == ("a1", "t1", "work")
    await tools.pty_write(PtyWriteCall(id=session.id, data=r"seq 1 50; echo $((6*7))-done\n"))
    await until_seen(tools, session.id, "42-done")
    page = await tools.pty_read(PtyReadCall(id=session.id, pattern="^4[0-9]$", offset=1, limit=3))
    assert [line.text for line in page.lines] == ["41", "42", "43"]
    assert (page.matched, page.hasMore) == (10, True)
    resized = await tools.pty_resize(PtyResizeCall(id=session.id, cols=120, rows=40))
    assert (resized.cols, resized.rows) == (120, 40)
    listed = await calls["pty_list"].call(PtyListCall())
    assert session.id in [one.id for one in listed.sessions]  # type: ignore[attr-defined]
    killed = await tools.pty_kill(PtyKillCall(id=session.id))
    assert (killed.status, killed.endedBy) == ("killed", "a1")
    with pytest.raises(Conflict, match="has ended"):
        await tools.pty_write(PtyWriteCall(id=session.id, data="x"))


async def test_an_agent_cannot_say_that_it_is_another(tools: PtyTools) -> None:
    with pytest.raises(ValidationError, match="agentId"):
        PtySpawnCall.model_validate({"command": "true", "agentId": "a2"})


async def test_each_line_is_asked_for_before_anything_is_typed(booterm: RunningBooTerm) -> None:
    asked: list[TypedLine] = []

    async def permits(session_id: str, line: TypedLine) -> bool:
        asked.append(line)
        return "rm" not in line.text

    tools = PtyTools(booterm.client(agent="a1"), permits)
    mute = ["-c", "stty -echo; echo ready; exec cat"]
    session = await tools.pty_spawn(PtySpawnCall(command="sh", args=mute))
    await until_seen(tools, session.id, "ready")
    await tools.pty_write(PtyWriteCall(id=session.id, data=r"one\ntw"))
    await tools.pty_write(PtyWriteCall(id=session.id, data=r"o\n"))
    assert asked == [TypedLine("one"), TypedLine("two")]
    with pytest.raises(Forbidden, match="'rm -rf x' was not permitted: nothing was typed"):
        await tools.pty_write(PtyWriteCall(id=session.id, data=r"three\nrm -rf x\n"))
    await tools.pty_write(PtyWriteCall(id=session.id, data=r"four\n"))
    await until_seen(tools, session.id, "four")
    lines = (await tools.pty_read(PtyReadCall(id=session.id))).lines
    assert [line.text for line in lines] == ["ready", "one", "two", "four"]
    await tools.pty_kill(PtyKillCall(id=session.id))


async def test_a_write_waits_while_another_is_decided_on(booterm: RunningBooTerm) -> None:
    decided = asyncio.Event()
    asked: list[str] = []

    async def permits(session_id: str, line: TypedLine) -> bool:
        asked.append(line.text)
        await decided.wait()
        return True

    tools = PtyTools(booterm.client(agent="a1"), permits)
    session = await tools.pty_spawn(PtySpawnCall(command="cat"))
    writes = [
        asyncio.create_task(tools.pty_write(PtyWriteCall(id=session.id, data=data)))
        for data in (r"ls\n", "rm -rf ", r"x\n")
    ]
    await asyncio.sleep(0)
    decided.set()
    await asyncio.gather(*writes)
    assert asked == ["ls", "rm -rf x"]
    await tools.pty_kill(PtyKillCall(id=session.id))


async def test_a_line_in_a_session_of_somebody_else_is_not_taken_as_known(
    booterm: RunningBooTerm,
) -> None:
    asked: list[TypedLine] = []

    async def permits(session_id: str, line: TypedLine) -> bool:
        asked.append(line)
        return True

    client = booterm.client(agent="a1")
    session = await client.spawn(PtySpawn(command="cat"))
    tools = PtyTools(client, permits)
    await tools.pty_write(PtyWriteCall(id=session.id, data=r"x\ny\n"))
    assert asked == [TypedLine("x", exact=False), TypedLine("y")]
    await tools.pty_kill(PtyKillCall(id=session.id))


async def test_an_agent_that_ends_takes_its_sessions_along(booterm: RunningBooTerm) -> None:
    tools = PtyTools(booterm.client(agent="ends"))
    session = await tools.pty_spawn(PtySpawnCall(command="sleep", args=["600"]))
    ended = await tools.end_of_agent()
    assert [(one.id, one.status) for one in ended.sessions] == [(session.id, "killed")]


Broken = Callable[[PtyTools], object]


@pytest.mark.parametrize(
    "broken",
    [
        lambda tools: tools.pty_write(PtyWriteCall(id="pty_00000000", data="x")),
        lambda tools: tools.pty_read(PtyReadCall(id="pty_00000000")),
        lambda tools: tools.pty_wait(PtyWaitCall(id="pty_00000000")),
        lambda tools: tools.pty_resize(PtyResizeCall(id="pty_00000000", cols=80, rows=24)),
        lambda tools: tools.pty_kill(PtyKillCall(id="pty_00000000")),
    ],
)
async def test_what_fails_says_so_in_words(tools: PtyTools, broken: Broken) -> None:
    with pytest.raises(BooError, match="There is no terminal 'pty_00000000'"):
        await broken(tools)  # type: ignore[misc]
