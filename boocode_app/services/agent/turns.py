"""The rows of a turn: begun before any work, ended once.

Invariant: a turn's rows are written by the worker that holds its session, told by the epoch that
the session had when the turn began. A turn is ended by exactly one transaction: reply, task, the
session's totals and the hour's usage together. Whoever lost the session writes nothing more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import col, desc, select, update

from boocode_app.contracts.chat import (
    Message,
    MessageCreate,
    MessageState,
    SessionEvent,
    StatusEvent,
    Timings,
    Turn,
)
from boocode_app.contracts.status import AgentStatus
from boocode_app.core.errors import BooError, Conflict
from boocode_app.core.ids import new_id, utc_now
from boocode_app.services.agent.history import Exchange
from boocode_app.services.agent.journal import Entry, Journal, message_of, session_of
from boocode_app.services.agent.sessions import UNTITLED, title_from, writable
from boocode_app.services.agent.tables import MessageRow, SessionRow, TaskRow, TaskStatus
from boocode_app.services.agent.usage import add_usage

ENDED: dict[MessageState, tuple[TaskStatus, AgentStatus]] = {
    "complete": ("done", "done"),
    "stopped": ("stopped", "idle"),
    "interrupted": ("interrupted", "failed"),
    "failed": ("failed", "failed"),
}


class HoldLost(BooError):
    """Another worker holds the session now, or the session is gone."""


@dataclass(frozen=True)
class Hold:
    """The right to write one turn. `born_seq`: where the reply's birth stands among the events."""

    session_id: str
    project_id: int
    task_id: str
    reply_id: str
    epoch: int
    model: str
    question: str
    born_seq: int


@dataclass(frozen=True)
class Outcome:
    """How a turn ended. `shares` are estimated tokens of the prompt by category; `note` is what a
    person should know of a turn that went well.
    """

    state: MessageState
    text: str
    error: str | None = None
    timings: Timings | None = None
    shares: dict[str, int] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Turns:
    """The turns that one worker writes."""

    journal: Journal
    worker: str

    async def begin(
        self, session_id: str, sent: MessageCreate, begun: Callable[[Hold], None]
    ) -> Turn:
        """Write the question, the empty reply, the task and the status in one transaction.

        `begun` is called after the commit and before anybody hears of it; not for a `client_id`
        that was sent before, which answers the turn it began then. Raises NotFound, Conflict where
        a reply is being written, InvalidInput.
        """
        writable(sent.text, "text")
        writable(sent.client_id or "", "client_id")
        async with self.journal.write(session_id) as entry:
            session = await entry.session_row()
            if repeated := await _turn_of(entry, sent.client_id):
                return repeated
            await _refuse_second_turn(entry)
            seq = await _next_seq(entry)
            session.worker, session.epoch = self.worker, session.epoch + 1
            session.status, session.updated_at = "thinking", utc_now()
            if seq == 1 and session.title == UNTITLED:
                session.title = title_from(sent.text)
            task = _task_of(session)
            question = _row(session, task, seq, "user", sent.text)
            question.client_id = sent.client_id
            reply = _row(session, task, seq + 1, "assistant", "")
            entry.db.add(task)
            await entry.db.flush()
            entry.db.add_all([question, reply])
            await entry.db.flush()
            await entry.tell(SessionEvent(session=session_of(session)))
            await entry.tell(StatusEvent(status="thinking"))
            await entry.tell_message(question)
            born = await entry.tell_message(reply)
            hold = Hold(
                session_id=session.id,
                project_id=session.project_id,
                task_id=task.id,
                reply_id=reply.id,
                epoch=session.epoch,
                model=session.model,
                question=sent.text,
                born_seq=born,
            )
            entry.then(lambda: begun(hold))
        return Turn(task_id=task.id, user_message=message_of(question), reply=message_of(reply))

    async def earlier(self, hold: Hold) -> list[Exchange]:
        """The session's exchanges before this turn, oldest first."""
        query = (
            select(MessageRow.task_id, MessageRow.role, MessageRow.text)
            .where(MessageRow.session_id == hold.session_id, MessageRow.task_id != hold.task_id)
            .order_by(col(MessageRow.seq))
        )
        async with self.journal.database.read() as db:
            rows = (await db.exec(query)).all()
        questions: dict[str | None, str] = {}
        answers: dict[str | None, str] = {}
        for task_id, role, text in rows:
            (questions if role == "user" else answers)[task_id] = text
        return [Exchange(text, answers.get(task_id)) for task_id, text in questions.items()]

    async def tell_status(self, hold: Hold, status: AgentStatus, detail: str = "") -> None:
        """Say what the turn is at. Raises HoldLost."""
        async with self.journal.write(hold.session_id) as entry:
            (await _held_session(entry, hold)).status = status
            await entry.tell(StatusEvent(status=status, detail=detail))

    async def save_text(self, hold: Hold, text: str) -> None:
        """Keep what was written so far. Raises HoldLost."""
        statement = (
            update(MessageRow)
            .where(col(MessageRow.id) == hold.reply_id, col(MessageRow.state) == "streaming")
            .values(text=text)
        )
        async with self.journal.database.write() as db:
            if (await (await db.connection()).execute(statement)).rowcount == 0:
                raise HoldLost(f"The reply {hold.reply_id} is no longer ours to write.")

    async def end(self, hold: Hold, outcome: Outcome, told: Callable[[], None]) -> Message:
        """End the turn. `told` is called after the commit, unheard yet. Raises HoldLost."""
        async with self.journal.write(hold.session_id) as entry:
            session = await _held_session(entry, hold)
            reply = await entry.db.get_one(MessageRow, hold.reply_id)
            task = await entry.db.get_one(TaskRow, hold.task_id)
            await end_turn(entry, session, task, reply, outcome)
            entry.then(told)
        return message_of(reply)


