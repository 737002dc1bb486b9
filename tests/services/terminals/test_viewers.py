"""Several viewers of one session: nothing is lost or doubled, and only the owner sets the pace."""

import asyncio
import random
from pathlib import Path

import pytest

from boocode_app.contracts.terminals import HIGH_MARK, Fault, PtySession, PtySpawn, Resized
from boocode_app.services.terminals.audience import Patience
from boocode_app.services.terminals.protocol import ClientEnd
from boocode_app.services.terminals.registry import Terminals
from boocode_app.services.terminals.ring import CAPACITY
from tests.services.terminals.conftest import DEADLINE_S, Client, Watch

FLOOD = ["-c", "exec yes 'the quick brown fox jumps over the lazy dog'"]


async def flood(terminals: Terminals) -> PtySession:
    return await terminals.spawn(PtySpawn(command="sh", args=FLOOD))


async def settle(terminals: Terminals, session_id: str) -> int:
    """The end of the output once the PTY is paused."""
    session = terminals.get(session_id)
    assert session.pty is not None
    async with asyncio.timeout(DEADLINE_S):
        while session.pty.reading:
            await asyncio.sleep(0.005)
    return session.ring.end


async def test_a_viewer_that_comes_back_gets_every_byte_once(
    terminals: Terminals, watch: Watch
) -> None:
    chance = random.Random(42)
    session = await terminals.spawn(PtySpawn(command="sh", args=["-c", "seq 1 1500000"]))
    steady = watch(session.id)
    whole, cursor, breaks = b"", None, 0
    following = asyncio.create_task(steady.to_the_end())
    while True:
        client = watch(session.id, cursor)
        stay = chance.randrange(1, 12) if breaks < 20 else 10**9
        while stay and await client.step():
            stay -= 1
        assert not any(hello.reset for hello in client.hellos) or cursor is None
        whole += client.output
        cursor = client.end.cursor
        terminals.get(session.id).detach(client.viewer, clean=False)
        if client.exited:
            break
        breaks += 1
    await following
    expected = b"".join(b"%d\r\n" % number for number in range(1, 1_500_001))
    assert breaks == 20
    assert whole == steady.output == expected


