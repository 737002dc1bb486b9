"""The keeper writes the last state of each session, whatever happens meanwhile."""

import asyncio
import threading
from pathlib import Path

from boocode_app.contracts.terminals import PtySession
from boocode_app.core.ids import utc_now
from boocode_app.services.terminals.keeper import Keeper
from boocode_app.services.terminals.records import Record, Records
from boocode_app.services.terminals.ring import Ring
from boocode_app.services.terminals.session import Session
from tests.services.terminals.conftest import DEADLINE_S


class SlowRecords(Records):
    """A disk that waits for `go`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.writing = threading.Event()
        self.go = threading.Event()

    def save(self, record: Record) -> None:
        self.writing.set()
        assert self.go.wait(DEADLINE_S)
        super().save(record)


def ended(session_id: str) -> Session:
    facts = PtySession(
        id=session_id,
        title="sh",
        description="",
        command="sh",
        args=[],
        workdir="/",
        status="exited",
        pid=None,
        cols=80,
        rows=24,
        createdAt=utc_now(),
    )
    return Session(facts, Ring(), on_change=lambda session: None)


async def test_what_changes_during_the_last_sweep_is_saved_too(tmp_path: Path) -> None:
    records = SlowRecords(tmp_path)
    keeper = Keeper(records)
    running = asyncio.create_task(keeper.run())
    keeper.changed(ended("pty_00000001"))
    assert await asyncio.to_thread(records.writing.wait, DEADLINE_S)
    keeper.changed(ended("pty_00000002"))
    keeper.stop()
    records.go.set()
    await running
    assert {record.session.id for record in records.load()} == {"pty_00000001", "pty_00000002"}


async def test_a_disk_that_refuses_costs_the_record_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "terminals").write_text("no folder")
    keeper = Keeper(Records(tmp_path / "terminals"))
    running = asyncio.create_task(keeper.run())
    async with asyncio.timeout(DEADLINE_S):
        await keeper.saved(ended("pty_00000001"))
    keeper.stop()
    await running
