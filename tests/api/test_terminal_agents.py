"""What agents ask of BooTerm, over the wire, with the client that they use."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from boocode_app.contracts.terminals import (
    PtyKill,
    PtyNotice,
    PtySpawn,
    PtyTicketRequest,
    PtyWait,
    PtyWrite,
)
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.errors import Forbidden, InvalidInput, MalformedHeader, NotFound, Unavailable
from boocode_app.services.terminals.client import BooTermClient
from tests.booterm import DEADLINE_S, RunningBooTerm, booterm_at, shared_booterm


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBooTerm]:
    with shared_booterm(tmp_path_factory.mktemp("home")) as booterm:
        yield booterm


@pytest.fixture
async def booterm(daemon: RunningBooTerm) -> AsyncIterator[RunningBooTerm]:
    """One for all tests: each has agents of its own."""
    yield daemon
    await daemon.leave()


@pytest.fixture
def agent() -> str:
    return f"a/{secrets.token_hex(4)}"


def sh(script: str, **more: object) -> PtySpawn:
    return PtySpawn(command="sh", args=["-c", script], **more)  # type: ignore[arg-type]


async def told(client: BooTermClient, agent: str, count: int, after: int = 0) -> list[PtyNotice]:
    """The first `count` notices of `agent`."""
    seen: list[PtyNotice] = []
    async with asyncio.timeout(DEADLINE_S), aclosing(client.notices(agent, after)) as notices:
        async for notice in notices:
            seen.append(notice)
            if len(seen) == count:
                break
    return seen


async def test_the_header_says_who_spawned_a_session(booterm: RunningBooTerm, agent: str) -> None:
    client = booterm.client(
        agent=agent, task="t1", title="mine", notify_on_exit=True, others={"colour": "red"}
    )
    session = await client.spawn(sh("exit 0"))
    assert (session.agentId, session.taskId, session.title) == (agent, "t1", "mine")
    assert (session.notifyOnExit, session.flags) == (True, {"colour": "red"})
    listed = (await client.list()).sessions
    assert session.id in [one.id for one in listed]
    headers = {"Authorization": f"Bearer {Credentials.at(booterm.settings.home).token}"}
    async with httpx.AsyncClient(base_url=booterm.url, headers=headers, trust_env=False) as http:
        bad = await http.post(
            "/api/pty/spawn", json={}, headers={"X-Agent-Flags": 'agent="a1"; task=;'}
        )
        assert bad.status_code == 400
        assert "position 17: " in bad.json()["detail"]
        assert bad.json()["errors"][0]["field"] == "X-Agent-Flags"
        twice = await http.post(
            "/api/pty/spawn",
            json={},
            headers=[("X-Agent-Flags", "agent=a"), ("X-Agent-Flags", "agent=b")],
        )
        assert twice.status_code == 400
    assert len((await client.list()).sessions) == len(listed)


async def test_the_words_of_a_refusal_reach_the_caller(booterm: RunningBooTerm, agent: str) -> None:
    client = booterm.client(agent=agent)
    with pytest.raises(NotFound, match="pty_00000000"):
        await client.get("pty_00000000")
    with pytest.raises(InvalidInput, match="not found") as raised:
        await client.spawn(PtySpawn(command="no-such-command"))
    assert raised.value.fields[0].field == "command"
    with pytest.raises(MalformedHeader, match="agent was expected to have a text"):
        await booterm.client(agent=" ").spawn(sh("exit 0"))


async def test_a_caller_that_only_reads_changes_nothing(
    booterm: RunningBooTerm, agent: str
) -> None:
    session = await booterm.client(agent=agent).spawn(sh("sleep 600"))
    reader = booterm.client(agent="a2", readonly=True)
    assert (await reader.get(session.id)).id == session.id
    with pytest.raises(Forbidden, match="readonly"):
        await reader.kill(session.id, PtyKill())
    with pytest.raises(Forbidden, match="readonly"):
        await reader.write(session.id, PtyWrite(data="x"))
    with pytest.raises(Forbidden, match="readonly"):
        await reader.end_of_agent(agent)
    assert (await reader.get(session.id)).status == "running"


async def test_notices_come_once_and_survive_the_death_of_booterm(
    booterm: RunningBooTerm, agent: str
) -> None:
    client = booterm.client(agent=agent)
    first = await client.spawn(sh("echo one; exit 3", notifyOnExit=True))
    second = await client.spawn(sh("echo two", notifyOnExit=True))
    await client.spawn(sh("echo other", notifyOnExit=True, agentId=agent + "2"))
    notices = await told(client, agent, 2)
    by_session = {notice.session.id: notice for notice in notices}
    assert "Exit Code: 3\nOutput Lines: 1\nLast Line: one" in by_session[first.id].text
    assert [n.seq for n in await told(client, agent, 1, notices[0].seq)] == [notices[1].seq]
    assert await client.acknowledge(by_session[first.id].id) == 1
    running = await client.spawn(sh("trap 'exit 0' HUP; sleep 600", notifyOnExit=True))
    await booterm.kill()
    await booterm.start()
    again = await told(client, agent, 2)
    assert again[0] == by_session[second.id]
    assert (again[1].session.id, again[1].session.status) == (running.id, "lost")
    assert await client.acknowledge(*(notice.id for notice in again)) == 2
    assert await client.acknowledge(*(notice.id for notice in again)) == 0
    assert [n.agentId for n in await told(client, agent + "2", 1)] == [agent + "2"]


async def test_a_stream_says_that_it_lives_and_goes_on_at_last_event_id(
    booterm: RunningBooTerm,
    agent: str,
) -> None:
    client = booterm.client(agent=agent)
    await client.spawn(sh("exit 1", notifyOnExit=True))
    await client.spawn(sh("exit 2", notifyOnExit=True))
    first, second = await told(client, agent, 2)
    headers = {
        "Authorization": f"Bearer {Credentials.at(booterm.settings.home).token}",
        "X-Agent-Flags": f'agent="{agent}"',
        "Last-Event-ID": str(first.seq),
    }
    async with (
        httpx.AsyncClient(trust_env=False, headers=headers) as http,
        http.stream("GET", f"{booterm.url}/api/pty/events") as stream,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        text = ""
        async for piece in stream.aiter_text():
            text += piece
            if "event: exit" in text and text.endswith("\n\n"):
                break
    assert text.startswith("event: ping")
    assert f"id: {second.seq}" in text
    assert f"id: {first.seq}" not in text


async def test_a_wait_is_answered(booterm: RunningBooTerm, agent: str) -> None:
    client = booterm.client(agent=agent)
    session = await client.spawn(sh("echo ready; read line; exit 7"))
    seen = await client.wait(session.id, PtyWait(until="text", text="ready"))
    assert seen.met == "text"
    quiet = await client.wait(session.id, PtyWait(until="quiet", quietMs=50))
    assert quiet.met == "quiet"
    late = await client.wait(session.id, PtyWait(timeout=0.05))
    assert (late.met, late.session.status) == ("timeout", "running")
    await client.write(session.id, PtyWrite(data=r"\n"))
    over = await client.wait(session.id, PtyWait())
    assert (over.met, over.session.exitCode) == ("exit", 7)
    with pytest.raises(InvalidInput, match="text"):
        await client.wait(session.id, PtyWait(until="text"))


async def test_an_agents_sessions_end_with_it(booterm: RunningBooTerm, agent: str) -> None:
    client = booterm.client(agent=agent)
    mine = await client.spawn(sh("sleep 600", notifyOnExit=True))
    other = await client.spawn(sh("sleep 600", agentId=agent + "2"))
    ended = await client.end_of_agent(agent)
    assert [(one.id, one.status) for one in ended.sessions] == [(mine.id, "killed")]
    assert (await client.get(other.id)).status == "running"
    await client.spawn(sh("exit 0", notifyOnExit=True))
    [notice] = await told(client, agent, 1)
    assert notice.session.id != mine.id


@pytest.mark.parametrize("auth", ["token", "off"])
async def test_a_ticket_opens_one_socket_of_its_session_once(tmp_path: Path, auth: str) -> None:
    async with booterm_at(tmp_path, BOOCODE_AUTH=auth) as booterm:
        client = booterm.client(agent="a1")
        session = await client.spawn(sh("echo hello; sleep 600"))
        other = await client.spawn(sh("sleep 600"))
        ticket = await client.ticket(session.id, PtyTicketRequest())
        page = f"http://127.0.0.1:{booterm.settings.port}"
        address = booterm.url.replace("http", "ws") + "/api/pty"
        url = f"{address}/{session.id}/ws?ticket="
        async with connect(url + ticket.ticket, origin=page, proxy=None) as socket:
            assert '"t":"hello"' in str(await asyncio.wait_for(socket.recv(), DEADLINE_S))
        elsewhere = await client.ticket(session.id, PtyTicketRequest())
        abroad = await client.ticket(session.id, PtyTicketRequest())
        refused = [
            (url + ticket.ticket, page),
            (f"{address}/{other.id}/ws?ticket={elsewhere.ticket}", page),
            (url + elsewhere.ticket, page),
            (url + abroad.ticket, "http://evil.example"),
            (url, page),
        ]
        for target, origin in refused:
            with pytest.raises(InvalidStatus):
                await connect(target, origin=origin, proxy=None)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            await client.ticket("pty_00000000", PtyTicketRequest())


async def test_a_booterm_that_is_down_is_told_of_in_words(tmp_path: Path) -> None:
    client = RunningBooTerm(tmp_path).client(agent="a1")
    with pytest.raises(Unavailable, match="cannot be reached"):
        await client.list()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await told(client, "a1", 1)
    await client.aclose()
