"""A recording can be played: header, times, sizes, whole characters."""

import asyncio
import itertools
import json
from typing import Any

from boocode_app.contracts.terminals import PtySpawn
from boocode_app.services.terminals.recording import record
from boocode_app.services.terminals.registry import Terminals
from boocode_app.services.terminals.timeline import LIMIT, Timeline
from tests.services.terminals.conftest import DEADLINE_S, Watch


async def recorded(terminals: Terminals, session_id: str, *, follow: bool = False) -> list[Any]:
    async with asyncio.timeout(DEADLINE_S):
        text = "".join([part async for part in record(terminals.get(session_id), follow=follow)])
    return [json.loads(line) for line in text.splitlines()]


def said(events: list[Any]) -> str:
    return "".join(text for _, kind, text in events if kind == "o")


async def test_a_session_that_ended_is_recorded_with_its_times(terminals: Terminals) -> None:
    script = "printf 'h\\303'; sleep 0.3; printf '\\251 there\\n'"
    session = await terminals.spawn(PtySpawn(command="sh", args=["-c", script], title="greeting"))
    await terminals.wait(session.id, DEADLINE_S)
    header, *events = await recorded(terminals, session.id)
    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    assert header["title"] == "greeting"
    assert [text for _, _, text in events] == ["h", "é there\r\n"]
    assert events[0][0] == 0
    assert 0.2 < events[1][0] < 10


async def test_a_new_size_is_recorded_where_it_came(terminals: Terminals, watch: Watch) -> None:
    session = await terminals.spawn(PtySpawn(command="cat"))
    client = watch(session.id)
    terminals.write(session.id, r"before\n")
    await client.until(lambda c: c.output.count(b"before") == 2)
    terminals.get(session.id).resize(100, 30)
    terminals.write(session.id, r"after\n")
    await client.until(lambda c: c.output.count(b"after") == 2)
    _, *events = await recorded(terminals, session.id)
    sized = next(n for n, (_, kind, _) in enumerate(events) if kind == "r")
    assert events[sized][2] == "100x30"
    assert "before" in said(events[:sized])
    assert "after" not in said(events[:sized])
    assert "after" in said(events[sized:])


async def test_it_follows_a_session_to_its_end(terminals: Terminals) -> None:
    session = await terminals.spawn(PtySpawn(command="sh", args=["-c", "read go; seq 1 30000"]))
    following = asyncio.create_task(recorded(terminals, session.id, follow=True))
    while not terminals.get(session.id).describe().viewers:
        await asyncio.sleep(0.005)
    terminals.write(session.id, r"go\n")
    _, *events = await following
    assert said(events) == "go\r\n" + "".join(f"{n}\r\n" for n in range(1, 30_001))
    moments = [moment for moment, _, _ in events]
    assert moments == sorted(moments)
    assert terminals.get(session.id).describe().viewers == 0


def test_a_timeline_stays_small_and_covers_everything() -> None:
    times = Timeline()
    for number in range(3 * LIMIT):
        times.note(number * 10, number * 0.5)
    assert len(times) <= LIMIT
    pieces = list(times.pieces(5, 30 * LIMIT, 0.0))
    assert pieces[0][0] == 5
    assert pieces[-1][1] == 30 * LIMIT
    assert all(one[1] == two[0] and one[2] <= two[2] for one, two in itertools.pairwise(pieces))
