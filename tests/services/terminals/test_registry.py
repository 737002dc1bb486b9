"""Sessions are started, read, written and ended."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from boocode_app.contracts.terminals import PtyKill, PtySession, PtySpawn
from boocode_app.core.errors import Conflict, NotFound, Unavailable
from boocode_app.services.terminals.processes import members
from boocode_app.services.terminals.pty import INPUT_LIMIT
from boocode_app.services.terminals.registry import Terminals
from tests.services.terminals.conftest import DEADLINE_S, Watch


def sh(script: str, **more: object) -> PtySpawn:
    return PtySpawn(command="sh", args=["-c", script], **more)  # type: ignore[arg-type]


def still_there(session: PtySession) -> list[int]:
    """The processes of a session that was running when it was described."""
    assert session.pid is not None
    return members(frozenset({session.pid}))


async def test_a_command_runs_in_its_folder_and_its_end_is_known(
    terminals: Terminals, tmp_path: Path
) -> None:
    spawned = await terminals.spawn(sh("pwd; exit 3", workdir=str(tmp_path), title="where"))
    assert re.fullmatch("pty_[0-9a-f]{8}", spawned.id)
    ended = await terminals.wait(spawned.id, DEADLINE_S)
    assert (ended.status, ended.exitCode, ended.signal) == ("exited", 3, None)
    assert (ended.title, ended.totalLines, ended.lastLine) == ("where", 1, str(tmp_path))
    assert ended.exitedAt is not None


async def test_a_silent_process_has_no_lines(terminals: Terminals) -> None:
    ended = await terminals.wait((await terminals.spawn(sh("exit 0"))).id, DEADLINE_S)
    assert (ended.totalLines, ended.lastLine) == (0, "")


async def test_what_is_typed_reaches_the_process(terminals: Terminals, watch: Watch) -> None:
    session = await terminals.spawn(PtySpawn())
    client = watch(session.id)
    assert terminals.write(session.id, r"echo $((6*7))\n") == 14
    await client.until(lambda c: b"42" in c.output)
    lines = (await terminals.read(session.id, pattern="42$")).lines
    assert [line.text.split()[-1] for line in lines] == ["42"]


async def test_all_output_is_there_when_the_end_is_told(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("seq 1 20000"))
    ended = await terminals.wait(session.id, DEADLINE_S)
    assert (ended.totalLines, ended.lastLine) == (20000, "20000")
    page = await terminals.read(session.id, offset=19_998)
    assert [(line.number, line.text) for line in page.lines] == [(19999, "19999"), (20000, "20000")]


async def test_lines_keep_their_numbers_when_the_first_are_forgotten(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("seq 1 500000"))
    await terminals.wait(session.id, DEADLINE_S)
    page = await terminals.read(session.id, limit=3)
    assert page.firstLine > 1
    assert page.lines[0].number == page.firstLine
    assert all(line.text == str(line.number) for line in page.lines)


async def test_a_child_that_holds_the_terminal_does_not_hold_up_the_end(
    terminals: Terminals,
) -> None:
    session = await terminals.spawn(sh("trap '' HUP; sleep 6 & echo ready"))
    ended = await terminals.wait(session.id, 5)
    assert (ended.status, ended.exitCode) == ("exited", 0)


async def test_a_size_reaches_the_process_and_the_metadata(
    terminals: Terminals, watch: Watch
) -> None:
    session = await terminals.spawn(sh("trap 'stty size' WINCH; while :; do sleep 0.05; done"))
    client = watch(session.id)
    # The trap may not be set yet: a new size is a new signal.
    rows = 30
    while b" 101" not in client.output:
        rows += 1
        terminals.get(session.id).resize(101, rows)
        async with asyncio.timeout(DEADLINE_S):
            while client.notices == []:
                await client.step()
        client.notices.clear()
        try:
            async with asyncio.timeout(0.5):
                await client.until(lambda c: b" 101" in c.output)
        except TimeoutError:
            continue
    assert terminals.get(session.id).describe().cols == 101


async def test_an_interactive_shell_ends_at_once_with_its_jobs(
    terminals: Terminals, watch: Watch
) -> None:
    session = await terminals.spawn(PtySpawn(command="bash", args=["--norc", "-i"]))
    client = watch(session.id)
    terminals.write(session.id, r"sleep 600 & sleep 600 & echo started-$((1+1))\n")
    await client.until(lambda c: b"started-2" in c.output)
    assert len(still_there(session)) == 3
    async with asyncio.timeout(2):
        killed = await terminals.kill(session.id, PtyKill())
    assert killed.status == "killed"
    assert still_there(session) == []


async def test_a_process_that_ignores_every_hint_is_killed(
    terminals: Terminals, watch: Watch
) -> None:
    session = await terminals.spawn(sh("trap '' TERM HUP INT; echo deaf; sleep 600; sleep 600"))
    await watch(session.id).until(lambda c: b"deaf" in c.output)
    killed = await terminals.kill(session.id, PtyKill(signal="TERM"))
    assert (killed.status, killed.signal) == ("killed", "KILL")
    assert still_there(session) == []


# A job may run before bash gives it the terminal: this one speaks once it has it. (sh would not do:
# while it starts a command it takes an interrupt for later.)
JOB = """\
import os, time
while os.tcgetpgrp(0) != os.getpgrp():
    pass
