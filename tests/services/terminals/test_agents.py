"""An agent's sessions carry its name, end with it, and tell it of their end."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from boocode_app.contracts.terminals import PtyKill, PtyNotice, PtySpawn, PtyWait
from boocode_app.core.errors import Unavailable
from boocode_app.services.terminals.births import agent_mark
from boocode_app.services.terminals.flags import AgentFlags
from boocode_app.services.terminals.processes import marked
from boocode_app.services.terminals.registry import Terminals
from tests.services.terminals.conftest import DEADLINE_S, Watch
from tests.services.terminals.test_registry import sh, still_there

AGENT = AgentFlags(agent="a1", task="t1", title="from the flags", notify_on_exit=True)


async def notices_of(terminals: Terminals, agent: str, count: int) -> list[PtyNotice]:
    seen: list[PtyNotice] = []
    async with asyncio.timeout(DEADLINE_S), aclosing(terminals.outbox.follow(0, agent)) as notices:
        async for notice in notices:
            assert notice is not None
            seen.append(notice)
            if len(seen) == count:
                break
    return seen


async def test_flags_fill_in_what_the_body_does_not_say(terminals: Terminals) -> None:
    session = await terminals.spawn(PtySpawn(command="true"), AGENT)
    assert (session.agentId, session.taskId, session.title) == ("a1", "t1", "from the flags")
    assert session.notifyOnExit
    own = PtySpawn(command="true", title="mine", agentId="a2", taskId="t2", notifyOnExit=False)
    session = await terminals.spawn(own, AGENT)
    assert (session.agentId, session.taskId, session.title) == ("a2", "t2", "mine")
    assert not session.notifyOnExit


async def test_unknown_flags_are_kept_and_shown(terminals: Terminals) -> None:
    flags = AgentFlags(agent="a1", readonly=True, others={"colour": "red", "n": 3})
    session = await terminals.spawn(PtySpawn(command="true"), flags)
    assert session.flags == {"readonly": True, "colour": "red", "n": 3}


async def test_the_end_is_told_with_the_last_line_and_the_count(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("seq 1 300; exit 4"), AGENT)
    [notice] = await notices_of(terminals, "a1", 1)
    told = notice.session
    assert (told.id, told.exitCode, told.totalLines, told.lastLine) == (session.id, 4, 300, "300")
    assert "Exit Code: 4\nOutput Lines: 300\nLast Line: 300\n" in notice.text
    assert notice.agentId == "a1"


async def test_a_time_limit_is_told_as_one(terminals: Terminals) -> None:
    request = PtySpawn(command="sleep", args=["600"], timeoutSeconds=0.1)
    await terminals.spawn(request, AGENT)
    [notice] = await notices_of(terminals, "a1", 1)
    assert "Timeout: 0.1 s\nOutput Lines: 0\nLast Line:\n" in notice.text


@pytest.mark.parametrize("signal", ["TERM", "KILL", "HUP"])
async def test_a_manual_kill_does_not_notify_the_killer(terminals: Terminals, signal: str) -> None:
    killed = await terminals.spawn(sh("sleep 600"), AGENT)
    other = await terminals.spawn(sh("sleep 600"), AGENT)
    request = PtyKill.model_validate({"signal": signal})
    await terminals.kill(killed.id, request, agent="a1")
    await terminals.wait(killed.id, DEADLINE_S)
    await terminals.kill(other.id, request, agent="a2")
    [notice] = await notices_of(terminals, "a1", 1)
    assert notice.session.id == other.id
    assert "It was stopped by somebody else." in notice.text


async def test_an_agent_that_ends_leaves_no_orphan(
    terminals: Terminals, watch: Watch, tmp_path: Path
) -> None:
    deaf = "trap '' TERM HUP INT; setsid -f sh -c 'trap \"\" TERM; while :; do sleep 1; done'; "
    one = await terminals.spawn(sh(deaf + "echo up; sleep 600; sleep 600"), AGENT)
    two = await terminals.spawn(PtySpawn(command="bash", args=["--norc", "-i"]), AGENT)
    left = await terminals.spawn(sh("setsid -f sleep 600; sleep 0.1; echo left it"), AGENT)
    others = await terminals.spawn(sh("sleep 600"), AgentFlags(agent="a2"))
    client = watch(two.id)
    terminals.write(two.id, r"sleep 600 & sleep 600 & echo started-$((1+1))\n", agent="a1")
    await client.until(lambda c: b"started-2" in c.output)
    await watch(one.id).until(lambda c: b"up" in c.output)
    await terminals.wait(left.id, DEADLINE_S)
    mark = agent_mark(tmp_path / "home", "a1")
    assert len(marked(mark)) >= 7
    ended = await terminals.end_of_agent("a1")
    assert {session.id: session.status for session in ended} == {
        one.id: "killed",
        two.id: "killed",
    }
    assert marked(mark) == []
    assert still_there(one) + still_there(two) == []
    assert terminals.get(others.id).describe().status == "running"
    [notice] = terminals.outbox.after(0, "a1")
    assert notice.session.id == left.id


async def test_what_an_agent_is_just_starting_ends_with_it_too(terminals: Terminals) -> None:
    spawning = asyncio.create_task(terminals.spawn(sh("sleep 600"), AGENT))
    await asyncio.sleep(0)
    await terminals.end_of_agent("a1")
    assert terminals.get((await spawning).id).describe().status == "killed"


async def test_notices_outlive_booterm_and_lost_sessions_are_told_of(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    before = Terminals(tmp_path, environ=environ)
    await before.start()
    over = await before.spawn(sh("echo over"), AGENT)
    runs = await before.spawn(sh("trap 'exit 0' HUP; echo up; sleep 600"), AGENT)
    [first] = await notices_of(before, "a1", 1)
    await before.wait_for(runs.id, PtyWait(until="text", text="up"))
    await before._keeper.saved(before.get(over.id))

    after = Terminals(tmp_path, environ=environ)
    await after.start()
    again, lost = await notices_of(after, "a1", 2)
    assert again == first
    assert (lost.session.id, lost.session.status) == (runs.id, "lost")
    assert await after.outbox.acknowledge([again.id, lost.id]) == 2
    await after.close()

    third = Terminals(tmp_path, environ=environ)
    await third.start()
    assert third.outbox.after(0, None) == []
    await third.close()
    await before.close()


async def test_an_exit_that_no_notice_was_written_of_is_told_of_by_the_next_booterm(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    before = Terminals(tmp_path, environ=environ)
    await before.start()
    session = await before.spawn(sh("exit 5"), AGENT)
    await notices_of(before, "a1", 1)
    await before.close()
    (tmp_path / "outbox" / f"{session.id}.json").unlink()

    after = Terminals(tmp_path, environ=environ)
    await after.start()
    [notice] = await notices_of(after, "a1", 1)
    assert "Exit Code: 5" in notice.text
    await after.close()


async def test_a_session_that_is_forgotten_still_tells_its_agent(terminals: Terminals) -> None:
    session = await terminals.spawn(sh("sleep 600"), AGENT)
    await terminals.kill(session.id, PtyKill(cleanup=True))
    [notice] = await notices_of(terminals, "a1", 1)
    assert notice.session.id == session.id


async def test_the_end_of_booterm_is_told_as_such(tmp_path: Path, environ: dict[str, str]) -> None:
    terminals = Terminals(tmp_path, environ=environ)
    await terminals.start()
    await terminals.spawn(sh("sleep 600"), AGENT)
    await terminals.close()
    after = Terminals(tmp_path, environ=environ)
    await after.start()
    [notice] = after.outbox.after(0, "a1")
    assert "It was stopped: BooTerm was ended." in notice.text
    await after.close()


async def test_a_session_that_nobody_uses_is_ended_and_says_why(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    terminals = Terminals(tmp_path, environ=environ, idle_s=1.0)
    await terminals.start()
    unused = await terminals.spawn(sh("sleep 600"), AGENT)
    watched = await terminals.spawn(sh("sleep 600"))
    busy = await terminals.spawn(sh("while :; do echo x; sleep 0.05; done"))
    _, viewer = terminals.attach(watched.id, None)
    ended = await terminals.wait(unused.id, DEADLINE_S)
    assert (ended.status, "nobody watched it" in ended.endReason) == ("killed", True)
    [notice] = await notices_of(terminals, "a1", 1)
    assert "nobody watched it" in notice.text
    statuses = [terminals.get(one.id).describe().status for one in (watched, busy)]
    assert statuses == ["running", "running"]
    terminals.get(watched.id).detach(viewer, clean=True)
    assert (await terminals.wait(watched.id, DEADLINE_S)).status == "killed"
    await terminals.close()


async def test_the_limit_counts_per_user(tmp_path: Path, environ: dict[str, str]) -> None:
    terminals = Terminals(tmp_path, environ=environ, running_limit=1)
    await terminals.start()
    await terminals.spawn(sh("sleep 600"), user="ann")
    with pytest.raises(Unavailable, match="1 terminals run, which is the limit"):
        await terminals.spawn(sh("sleep 600"), user="ann")
    await terminals.spawn(sh("sleep 600"), user="bob")
    await terminals.close()
