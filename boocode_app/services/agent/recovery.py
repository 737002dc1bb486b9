"""What a dead coder left behind: replies that nobody writes any more.

Invariant: a worker ends only turns of sessions that were held under its own name, at its start,
when nothing of its own runs yet. It takes the session's next epoch first, so that a process that
was thought dead can write nothing more.
"""

import logging

from sqlmodel import select

from boocode_app.core.ids import utc_now
from boocode_app.services.agent.journal import Journal
from boocode_app.services.agent.reply import where_it_ended
from boocode_app.services.agent.tables import MessageRow, SessionRow, TaskRow
from boocode_app.services.agent.turns import Outcome, end_turn

log = logging.getLogger(__name__)


async def end_orphans(journal: Journal, worker: str) -> int:
    """End every running turn that `worker` held in an earlier life; how many there were."""
    query = (
        select(TaskRow.id, TaskRow.session_id)
        .join(SessionRow)
        .where(TaskRow.status == "running", SessionRow.worker == worker)
        .order_by(TaskRow.id)
    )
    async with journal.database.read() as db:
        orphans = (await db.exec(query)).all()
    for task_id, session_id in orphans:
        await _end_orphan(journal, session_id, task_id, worker)
    if orphans:
        log.warning("%d replies were left half written and are marked interrupted", len(orphans))
    return len(orphans)


async def _end_orphan(journal: Journal, session_id: str, task_id: str, worker: str) -> None:
    async with journal.write(session_id) as entry:
        session = await entry.session_row()
        task = await entry.db.get_one(TaskRow, task_id)
        if session.worker != worker or task.status != "running":
            return
        session.epoch += 1
        session.updated_at = utc_now()
        query = select(MessageRow).where(
            MessageRow.task_id == task_id, MessageRow.state == "streaming"
        )
        reply = (await entry.db.exec(query)).one()
        error = where_it_ended("BooCode's coder stopped", len(reply.text))
        await end_turn(entry, session, task, reply, Outcome("interrupted", reply.text, error))
