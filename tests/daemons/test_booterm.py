"""One booterm a home: a second one leaves the sessions of the first alone."""

from pathlib import Path

from boocode_app.contracts.terminals import PtySpawn
from boocode_app.services.terminals.records import Records
from tests.booterm import DEADLINE_S, booterm_at


async def test_a_second_booterm_is_refused_and_declares_nothing_lost(tmp_path: Path) -> None:
    async with booterm_at(tmp_path) as first:
        assert first.process
        wanted = PtySpawn(command="cat", notifyOnExit=True)
        session = await first.client(agent="a1").spawn(wanted)
        assert first.spawn().wait(DEADLINE_S) == 3
        said = (tmp_path / "booterm.log").read_text()
        assert f"A booterm runs on this home already: pid {first.process.pid}." in said
        [record] = Records(tmp_path / "terminals").load()
        assert (record.session.id, record.session.status) == (session.id, "running")
        assert not list((tmp_path / "outbox").glob("pty_*"))


async def test_after_a_killed_booterm_the_next_one_has_the_home(tmp_path: Path) -> None:
    async with booterm_at(tmp_path) as booterm:
        session = await booterm.client().spawn(PtySpawn(command="cat"))
        await booterm.kill()
        await booterm.start()
        assert (await booterm.client().get(session.id)).status == "lost"
