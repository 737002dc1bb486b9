"""Waiting ends with what was waited for, with the process, or with the time."""

import asyncio
import time

import pytest

from boocode_app.contracts.terminals import PtySpawn, PtyWait
from boocode_app.core.errors import InvalidInput
from boocode_app.services.terminals.registry import Terminals
from tests.services.terminals.test_registry import sh


async def test_the_end_is_waited_for(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("exit 3"))
    waited = await terminals.wait_for(session.id, PtyWait())
    assert (waited.met, waited.session.exitCode) == ("exit", 3)


async def test_a_text_is_seen_once_it_comes(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("read go; echo Listening on 8000; sleep 600"))
    wanted = PtyWait(until="text", text="Listening on")
    waiting = asyncio.create_task(terminals.wait_for(session.id, wanted))
    terminals.write(session.id, r"go\n")
    waited = await waiting
    assert (waited.met, waited.session.status) == ("text", "running")
    again = await terminals.wait_for(session.id, wanted)
    assert again.met == "text"


async def test_a_text_is_seen_across_colours_chunks_and_in_an_unfinished_line(
    terminals: Terminals,
) -> None:
    script = (
        r"printf '\033[31mre'; sleep 0.1; printf 'ad\033[0my '; sleep 0.1; printf now; sleep 600"
    )
    session = await terminals.spawn(sh(script))
    waited = await terminals.wait_for(session.id, PtyWait(until="text", text="ready now"))
    assert waited.met == "text"


async def test_lines_up_to_the_offset_do_not_count(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("echo done; echo more; read go; echo done; sleep 600"))
    first = await terminals.wait_for(session.id, PtyWait(until="text", text="more"))
    assert first.met == "text"
    later = PtyWait(until="text", text="done", offset=2, timeout=0.2)
    assert (await terminals.wait_for(session.id, later)).met == "timeout"
    terminals.write(session.id, r"\n")
    later = later.model_copy(update={"timeout": 10.0})
    assert (await terminals.wait_for(session.id, later)).met == "text"


async def test_a_text_that_never_comes_ends_with_the_process(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("seq 1 100000"))
    waited = await terminals.wait_for(session.id, PtyWait(until="text", text="never"))
    assert waited.met == "exit"
    last = await terminals.wait_for(session.id, PtyWait(until="text", text="100000"))
    assert last.met == "text"


async def test_quiet_is_counted_from_the_last_output(terminals: Terminals) -> None:
    session = await terminals.spawn(
        sh("for i in 1 2 3 4 5; do echo $i; sleep 0.1; done; sleep 600")
    )
    waited = await terminals.wait_for(session.id, PtyWait(until="quiet", quietMs=300))
    assert (waited.met, waited.session.lastLine) == ("quiet", "5")


async def test_noise_ends_with_the_time(terminals: Terminals) -> None:
    session = await terminals.spawn(PtySpawn(command="yes"))
    waited = await terminals.wait_for(session.id, PtyWait(until="quiet", quietMs=200, timeout=0.4))
    assert waited.met == "timeout"


@pytest.mark.parametrize(
    "wanted",
    [
        PtyWait(),
        PtyWait(until="text", text="never"),
        PtyWait(until="quiet", quietMs=60_000),
    ],
)
async def test_a_daemon_that_holds_the_terminal_holds_up_no_wait(
    terminals: Terminals, wanted: PtyWait
) -> None:
    session = await terminals.spawn(sh("(trap '' HUP; exec setsid sleep 5) & echo started"))
    began = time.monotonic()
    waited = await terminals.wait_for(session.id, wanted)
    assert (waited.met, waited.session.status) == ("exit", "exited")
    assert time.monotonic() - began < 4


async def test_a_text_has_to_be_given(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("exit 0"))
    with pytest.raises(InvalidInput, match="`text`"):
        await terminals.wait_for(session.id, PtyWait(until="text"))
