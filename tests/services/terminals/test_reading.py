"""pty_read shows what a person would have read."""

import asyncio

import pytest

from boocode_app.contracts.terminals import Hello, PtyRead, PtySpawn
from boocode_app.services.terminals.registry import Terminals
from boocode_app.services.terminals.ring import CHUNK
from tests.services.terminals.conftest import DEADLINE_S


async def read_after(terminals: Terminals, script: str) -> PtyRead:
    session = await terminals.spawn(PtySpawn(command="sh", args=["-c", script]))
    await terminals.wait(session.id, DEADLINE_S)
    return await terminals.read(session.id)


async def test_a_progress_bar_is_read_as_it_stands(terminals: Terminals) -> None:
    page = await read_after(terminals, r"printf '10%%\r50%%\r100%%\ndone\n'")
    assert [line.text for line in page.lines] == ["100%", "done"]
    assert page.screen is None


async def test_what_was_painted_on_the_alternate_screen_is_no_line(terminals: Terminals) -> None:
    page = await read_after(
        terminals, r"printf 'one\ntwo\033[?1049h\033[Hpainted\npainted\n\033[?1049l three\nfour\n'"
    )
    assert [(line.number, line.text) for line in page.lines] == [
        (1, "one"),
        (2, "two"),
        (4, " three"),
        (5, "four"),
    ]


async def test_a_painted_screen_is_read_as_it_is_seen(terminals: Terminals) -> None:
    script = r"printf 'before\033[?1049h\033]2;board\007\033[3;5Hhere\033[1;1Htop'; sleep 600"
    session = await terminals.spawn(PtySpawn(command="sh", args=["-c", script], cols=40, rows=6))
    async with asyncio.timeout(DEADLINE_S):
        while (page := await terminals.read(session.id)).screen is None:
            await asyncio.sleep(0.01)
    assert page.screen.lines == ["top", "", "    here", "", "", ""]
    assert (page.screen.row, page.screen.col, page.screen.title) == (0, 3, "board")
    assert page.screen.alternate
    assert [line.text for line in page.lines] == ["before"]


async def test_the_last_line_is_the_one_before_what_is_painted(terminals: Terminals) -> None:
    paint = r"printf 'before\n\033[?1049h'; head -c 300000 /dev/zero | tr '\0' x; echo over"
    session = await terminals.spawn(PtySpawn(command="sh", args=["-c", paint + "; sleep 600"]))
    seen = terminals.get(session.id)
    async with asyncio.timeout(DEADLINE_S):
        with seen.output.watched() as changed:
            while seen.ring.newlines < 2:
                changed.clear()
                await changed.wait()
    assert seen.describe().lastLine == "before"
    assert seen.history.alternate_at(seen.ring.end)


async def test_bars_of_several_rows_are_read_as_they_are_seen(terminals: Terminals) -> None:
    page = await read_after(terminals, r"printf 'a 1%%\nb 1%%\n\033[2Aa 99%%\nb 98%%\n'")
    assert page.screen is not None
    assert page.screen.lines[:3] == ["a 99%", "b 98%", ""]


async def test_a_session_keeps_its_last_50000_lines_and_tells_the_oldest(
    terminals: Terminals,
) -> None:
    few = await terminals.spawn(PtySpawn(command="seq", args=["50000"]))
    many = await terminals.spawn(PtySpawn(command="seq", args=["200000"]))
    few = await terminals.wait(few.id, DEADLINE_S)
    many = await terminals.wait(many.id, DEADLINE_S)
    assert (few.firstLine, few.totalLines) == (1, 50_000)
    assert many.firstLine > 1
    assert 50_000 <= many.totalLines - many.firstLine < 50_000 + 2 * CHUNK / len("100000\r\n")
    page = await terminals.read(many.id, limit=1)
    assert [line.text for line in page.lines] == [str(many.firstLine)]
    hello = await terminals.get(many.id).attach(None).next()
    assert isinstance(hello, Hello)
    assert hello.session.firstLine == many.firstLine


@pytest.mark.parametrize("size", [1, 2, 3, 5])
async def test_no_border_splits_a_character(terminals: Terminals, size: int) -> None:
    text = "naïve 日本語 👍 ende"
    script = (
        f"import os\nfor i in range(0, 99, {size}):\n os.write(1, {text.encode()!r}[i:i+{size}])"
    )
    session = await terminals.spawn(PtySpawn(command="python3", args=["-c", script]))
    await terminals.wait(session.id, DEADLINE_S)
    assert [line.text for line in (await terminals.read(session.id)).lines] == [text]
