"""Notices on their way to agents: small files in BOOCODE_HOME/outbox, kept until acknowledged.

Invariant: of a session there is one notice at most, ever: its file is waiting, or a mark stands in
`done/` as long as the session is remembered. A notice is on disk before anybody sees it, and seqs
grow in the order in which notices become visible, so a reader that goes on after the last seq it
saw misses none. At most LIMIT wait; then the oldest is dropped, and the log tells of it.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncGenerator, Container, Iterable
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from boocode_app.contracts.terminals import PtyNotice, PtySession
from boocode_app.core.files import remove_drafts, write_atomically
from boocode_app.services.terminals.notices import calls_for_notice, notice_of

LIMIT = 4096
SILENCE_S = 15.0
"""After so long without a notice a follower gets None: time to show that the link lives."""

log = logging.getLogger(__name__)


def seq_of_now() -> int:
    """Microseconds, so that seqs go on growing although no file is left to tell the last."""
    return time.time_ns() // 1000


class Outbox:
    """The notices of `folder`. `load()` first; they are written while `run()` runs."""

    def __init__(self, folder: Path, *, limit: int = LIMIT) -> None:
        self._folder = folder
        self._limit = limit
        self._waiting: dict[str, PtyNotice] = {}  # by session, in the order of seq
        self._done: set[str] = set()
        self._unremembered: set[str] = set()  # their records are gone: no mark is needed
        self._drafts: deque[PtySession] = deque()
        self._drafted: set[str] = set()
        self._work = asyncio.Event()
        self._stopping = False
        self._last_seq = 0
        self._followers: set[asyncio.Event] = set()

    def load(self, remembered: Container[str]) -> None:
        """Take up what an earlier BooTerm left; these sessions are remembered. Blocks."""
        remove_drafts(self._folder, "pty_*.json")
        remove_drafts(self._folder / "done", "pty_*")
        with suppress(FileNotFoundError, NotADirectoryError):
            self._done = {file.name for file in (self._folder / "done").iterdir()}
        found = []
        for file in self._folder.glob("pty_*.json"):
            try:
                found.append(PtyNotice.model_validate_json(file.read_bytes()))
            except (OSError, ValidationError) as error:
                log.warning("%s is no notice: %s", file, type(error).__name__)
        for notice in sorted(found, key=lambda notice: notice.seq):
            if notice.session.id in self._done:  # acknowledged, then cut off before the unlink
                self._file(notice.session.id).unlink(missing_ok=True)
            else:
                self._waiting[notice.session.id] = notice
                if notice.session.id not in remembered:
                    self._unremembered.add(notice.session.id)
            self._last_seq = max(self._last_seq, notice.seq)
        for session_id in [known for known in self._done if known not in remembered]:
            self._done.discard(session_id)
            self._mark(session_id).unlink(missing_ok=True)

    def __contains__(self, session_id: str) -> bool:
        """Whether there was a notice of this session, as far as is remembered."""
        known = (self._waiting, self._drafted, self._done)
        return any(session_id in sessions for sessions in known)

    def ended(self, session: PtySession) -> None:
        """`session` is over: post its notice, where it calls for one that was never posted."""
        if session.id in self or not calls_for_notice(session):
            return
        self._drafted.add(session.id)
        self._drafts.append(session)
        self._work.set()

    def after(self, seq: int, agent: str | None) -> list[PtyNotice]:
        """What waits above `seq` for `agent` (None: for anybody), in order."""
        return [
            notice
            for notice in self._waiting.values()
            if notice.seq > seq and agent in (None, notice.agentId)
        ]

    async def follow(self, seq: int, agent: str | None) -> AsyncGenerator[PtyNotice | None]:
        """What waits above `seq`, then each as it comes; None after SILENCE_S without one."""
        news = asyncio.Event()
        self._followers.add(news)
        try:
            while True:
                news.clear()
                for notice in self.after(seq, agent):
                    seq = notice.seq
                    if self._waiting.get(notice.session.id) is notice:  # not dealt with meanwhile
                        yield notice
                try:
                    async with asyncio.timeout(SILENCE_S):
                        await news.wait()
                except TimeoutError:
                    yield None
        finally:
            self._followers.discard(news)

    async def acknowledge(self, ids: Iterable[str]) -> int:
        """Forget the notices with these ids; how many of them waited."""
        wanted = set(ids)
        dealt_with = [
            session_id for session_id, notice in self._waiting.items() if notice.id in wanted
        ]
        await self._put_away(dealt_with)
        return len(dealt_with)

    async def forget(self, session_id: str) -> None:
        """The session's record is gone, and with it the need for a mark. What waits goes on so."""
        if session_id in self._done:
            self._done.discard(session_id)
            await asyncio.to_thread(self._mark(session_id).unlink, missing_ok=True)
        elif session_id in self._waiting or session_id in self._drafted:
            self._unremembered.add(session_id)

    async def run(self) -> None:
        """Write what is posted, until `stop()`; everything is written when it returns."""
        while not self._stopping:
            await self._work.wait()
            await self._write_drafts()
        await self._write_drafts()

    def stop(self) -> None:
        """End `run()`."""
        self._stopping = True
        self._work.set()

    async def _write_drafts(self) -> None:
        self._work.clear()
        while self._drafts:
            notice = notice_of(self._drafts.popleft(), self._next_seq())
            try:
                await asyncio.to_thread(self._write, notice)
            except OSError as error:
                # Delivered it can be all the same, but for a BooTerm that dies before.
                log.warning("the notice of %s is not on disk: %s", notice.session.id, error)
            self._show(notice)
            if len(self._waiting) > self._limit:
                oldest = next(iter(self._waiting))
                log.warning("%d notices wait: that of %s is dropped", self._limit, oldest)
                await self._put_away([oldest])

    def _show(self, notice: PtyNotice) -> None:
        self._drafted.discard(notice.session.id)
        self._waiting[notice.session.id] = notice
        for follower in self._followers:
            follower.set()

    def _next_seq(self) -> int:
        self._last_seq = max(self._last_seq + 1, seq_of_now())
        return self._last_seq

    async def _put_away(self, session_ids: list[str]) -> None:
        marked = []
        for session_id in session_ids:
            del self._waiting[session_id]
            if session_id in self._unremembered:
                self._unremembered.discard(session_id)
            else:
                self._done.add(session_id)
                marked.append(session_id)
        await asyncio.to_thread(self._remove, session_ids, marked)

    def _write(self, notice: PtyNotice) -> None:
        write_atomically(self._file(notice.session.id), notice.model_dump_json())

    def _remove(self, session_ids: list[str], marked: list[str]) -> None:
        for session_id in marked:  # first: a death in between must not bring the notice back
            write_atomically(self._mark(session_id), "")
        for session_id in session_ids:
            self._file(session_id).unlink(missing_ok=True)

    def _file(self, session_id: str) -> Path:
        return self._folder / f"{session_id}.json"

    def _mark(self, session_id: str) -> Path:
        return self._folder / "done" / session_id
