"""Sessions and their messages, as rows: open, list, rename, delete.

Invariant: a list is walked by a keyset cursor, so a page costs the same at any depth and a row that
is born meanwhile shifts none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, or_
from sqlmodel import col, desc, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from boocode_app.contracts.base import Page
from boocode_app.contracts.chat import (
    MessagePage,
    Session,
    SessionCreate,
    SessionEvent,
    SessionRename,
)
from boocode_app.core.errors import InvalidInput
from boocode_app.core.events import EventRow, TopicRow
from boocode_app.core.ids import new_id, utc_now
from boocode_app.services.agent.journal import (
    Journal,
    message_of,
    no_session,
    session_of,
    topic_of,
)
from boocode_app.services.agent.tables import MessageRow, SessionRow
from boocode_app.services.projects.tables import ProjectRow

PROVIDER = "llama-server"
UNTITLED = "New session"
TITLE_LIMIT = 80


@dataclass(frozen=True)
class Sessions:
    """The sessions of all projects. `default_model` serves those that name none."""

    journal: Journal
    default_model: str

    async def create(self, wanted: SessionCreate, user: str) -> Session:
        """Open a session. Raises InvalidInput where there is no such project."""
        now = utc_now()
        row = SessionRow(
            id=new_id(),
            project_id=wanted.project_id,
            title=writable(wanted.title, "title") if wanted.title else UNTITLED,
            provider=PROVIDER,
            model=writable(wanted.model, "model") if wanted.model else self.default_model,
            user=user,
            started_at=now,
            updated_at=now,
        )
        async with self.journal.write(row.id) as entry:
            project = await entry.db.get(ProjectRow, wanted.project_id)
            if project is None or project.forgotten_at is not None:
                raise InvalidInput(f"There is no project {wanted.project_id}.", field="project_id")
            entry.db.add(row)
            await entry.db.flush()
            await entry.tell(SessionEvent(session=session_of(row)))
        return session_of(row)

    async def of_project(self, project_id: int, cursor: str | None, limit: int) -> Page[Session]:
        """Sessions of a project, newest first; none where the project is unknown."""
        mine = SessionRow.project_id == project_id
        query = select(SessionRow).where(mine)
        if cursor is not None:
            at, last = _parse_cursor(cursor)
            started = col(SessionRow.started_at)
            older = and_(started == at, col(SessionRow.id) < last)
            query = query.where(or_(started < at, older))
        query = query.order_by(desc(col(SessionRow.started_at)), desc(col(SessionRow.id)))
        async with self.journal.database.read() as db:
            rows = (await db.exec(query.limit(limit + 1))).all()
            total = (await db.exec(select(func.count()).where(mine))).one()
        last_row = rows[limit - 1] if len(rows) > limit else None
        return Page(
            items=[session_of(row) for row in rows[:limit]],
            next_cursor=_cursor_after(last_row) if last_row else None,
            totals={"sessions": total},
        )

    async def get(self, session_id: str) -> Session:
        """One session. Raises NotFound."""
        async with self.journal.database.read() as db:
            return session_of(await _existing(db, session_id))

    async def exists(self, session_id: str) -> bool:
        """Whether there is such a session."""
        async with self.journal.database.read() as db:
            return await db.get(SessionRow, session_id) is not None

    async def rename(self, session_id: str, wanted: SessionRename) -> Session:
        """Give a session a new title. Raises NotFound."""
        async with self.journal.write(session_id) as entry:
            row = await entry.session_row()
            row.title = writable(wanted.title, "title")
            row.updated_at = utc_now()
            await entry.tell(SessionEvent(session=session_of(row)))
        return session_of(row)

    async def delete(self, session_id: str) -> None:
        """Delete a session with its messages, tasks and events. Raises NotFound."""
        topic = topic_of(session_id)
        async with self.journal.write(session_id) as entry:
            row = await entry.session_row()
            await entry.db.delete(row)
            await entry.db.exec(delete(EventRow).where(col(EventRow.topic) == topic))
            await entry.db.exec(delete(TopicRow).where(col(TopicRow.topic) == topic))

    async def messages(self, session_id: str, cursor: str | None, limit: int) -> MessagePage:
        """The newest `limit` messages before `cursor`, oldest first. Raises NotFound."""
        mine = MessageRow.session_id == session_id
        query = select(MessageRow).where(mine)
        if cursor is not None:
            query = query.where(col(MessageRow.seq) < _parse_seq(cursor))
        query = query.order_by(desc(col(MessageRow.seq))).limit(limit + 1)
        async with self.journal.database.read() as db:
            # The stream's place is read first: what is written meanwhile comes by the stream again.
            topic = await db.get(TopicRow, topic_of(session_id))
            await _existing(db, session_id)
            rows: Sequence[MessageRow] = (await db.exec(query)).all()
            total = (await db.exec(select(func.count()).where(mine))).one()
        shown = rows[:limit]
        return MessagePage(
            items=[message_of(row) for row in reversed(shown)],
            next_cursor=str(shown[-1].seq) if len(rows) > limit else None,
            totals={"messages": total},
            last_seq=topic.seq if topic else 0,
        )


def title_from(text: str) -> str:
    """A title out of a first message: its first line, at most TITLE_LIMIT characters."""
    lines = (" ".join(line.strip(" #*>`-").split()) for line in text.splitlines())
    first = next(filter(None, lines), UNTITLED)
    return first if len(first) <= TITLE_LIMIT else first[: TITLE_LIMIT - 1].rstrip() + "…"


def writable(text: str, field: str) -> str:
    """`text`, refused where a database cannot hold it."""
    if "\0" in text:
        raise InvalidInput(f"The {field} holds a NUL character (U+0000).", field=field)
    return text


async def _existing(db: AsyncSession, session_id: str) -> SessionRow:
    row = await db.get(SessionRow, session_id)
    if row is None:
        raise no_session(session_id)
    return row


def _cursor_after(row: SessionRow) -> str:
    """A cursor that stands in a URL as it is."""
    return f"{row.started_at.isoformat().replace('+00:00', 'Z')}~{row.id}"


def _parse_cursor(cursor: str) -> tuple[datetime, str]:
    moment, _, last = cursor.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        UUID(last)
        if at.tzinfo is None:
            raise ValueError("no time zone")
    except ValueError:
        raise InvalidInput(f"{cursor!r} is no cursor of this list.", field="cursor") from None
    return at, last


def _parse_seq(cursor: str) -> int:
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 9:
        raise InvalidInput(f"{cursor!r} is no cursor of this list.", field="cursor")
    return int(cursor)