print("in front")
time.sleep(600)
"""


async def test_an_interrupt_goes_to_the_foreground_job_only(
    terminals: Terminals, watch: Watch, tmp_path: Path
) -> None:
    job = tmp_path / "job.py"
    job.write_text(JOB)
    prompt = {"PS1": "your turn> "}
    session = await terminals.spawn(PtySpawn(command="bash", args=["--norc", "-i"], env=prompt))
    client = watch(session.id)
    terminals.write(session.id, rf"{sys.executable} -u {job}\n")
    await client.until(lambda c: b"in front" in c.output)
    await terminals.kill(session.id, PtyKill(signal="INT"))
    await client.until(lambda c: b"your turn>" in c.output.split(b"in front")[-1])
    terminals.write(session.id, r"echo still-$((1+1))\n")
    await client.until(lambda c: b"still-2" in c.output)


async def test_a_time_limit_ends_a_session(terminals: Terminals) -> None:
    session = await terminals.spawn(PtySpawn(command="sleep", args=["600"], timeoutSeconds=0.1))
    ended = await terminals.wait(session.id, DEADLINE_S)
    assert (ended.status, ended.signal, ended.timedOut) == ("killed", "TERM", True)


async def test_cleanup_forgets_a_session(terminals: Terminals, tmp_path: Path) -> None:
    session = await terminals.spawn(PtySpawn())
    assert (tmp_path / "home" / "terminals" / f"{session.id}.json").is_file()
    await terminals.kill(session.id, PtyKill(cleanup=True))
    with pytest.raises(NotFound, match=session.id):
        terminals.get(session.id)
    await terminals.close()
    assert not (tmp_path / "home" / "terminals" / f"{session.id}.json").exists()


async def test_a_session_that_ended_takes_no_input(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("exit 0"))
    await terminals.wait(session.id, DEADLINE_S)
    with pytest.raises(Conflict, match=session.id):
        terminals.write(session.id, "x")


async def test_input_that_nobody_reads_is_bounded_and_refused_in_words(
    terminals: Terminals,
) -> None:
    session = await terminals.spawn(sh("stty raw -echo; sleep 600"))
    terminals.get(session.id).type(b"x" * INPUT_LIMIT)
    with pytest.raises(Unavailable, match="does not read its input"):
        terminals.get(session.id).type(b"x" * INPUT_LIMIT)


async def test_input_that_waits_arrives_whole(terminals: Terminals) -> None:
    session = await terminals.spawn(
        sh("stty raw -echo; echo go; sleep 0.2; head -c 300000 | cksum")
    )
    data = bytes(range(32, 127)) * 3200
    client_seen = terminals.get(session.id).attach(None)
    async with asyncio.timeout(DEADLINE_S):
        while True:
            item = await client_seen.next()
            if isinstance(item, bytes) and b"go" in item:
                break
    terminals.get(session.id).type(data[:300_000])
    ended = await terminals.wait(session.id, DEADLINE_S)
    assert ended.lastLine.split()[1] == "300000"


async def test_no_more_than_the_limit_run(tmp_path: Path, environ: dict[str, str]) -> None:
    terminals = Terminals(tmp_path / "other", environ=environ, running_limit=2)
    await terminals.start()
    try:
        asked = [terminals.spawn(PtySpawn(command="sleep", args=["600"])) for _ in range(3)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        refused = [answer for answer in answers if isinstance(answer, Unavailable)]
        assert ["2 terminals run" in answer.detail for answer in refused] == [True]
    finally:
        await terminals.close()
    assert all(session.status == "killed" for session in terminals.list())


async def test_a_caller_that_gives_up_leaves_no_process_unknown(terminals: Terminals) -> None:
    asking = asyncio.create_task(terminals.spawn(PtySpawn(command="sleep", args=["600"])))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await terminals.close()
    assert [session.status for session in terminals.list()] == ["killed"]
