"""What happened, in order: an append-only log a topic, followed live.

Invariant: the seqs of a topic are 1, 2, 3 ... in the order of the commits. They are taken inside
the writing transaction, with the topic's row locked, so whoever sees seq n can see all below it.
A reader that goes on after the last seq it saw misses nothing and sees nothing twice.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import JsonValue
from sqlalchemy import delete, text
from sqlmodel import BigInteger, Field, Index, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from boocode_app.core.columns import Json, Table, UtcDateTime
from boocode_app.core.db import Database
from boocode_app.core.errors import BooError
from boocode_app.core.ids import utc_now

PAGE = 500
POLL_S = 1.0
"""How late, at most, a follower sees what another process wrote."""
DAY_S = 86_400.0

log = logging.getLogger(__name__)


class TopicRow(Table, table=True):
    """The last seq that a topic gave out."""

    __tablename__ = "topics"

    topic: str = Field(primary_key=True)
    seq: int = Field(sa_type=BigInteger)


class EventRow(Table, table=True):
    """One event."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "at"),)

    topic: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    kind: str
    body: dict[str, Any] = Field(sa_type=Json)


@dataclass(frozen=True)
class StoredEvent:
    """One event as it was stored."""

    topic: str
    seq: int
    at: datetime
    kind: str
    body: dict[str, JsonValue]


_NEXT_SEQ = text(
    "INSERT INTO topics (topic, seq) VALUES (:topic, 1) "
    "ON CONFLICT (topic) DO UPDATE SET seq = topics.seq + 1 RETURNING seq"
)


@dataclass(frozen=True)
class EventLog:
    """The events table of `database`. One a process: its followers are woken by its writers."""

    database: Database
    _followers: dict[str, set[asyncio.Event]] = field(
        default_factory=lambda: defaultdict(set), init=False
    )

    async def append(
        self, session: AsyncSession, topic: str, kind: str, body: dict[str, JsonValue]
    ) -> StoredEvent:
        """Store an event in the caller's write transaction. `announce` it after the commit."""
        connection = await session.connection()
        seq = (await connection.execute(_NEXT_SEQ, {"topic": topic})).scalar_one()
        event = StoredEvent(topic, seq, utc_now(), kind, body)
        session.add(EventRow(topic=topic, seq=seq, at=event.at, kind=kind, body=body))
        return event

    def announce(self, event: StoredEvent) -> None:
        """Wake the followers of the event's topic in this process."""
        for wake in self._followers.get(event.topic, ()):
            wake.set()

    async def after(self, topic: str, seq: int, limit: int = PAGE) -> list[StoredEvent]:
        """The first `limit` events of `topic` above `seq`; what was pruned is not among them."""
        query = (
            select(EventRow)
            .where(EventRow.topic == topic, EventRow.seq > seq)
            .order_by(col(EventRow.seq))
            .limit(limit)
        )
        async with self.database.read() as session:
            rows = (await session.exec(query)).all()
        return [StoredEvent(row.topic, row.seq, row.at, row.kind, row.body) for row in rows]

    async def last_seq(self, topic: str) -> int:
        """The seq of the newest event of `topic`, 0 where there never was one."""
        async with self.database.read() as session:
            row = await session.get(TopicRow, topic)
        return row.seq if row else 0

    async def follow(self, topic: str, after: int = 0) -> AsyncGenerator[StoredEvent]:
        """Every event of `topic` above `after`, stored ones first, then each as it is written.

        Never ends by itself: close it (`contextlib.aclosing`) or cancel its task.
        """
        wake = asyncio.Event()
        self._followers[topic].add(wake)
        try:
            while True:
                wake.clear()
                events = await self.after(topic, after)
                for event in events:
                    after = event.seq
                    yield event
                if len(events) < PAGE:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(wake.wait(), POLL_S)
        finally:
            self._followers[topic].discard(wake)
            if not self._followers[topic]:
                del self._followers[topic]

    async def prune(self, older_than: datetime) -> int:
        """Forget events from before `older_than`; how many. Seqs go on where they were."""
        async with self.database.write() as session:
            connection = await session.connection()
            gone = await connection.execute(delete(EventRow).where(col(EventRow.at) < older_than))
        return gone.rowcount

    async def prune_daily(self, kept_for: timedelta) -> None:
        """Forget, now and then once a day, what is older than `kept_for`; until cancelled."""
        while True:
            try:
                count = await self.prune(utc_now() - kept_for)
                log.info("%d events older than %d days are forgotten", count, kept_for.days)
            except BooError as error:  # tomorrow is soon enough
                log.warning("old events could not be forgotten: %s", error.detail)
            await asyncio.sleep(DAY_S)
