"""Keeps the records of sessions up to date, off the event loop.

Invariant: a change is on disk within SAVE_EVERY_S and the time one sweep takes, an ended session at
once; one writer, so an older state never replaces a newer one. Busy sessions cost one small file a
sweep each, however much they print.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from boocode_app.services.terminals.records import Record, Records
from boocode_app.services.terminals.session import Session

SAVE_EVERY_S = 1.0
log = logging.getLogger(__name__)


async def _nothing(session_id: str) -> None:
    pass


class Keeper:
    """Writes to `records` while `run()` runs; `on_forgotten(id)` once a record is gone."""

    def __init__(
        self, records: Records, on_forgotten: Callable[[str], Awaitable[None]] = _nothing
    ) -> None:
        self._records = records
        self._on_forgotten = on_forgotten
        self._changed: dict[str, Session] = {}
        self._forgotten: set[str] = set()
        self._soon = asyncio.Event()
        self._now = asyncio.Event()
        self._stopping = False
        self._swept: asyncio.Future[None] | None = None

    def changed(self, session: Session) -> None:
        """Save `session` soon; at once where it ended."""
        self._changed[session.id] = session
        self._soon.set()
        if session.over:
            self._now.set()

    def forget(self, session: Session) -> None:
        """Remove the record of `session`."""
        self._changed.pop(session.id, None)
        self._forgotten.add(session.id)
        self._soon.set()

    async def saved(self, session: Session) -> None:
        """Save `session` at once, and wait for it."""
        self.changed(session)
        self._now.set()
        if self._swept is None:
            self._swept = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._swept)

    async def run(self) -> None:
        """Save what changes, until `stop()`; everything is saved when it returns."""
        while not self._stopping:
            await self._soon.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(SAVE_EVERY_S):
                    await self._now.wait()
            await self._sweep()
        await self._sweep()  # what changed during the last one

    def stop(self) -> None:
        """End `run()` with one last sweep. Cancelling it could lose what it was writing."""
        self._stopping = True
        self._soon.set()
        self._now.set()

    async def _sweep(self) -> None:
        """Save everything that changed since the last sweep."""
        self._soon.clear()
        self._now.clear()
        changed, self._changed = self._changed, {}
        forgotten, self._forgotten = self._forgotten, set()
        swept, self._swept = self._swept, None
        for session in changed.values():
            await self._save(session)
        for session_id in forgotten:
            await asyncio.to_thread(self._records.forget, session_id)
            await self._on_forgotten(session_id)
        if swept is not None:
            swept.set_result(None)

    async def _save(self, session: Session) -> None:
        record = Record.of(session.describe(), session.history, session.nonce)
        try:
            await asyncio.to_thread(self._records.save, record)
        except OSError as error:
            # The terminal itself is well: it only would not be listed after our own death.
            log.warning("the record of %s could not be written: %s", session.id, error)
