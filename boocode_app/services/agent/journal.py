"""Writing rows and telling of it, as one act.

Invariant: an event is stored in the transaction of the rows that it tells of, and those who follow
are woken after the commit only.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlmodel.ext.asyncio.session import AsyncSession

from boocode_app.contracts.chat import ChatEvent, Message, MessageEvent, Session
from boocode_app.core.db import Database
from boocode_app.core.errors import NotFound
from boocode_app.core.events import EventLog, StoredEvent
from boocode_app.services.agent.tables import MessageRow, SessionRow


def topic_of(session_id: str) -> str:
    """The topic of a session's events."""
    return f"session:{session_id}"


@dataclass
class Entry:
    """One write transaction of one session."""

    db: AsyncSession
    events: EventLog
    session_id: str
    told: list[StoredEvent] = field(default_factory=list)
    _then: list[Callable[[], None]] = field(default_factory=list)

    async def tell(self, event: ChatEvent) -> int:
        """Store `event`; its seq."""
        stored = await self.events.append(
            self.db, topic_of(self.session_id), event.kind, event.model_dump(mode="json")
        )
        self.told.append(stored)
        return stored.seq

    async def tell_message(self, row: MessageRow) -> int:
        """Store that a message was born or changed; the event's seq."""
        return await self.tell(MessageEvent(message=message_of(row)))

    async def session_row(self) -> SessionRow:
        """The session's row, locked. Raises NotFound."""
        row = await self.db.get(SessionRow, self.session_id, with_for_update=True)
        if row is None:
            raise no_session(self.session_id)
        return row

    def then(self, act: Callable[[], None]) -> None:
        """Do `act` after the commit and before anybody hears of it."""
        self._then.append(act)

    def announce(self) -> None:
        """Wake those who follow."""
        for act in self._then:
            act()
        for event in self.told:
            self.events.announce(event)


@dataclass(frozen=True)
class Journal:
    """The database and its event log."""

    database: Database
    events: EventLog

    @asynccontextmanager
    async def write(self, session_id: str) -> AsyncIterator[Entry]:
        """A write transaction whose events are announced once it is committed."""
        async with self.database.write() as db:
            entry = Entry(db, self.events, session_id)
            yield entry
        entry.announce()


def no_session(session_id: str) -> NotFound:
    """The error for an unknown session."""
    return NotFound(f"There is no session {session_id!r}.")


def message_of(row: MessageRow) -> Message:
    """A message's row as it crosses the boundary."""
    return Message.model_validate(row.model_dump())


def session_of(row: SessionRow) -> Session:
    """A session's row as it crosses the boundary."""
    return Session.model_validate(row.model_dump(include=set(Session.model_fields)))