async def end_turn(
    entry: Entry, session: SessionRow, task: TaskRow, reply: MessageRow, outcome: Outcome
) -> None:
    """Write the end of a turn into its rows and tell of it, in the caller's transaction."""
    now = utc_now()
    task_status, session_status = ENDED[outcome.state]
    reply.text, reply.state, reply.error = outcome.text, outcome.state, outcome.error
    reply.finished_at = now
    reply.timings = outcome.timings.model_dump() if outcome.timings else None
    measured = outcome.timings or Timings()
    task.status, task.error, task.ended_at = task_status, outcome.error, now
    task.input_tokens = measured.prompt_tokens or 0
    task.cached_tokens = measured.cached_tokens or 0
    task.output_tokens = measured.output_tokens or 0
    task.token_breakdown = breakdown(measured, outcome.shares)
    session.status, session.updated_at = session_status, now
    session.input_tokens += task.input_tokens
    session.cached_tokens += task.cached_tokens
    session.output_tokens += task.output_tokens
    await add_usage(entry.db, task, outcome.timings)
    await entry.tell_message(reply)
    await entry.tell(StatusEvent(status=session_status, detail=outcome.error or outcome.note))
    await entry.tell(SessionEvent(session=session_of(session)))


def breakdown(measured: Timings, shares: dict[str, int]) -> dict[str, object]:
    """Where the turn's tokens went: the parts add up to its input and output tokens.

    The server measures the prompt as a whole; it is parted as the estimates are.
    """
    total = measured.prompt_tokens or 0
    estimated = sum(shares.values()) or 1
    parts = dict.fromkeys(("system", "history", "tools", "files", "user"), 0)
    for name in ("system", "history"):
        parts[name] = total * shares.get(name, 0) // estimated
    parts["user"] = total - sum(parts.values())
    return {
        **parts,
        "output": measured.output_tokens or 0,
        "of_which": {"cached": measured.cached_tokens or 0, "reasoning": 0},
    }


async def _held_session(entry: Entry, hold: Hold) -> SessionRow:
    session = await entry.db.get(SessionRow, hold.session_id, with_for_update=True)
    if session is None or session.epoch != hold.epoch:
        raise HoldLost(f"The session {hold.session_id} is no longer ours to write.")
    return session


async def _turn_of(entry: Entry, client_id: str | None) -> Turn | None:
    """The turn that a message of this client_id began."""
    if client_id is None:
        return None
    sent = select(MessageRow.task_id).where(
        MessageRow.session_id == entry.session_id, MessageRow.client_id == client_id
    )
    task_id = (await entry.db.exec(sent)).first()
    if task_id is None:
        return None
    both = select(MessageRow).where(MessageRow.task_id == task_id).order_by(col(MessageRow.seq))
    question, reply = (await entry.db.exec(both)).all()[:2]
    return Turn(task_id=task_id, user_message=message_of(question), reply=message_of(reply))


async def _refuse_second_turn(entry: Entry) -> None:
    running = select(TaskRow.id).where(
        TaskRow.session_id == entry.session_id, TaskRow.status == "running"
    )
    if (await entry.db.exec(running)).first() is not None:
        raise Conflict(
            "A reply is being written in this session. Wait for its end or stop it first."
        )


async def _next_seq(entry: Entry) -> int:
    newest = (
        select(MessageRow.seq)
        .where(MessageRow.session_id == entry.session_id)
        .order_by(desc(col(MessageRow.seq)))
        .limit(1)
    )
    return ((await entry.db.exec(newest)).first() or 0) + 1


def _task_of(session: SessionRow) -> TaskRow:
    return TaskRow(
        id=new_id(),
        session_id=session.id,
        project_id=session.project_id,
        model=session.model,
        provider=session.provider,
        started_at=session.updated_at,
    )


def _row(session: SessionRow, task: TaskRow, seq: int, role: str, text: str) -> MessageRow:
    is_reply = role == "assistant"
    return MessageRow(
        id=new_id(),
        session_id=session.id,
        task_id=task.id,
        seq=seq,
        role="assistant" if is_reply else "user",
        text=text,
        state="streaming" if is_reply else "complete",
        model=session.model if is_reply else None,
        created_at=task.started_at,
        finished_at=None if is_reply else task.started_at,
    )
