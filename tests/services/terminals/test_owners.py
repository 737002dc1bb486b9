"""A session belongs to its agent or to people: the other may look, and is refused in words."""

import asyncio

import pytest

from boocode_app.contracts.terminals import Fault, Owned, PtySession, PtySpawn
from boocode_app.core.errors import Conflict
from boocode_app.services.terminals.protocol import ClientEnd
from boocode_app.services.terminals.registry import Terminals
from tests.services.terminals.conftest import DEADLINE_S, Client, Watch


async def of_agent(terminals: Terminals) -> PtySession:
    return await terminals.spawn(PtySpawn(command="cat", agentId="helper"))


async def test_a_person_is_refused_in_an_agents_session_until_taking_over(
    terminals: Terminals, watch: Watch
) -> None:
    session = await of_agent(terminals)
    assert session.owner == "agent"
    client = watch(session.id)
    client.viewer.receive(b"by hand\n")
    await client.until(lambda c: bool(c.notices))
    assert isinstance(fault := client.notices[0], Fault)
    assert "'helper' works in this terminal: take it over" in fault.detail
    terminals.get(session.id).hand_to("person")
    client.viewer.receive(b"by hand\n")
    await client.until(lambda c: b"by hand" in c.output)
    assert Owned(owner="person") in client.notices


async def test_an_agent_is_refused_until_it_is_handed_back(
    terminals: Terminals, watch: Watch
) -> None:
    session = await of_agent(terminals)
    terminals.get(session.id).hand_to("person")
    with pytest.raises(Conflict, match="A person has the terminal"):
        terminals.write(session.id, "x", agent="helper")
    terminals.get(session.id).hand_to("agent")
    assert terminals.write(session.id, r"back\n", agent="helper") == 5
    await watch(session.id).until(lambda c: b"back" in c.output)


async def test_a_persons_session_cannot_be_handed_to_nobody(terminals: Terminals) -> None:
    session = await terminals.spawn(PtySpawn(command="cat"))
    with pytest.raises(Conflict, match="No agent spawned"):
        terminals.get(session.id).hand_to("agent")


async def test_what_the_terminal_itself_reports_is_let_through(
    terminals: Terminals, watch: Watch
) -> None:
    session = await of_agent(terminals)
    client = watch(session.id)
    client.viewer.receive(b"\x1b[?1;2c\x1b[12;40R")
    client.viewer.receive(b"\x1b[A")
    await client.until(lambda c: b"40R" in c.output)
    await client.until(lambda c: bool(c.notices))
    assert len(client.notices) == 1


async def test_who_only_looks_neither_types_nor_paces(terminals: Terminals) -> None:
    session = await terminals.spawn(PtySpawn(command="cat"))
    _, viewer = terminals.attach(session.id, None, readonly=True)
    looker = Client(viewer, ClientEnd(), acks=False)
    viewer.receive(b"typed\n")
    viewer.receive('{"t":"resize","cols":33,"rows":9}')
    await looker.until(lambda c: len(c.notices) == 2)
    assert all(isinstance(n, Fault) and "only shows" in n.detail for n in looker.notices)
    assert terminals.get(session.id).describe().cols == 80
    assert b"typed" not in looker.output


async def test_a_flood_does_not_wait_for_who_only_looks(terminals: Terminals) -> None:
    session = await terminals.spawn(PtySpawn(command="sh", args=["-c", "seq 1 300000"]))
    terminals.attach(session.id, None, readonly=True)
    async with asyncio.timeout(DEADLINE_S):
        assert (await terminals.wait(session.id, DEADLINE_S)).exitCode == 0
