"""What programs paint is shown again as it stood, also when its beginning has left the ring."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from boocode_app.contracts.terminals import PtySpawn
from boocode_app.services.terminals.history import History
from boocode_app.services.terminals.pictures import FLOOD, Pictures
from boocode_app.services.terminals.protocol import ClientEnd
from boocode_app.services.terminals.registry import Terminals
from boocode_app.services.terminals.ring import CAPACITY, CHUNK, Ring
from boocode_app.services.terminals.screen import Screen
from boocode_app.services.terminals.session import Session
from tests.services.terminals.conftest import DEADLINE_S, Client, Watch

WORDS = "\n".join(f"line {n}: naïve 日本語 e\u0301 👍" for n in range(300))
PAINTS = r"printf '\033[1;32m日本\033[0m e\314\201\n\033[44m%d%%\r' 1 50 99; exec sleep 600"
EDITS = ["-u", "NONE", "-i", "NONE", "-n", "-c", "set nu title", "FILE"]
PROGRAMS = {
    "vim": (EDITS, r"20jihello\x1b", "hello"),
    "less": (["-+X", "FILE"], r" /line 90\r", "line 90"),
    "top": (["-d", "0.2"], "1", "PID"),
    "sh": (["-c", PAINTS], "", "99%"),
}


def screen_of(client: Client) -> Screen:
    """What the client's terminal shows."""
    screen = Screen(80, 24)
    screen.feed(client.hellos[-1].preamble.encode() + client.output)
    return screen


def same(one: Screen, other: Screen) -> bool:
    for screen in (one, other):
        screen.modes.cleared_at = None
    return (one.cells, one.cursor, one.modes) == (other.cells, other.cursor, other.modes)


async def settled(client: Client, seen: Callable[[Screen], bool]) -> Screen:
    """The client's screen once `seen` holds and nothing more comes for a while."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            try:
                async with asyncio.timeout(0.15):
                    assert await client.step()
            except TimeoutError:
                if seen(screen := screen_of(client)):
                    return screen


@pytest.mark.parametrize("program", [name for name in PROGRAMS if shutil.which(name)])
async def test_a_second_viewer_sees_the_same(
    program: str, terminals: Terminals, watch: Watch, tmp_path: Path
) -> None:
    arguments, keys, sign = PROGRAMS[program]
    (tmp_path / "words").write_text(WORDS)
    args = [str(tmp_path / "words") if a == "FILE" else a for a in arguments]
    session = await terminals.spawn(PtySpawn(command=program, args=args))
    first = watch(session.id)
    await first.until(lambda c: len(c.output) > 10)
    if keys:
        terminals.write(session.id, keys)
    if program == "top":
        await first.until(lambda c: len(c.output) > 8000)
        before = screen_of(first)
    else:
        before = await settled(first, lambda screen: any(sign in line for line in screen.lines))
    second = watch(session.id)
    await second.until(lambda c: c.end.cursor == first.end.cursor)
    assert any(sign in line for line in before.lines)
    assert same(screen_of(second), before)


@pytest.fixture
async def drawn() -> AsyncIterator[Callable[[bytes], "asyncio.Future[History]"]]:
    """`await drawn(pieces)`: the history of that output, pictures and all."""

    async def history_of(output: bytes) -> History:
        history = History(Ring(), 80, 24)
        pictures = Pictures(history, clock=itertools.count().__next__)
        for at in range(0, len(output), 4096):
            history.ring.append(output[at : at + 4096])
            if (state := history.grew()) is not None:
                pictures.grew(state)
                while pictures.drawing is not None:
                    await asyncio.wait([pictures.drawing])
                    await asyncio.sleep(0)
        return history

    return history_of  # type: ignore[misc]


def replayed(history: History, limit: int) -> Screen:
    replay = history.replay(limit)
    screen = Screen(80, 24)
    screen.feed(replay.preamble.encode())
    screen.feed(history.ring.read(replay.cursor, history.ring.end - replay.cursor))
    return screen


@pytest.mark.parametrize("enter", [b"\x1b[?1049h", b"\x1b[H\x1b[2J"])
async def test_a_frame_that_was_drawn_once_outlives_the_ring(drawn, enter: bytes) -> None:  # type: ignore[no-untyped-def]
    frame = (
        b"$ htop\r\n" + enter + b"\x1b]0;htop\x07\x1b[?1000h\x1b[1;1H\x1b[7mMem[\x1b[m\x1b[24;1HF10"
    )
    frame += b"\x1b[?25l"
    ticks = b"".join(
        b"\x1b[12;%dH\x1b[3%dm%06d\x1b[m" % (1 + n % 60, n % 8, n) for n in range(150_000)
    )
    assert len(ticks) > CAPACITY + 2 * CHUNK
    whole = Screen(80, 24)
    whole.feed(frame + ticks)
    history = await drawn(frame + ticks)
    assert history.ring.start > len(frame)
    for limit in (CAPACITY, 256 * 1024, 32 * 1024):
        assert same(replayed(history, limit), whole), limit
    assert sum(len(picture.preamble) for picture in history.pictures) < 200_000


async def test_a_flood_that_paints_is_not_drawn() -> None:
    history = History(Ring(), 80, 24)
    pictures = Pictures(history, clock=itertools.count(step=CHUNK / FLOOD / 2).__next__)
    for _ in range(20):
        history.ring.append(b"\x1b[H\x1b[2J\x1b[5;5Hx" * (CHUNK // 14))
        if (state := history.grew()) is not None:
            pictures.grew(state)
            assert pictures.drawing is None
    assert not history.pictures


async def test_a_colour_that_was_set_long_ago_is_shown_again(drawn) -> None:  # type: ignore[no-untyped-def]
    output = b"\x1b]0;build\x07\x1b[?2004h\x1b[1;33m" + b"a line of the build\r\n" * 150_000
    whole = Screen(80, 24)
    whole.feed(output)
    history = await drawn(output)
    assert not history.pictures
    for limit in (CAPACITY, 32 * 1024):
        assert same(replayed(history, limit), whole)


def tail_of(session: Session) -> bytes:
    ring = session.ring
    return ring.read(max(0, ring.end - 10), 10)


async def test_a_lost_session_keeps_its_last_screen(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    script = r"printf '\033[?1049h\033[HThe head'; i=0; while [ $i -lt 9000 ]; do " \
             r"i=$((i+1)); printf '\033[5;5H%d' $i; done; sleep 600"  # fmt: skip
    first = Terminals(tmp_path, environ=environ)
    await first.start()
    session = await first.spawn(PtySpawn(command="sh", args=["-c", script]))
    async with asyncio.timeout(DEADLINE_S):
        while not tail_of(first.get(session.id)).endswith(b"9000"):
            await asyncio.sleep(0.02)
    await first._keeper.saved(first.get(session.id))
    second = Terminals(tmp_path, environ=environ)
    await second.start()
    lost, viewer = second.attach(session.id, None)
    assert lost.describe().status == "lost"
    client = Client(viewer, ClientEnd())
    await client.to_the_end()
    screen = screen_of(client)
    assert (screen.lines[0], screen.lines[4]) == ("The head", "    9000")
    assert screen.modes.alternate
    await second.close()
    await first.close()
