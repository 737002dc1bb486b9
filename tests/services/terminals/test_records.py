"""What is on disk outlives BooTerm."""

import asyncio
from pathlib import Path

from boocode_app.contracts.terminals import PtySpawn
from boocode_app.services.terminals.records import Records
from boocode_app.services.terminals.registry import ENDED_KEPT, Terminals
from boocode_app.services.terminals.viewer import Viewer
from tests.services.terminals.conftest import DEADLINE_S


async def frames_of(viewer: Viewer) -> list[object]:
    found: list[object] = []
    while (item := await viewer.next()) is not None:
        found.append(item)
    return found


async def test_a_session_that_ran_is_lost_and_shows_its_last_screen(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    before = Terminals(tmp_path, environ=environ)
    await before.start()
    session = await before.spawn(
        PtySpawn(command="sh", args=["-c", "seq 1 5; trap 'exit 0' HUP; sleep 600"])
    )
    viewer = before.get(session.id).attach(None)
    seen = b""
    while b"5" not in seen:
        item = await viewer.next()
        seen += item if isinstance(item, bytes) else b""
    await before._keeper.saved(before.get(session.id))

    after = Terminals(tmp_path, environ=environ)
    await after.start()
    [lost] = after.list()
    assert (lost.id, lost.status, lost.pid) == (session.id, "lost", None)
    assert (lost.totalLines, lost.lastLine) == (5, "5")
    hello, output, exit_frame = await frames_of(after.get(session.id).attach(None))
    assert output == seen
    assert exit_frame.session.status == "lost"  # type: ignore[attr-defined]
    assert hello.cursor == 0  # type: ignore[attr-defined]
    resumed = await frames_of(after.get(session.id).attach(len(seen)))
    assert not [frame for frame in resumed if isinstance(frame, bytes)]
    await after.close()
    await before.close()


async def test_a_lost_session_on_the_alternate_screen_still_stands_there(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    script = r"printf 'before\n\033[?1049h'; seq 1 20000; sleep 600"
    before = Terminals(tmp_path, environ=environ)
    await before.start()
    session = await before.spawn(PtySpawn(command="sh", args=["-c", script]))
    running = before.get(session.id)
    async with asyncio.timeout(DEADLINE_S):
        with running.output.watched() as changed:
            while b"20000" not in running.ring.read(0, running.ring.end)[-20:]:
                changed.clear()
                await changed.wait()
    await before._keeper.saved(running)

    after = Terminals(tmp_path, environ=environ)
    await after.start()
    [lost] = after.list()
    read = await after.read(session.id)
    assert (lost.status, lost.lastLine) == ("lost", "before")
    assert not any(line.text for line in read.lines)
    assert read.screen is not None
    assert read.screen.alternate
    assert any("20000" in line for line in read.screen.lines)
    await after.close()
    await before.close()


async def test_the_commands_of_a_lost_shell_are_still_believed(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    before = Terminals(tmp_path, environ=environ | {"SHELL": "/bin/bash"})
    await before.start()
    session = before.get((await before.spawn(PtySpawn())).id)
    session.type(b"echo kept\rprintf '\\e]133;C\\afake'; sleep 600\r")
    async with asyncio.timeout(DEADLINE_S):
        with session.output.watched() as changed:
            while b"133;C\x07fake" not in session.ring.read(0, session.ring.end):
                changed.clear()
                await changed.wait()
    await before._keeper.saved(session)

    after = Terminals(tmp_path, environ=environ)
    await after.start()
    ran = (await after.commands(session.id)).commands
    assert [command.command for command in ran] == [
        "echo kept",
        "printf '\\e]133;C\\afake'; sleep 600",
    ]
    assert all(command.trusted for command in ran)
    await after.close()
    await before.close()


async def test_files_are_private_and_follow_the_output(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    terminals = Terminals(tmp_path, environ=environ)
    await terminals.start()
    session = await terminals.spawn(PtySpawn(command="sh", args=["-c", "echo hello; exit 1"]))
    await terminals.wait(session.id, DEADLINE_S)
    await terminals.close()
    [file] = (tmp_path / "terminals").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    [record] = Records(tmp_path / "terminals").load()
    assert (record.session.exitCode, record.tail, record.cursor) == (1, b"hello\r\n", 7)


async def test_a_broken_file_is_left_alone(tmp_path: Path, environ: dict[str, str]) -> None:
    folder = tmp_path / "terminals"
    folder.mkdir()
    (folder / "pty_00000000.json").write_text("{")
    terminals = Terminals(tmp_path, environ=environ)
    await terminals.start()
    assert terminals.list() == []
    await terminals.close()
    assert (folder / "pty_00000000.json").exists()


async def test_only_the_last_ended_sessions_are_remembered(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    terminals = Terminals(tmp_path, environ=environ)
    await terminals.start()
    ids = []
    for _ in range(ENDED_KEPT + 3):
        session = await terminals.spawn(PtySpawn(command="true"))
        await terminals.wait(session.id, DEADLINE_S)
        ids.append(session.id)
    await terminals.spawn(PtySpawn(command="true"))
    listed = [session.id for session in terminals.list()]
    assert listed[0] in ids[3:5]
    assert len(listed) <= ENDED_KEPT + 1
    await terminals.close()