async def test_a_viewer_that_acknowledges_nothing_stops_the_flood(
    terminals: Terminals, watch: Watch
) -> None:
    session = await flood(terminals)
    client = watch(session.id, acks=False)
    end = await settle(terminals, session.id)
    start = (await client_hello(client)).cursor
    assert HIGH_MARK < end - start < HIGH_MARK + 2 * 65_536
    await client.until(lambda c: (c.end.cursor or 0) == end)
    client.acks = True
    client.viewer.receive(client.end.ack_due(idle=True) or "")
    await client.until(lambda c: len(c.output) > 4 * CAPACITY)
    line = b"the quick brown fox jumps over the lazy dog\r\n"
    assert client.output == (line * (len(client.output) // len(line) + 1))[: len(client.output)]


async def client_hello(client: Client):  # type: ignore[no-untyped-def]
    await client.until(lambda c: bool(c.hellos))
    return client.hellos[0]


async def test_a_passive_viewer_that_lags_slows_nobody_and_begins_anew(
    terminals: Terminals, watch: Watch
) -> None:
    session = await flood(terminals)
    owner = watch(session.id)
    passive = watch(session.id, acks=False)
    await passive.until(lambda c: not c.viewer.end.window_open)
    await owner.until(lambda c: len(c.output) > CAPACITY + 4 * HIGH_MARK)
    assert len(passive.output) < HIGH_MARK + 65_536 + 1
    passive.acks = True
    passive.viewer.receive(passive.end.ack_due(idle=True) or "")
    await passive.until(lambda c: len(c.hellos) == 2)
    assert passive.hellos[1].reset
    await passive.until(lambda c: len(c.output) > 100)
    assert passive.output.startswith(b"the quick brown")


async def test_who_types_becomes_the_owner_and_sets_the_pace(
    terminals: Terminals, watch: Watch
) -> None:
    session = await flood(terminals)
    first = watch(session.id)
    second = watch(session.id, acks=False)
    second.viewer.receive('{"t":"resize","cols":100,"rows":30}')
    reading = asyncio.create_task(first.until(lambda c: Resized(cols=100, rows=30) in c.notices))
    await reading
    await settle(terminals, session.id)
    first.viewer.receive(b"x")
    await first.until(lambda c: len(c.output) > CAPACITY)
    assert second.notices == []


async def test_the_place_of_a_viewer_that_broke_off_is_held(
    terminals: Terminals, watch: Watch
) -> None:
    session = await flood(terminals)
    client = watch(session.id)
    await client.until(lambda c: len(c.output) > 100_000)
    terminals.get(session.id).detach(client.viewer, clean=False)
    await settle(terminals, session.id)
    back = watch(session.id, client.end.cursor)
    await back.until(lambda c: len(c.output) > 2 * CAPACITY)
    assert [hello.reset for hello in back.hellos] == [False]


async def test_who_comes_back_to_its_place_sets_the_pace_again_whoever_watches(
    terminals: Terminals, watch: Watch
) -> None:
    session = await flood(terminals)
    steady = watch(session.id)
    following = asyncio.create_task(steady.to_the_end())
    client = watch(session.id)
    client.viewer.receive(b"x")
    await client.until(lambda c: len(c.output) > 100_000)
    terminals.get(session.id).detach(client.viewer, clean=False)
    back = watch(session.id, client.end.cursor)
    await settle(terminals, session.id)
    await back.until(lambda c: len(c.output) > 2 * CAPACITY)
    assert [hello.reset for hello in back.hellos] == [False]
    following.cancel()


@pytest.mark.parametrize("noticed", [True, False])
async def test_who_is_back_before_its_broken_connection_is_noticed_sets_the_pace(
    tmp_path: Path, environ: dict[str, str], noticed: bool
) -> None:
    patience = Patience(stall_s=600, hold_s=600, doubt_s=0.2)
    terminals = Terminals(tmp_path, environ=environ, patience=patience)
    await terminals.start()
    session = await flood(terminals)
    terminals.attach(session.id, None)  # who only watches, and acknowledges nothing
    _, broken = terminals.attach(session.id, None)
    client = Client(broken, ClientEnd())
    broken.receive(b"x")
    await client.until(lambda c: len(c.output) > CAPACITY)
    client.acks = False
    await settle(terminals, session.id)
    _, client.viewer = terminals.attach(session.id, str(client.end.cursor))
    if noticed:
        terminals.get(session.id).detach(broken, clean=False)
    client.acks = True
    seen = len(client.output)
    await client.until(lambda c: len(c.output) > seen + 2 * CAPACITY)
    assert [hello.reset for hello in client.hellos] == [True, False]
    await terminals.close()


async def test_a_viewer_that_left_holds_nothing_up(terminals: Terminals, watch: Watch) -> None:
    session = await flood(terminals)
    client = watch(session.id, acks=False)
    await settle(terminals, session.id)
    terminals.get(session.id).detach(client.viewer, clean=True)
    late = watch(session.id, client.end.cursor or 0)
    await late.until(lambda c: len(c.output) > 2 * CAPACITY)


@pytest.mark.parametrize("gone", [True, False])
async def test_patience_with_an_owner_that_is_gone_or_silent_ends(
    tmp_path: Path, environ: dict[str, str], gone: bool
) -> None:
    terminals = Terminals(tmp_path, environ=environ, patience=Patience(stall_s=0.2, hold_s=0.2))
    await terminals.start()
    session = await flood(terminals)
    _, viewer = terminals.attach(session.id, None)
    client = Client(viewer, ClientEnd(), acks=False)
    end = await settle(terminals, session.id)
    if gone:
        terminals.get(session.id).detach(viewer, clean=False)
    async with asyncio.timeout(DEADLINE_S):
        while terminals.get(session.id).ring.end < end + 2 * CAPACITY:
            await asyncio.sleep(0.01)
    if not gone:
        await client.until(lambda c: not c.viewer.end.window_open)
        client.acks = True
        client.viewer.receive(client.end.ack_due(idle=True) or "")
        await client.until(lambda c: len(c.hellos) == 2)
    await terminals.close()


async def test_a_cursor_beyond_the_output_begins_anew(terminals: Terminals, watch: Watch) -> None:
    session = await terminals.spawn(PtySpawn(command="sh", args=["-c", "echo hi; sleep 600"]))
    client = watch(session.id, 10_000)
    await client.until(lambda c: b"hi" in c.output)
    assert client.hellos[0].reset
    assert client.hellos[0].cursor == 0


async def test_a_new_viewer_gets_the_scrollback_from_a_line_border(
    terminals: Terminals, watch: Watch
) -> None:
    session = await terminals.spawn(PtySpawn(command="sh", args=["-c", "seq 1 600000"]))
    await terminals.wait(session.id, DEADLINE_S)
    client = watch(session.id)
    await client.to_the_end()
    lines = client.output.split(b"\r\n")
    assert client.hellos[0].cursor > 0
    assert int(lines[0]) == 600_000 - len(lines) + 2
    assert client.exited is not None
    assert client.exited.session.exitCode == 0


async def test_a_bad_frame_is_answered_and_the_session_goes_on(
    terminals: Terminals, watch: Watch
) -> None:
    session = await terminals.spawn(PtySpawn())
    client = watch(session.id)
    for _ in range(100):
        client.viewer.receive("nonsense")
    client.viewer.receive(b"echo $((6*7))\n")
    await client.until(lambda c: b"42" in c.output)
    assert all(isinstance(notice, Fault) for notice in client.notices)
    assert 0 < len(client.notices) <= 16
