"""All sessions of one BooTerm: started, found, kept on disk, and ended together.

Invariant: a session stands in the registry and on disk before anyone is told its id. At most
`running_limit` of a user run; of those that ended, the last ENDED_KEPT are remembered. The end of
one that asked for it is posted in the outbox, whether it ends now or ended in an earlier BooTerm.
"""

import asyncio
import os
import secrets
import time
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from boocode_app.contracts.terminals import (
    Fault,
    PtyCommands,
    PtyEdit,
    PtyKill,
    PtyRead,
    PtySession,
    PtySpawn,
    PtyTicket,
    PtyWait,
    PtyWaited,
)
from boocode_app.core.auth.credentials import OWNER
from boocode_app.core.errors import InvalidInput, NotFound, Unavailable
from boocode_app.core.ids import utc_now
from boocode_app.services.terminals import processes
from boocode_app.services.terminals.audience import Patience
from boocode_app.services.terminals.births import Birth, agent_mark, plan
from boocode_app.services.terminals.endings import end_after, end_all, end_as_asked
from boocode_app.services.terminals.escapes import unescape
from boocode_app.services.terminals.flags import AgentFlags
from boocode_app.services.terminals.keeper import Keeper
from boocode_app.services.terminals.outbox import Outbox
from boocode_app.services.terminals.protocol import parse_cursor
from boocode_app.services.terminals.reading import read_commands, read_lines
from boocode_app.services.terminals.records import Record, Records
from boocode_app.services.terminals.roster import Roster
from boocode_app.services.terminals.session import Cause, Session
from boocode_app.services.terminals.tickets import LIFE_S, Tickets
from boocode_app.services.terminals.viewer import Viewer
from boocode_app.services.terminals.waiting import wait_for

RUNNING_LIMIT = 256
ENDED_KEPT = 64
IDLE_S = 7 * 86_400.0
"""A session that nobody watches and that neither prints nor reads for so long is ended."""
NO_FLAGS = AgentFlags()
CLOSING = Cause(reason="BooTerm was ended.")
T = TypeVar("T")


class Terminals:
    """The terminals of `home`. `start()` before the first use, `close()` after the last."""

    def __init__(
        self,
        home: Path,
        *,
        environ: Mapping[str, str] | None = None,
        running_limit: int = RUNNING_LIMIT,
        patience: Patience | None = None,
        idle_s: float = IDLE_S,
    ) -> None:
        self.outbox = Outbox(home / "outbox")
        self.tickets = Tickets()
        self._home = home
        self._records = Records(home / "terminals")
        self._keeper = Keeper(self._records, self.outbox.forget)
        self._idle_s = idle_s
        self._environ = os.environ if environ is None else environ
        self._running_limit = running_limit
        self._patience = patience
        self._sessions: dict[str, Session] = {}
        self.roster = Roster(self._sessions)
        self._starting: dict[asyncio.Task[PtySession], str] = {}  # with the user of each
        self._closing = False
        self._services: list[asyncio.Task[None]] = []
        self._idle_watch: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Remember the sessions of an earlier BooTerm: those that ran then are lost."""
        records = await asyncio.to_thread(self._records.load)
        await asyncio.to_thread(self.outbox.load, {record.session.id for record in records})
        for record in records:
            self._remember(record)
        self._services = [
            asyncio.create_task(self._keeper.run()),
            asyncio.create_task(self.outbox.run()),
        ]
        self._idle_watch = asyncio.create_task(self._end_idle())

    async def close(self) -> None:
        """End every process, with TERM and then KILL, and save how each ended."""
        self._closing = True
        if self._idle_watch is not None:
            self._idle_watch.cancel()
        await end_all(self._sessions.values(), CLOSING)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=processes.KILL_AFTER_S)
        self.outbox.stop()
        self._keeper.stop()
        await asyncio.gather(*self._services)

    async def spawn(
        self, request: PtySpawn, flags: AgentFlags = NO_FLAGS, user: str = OWNER
    ) -> PtySession:
        """Start a session. Raises InvalidInput (names the field) or Unavailable (at the limit)."""
        birth = plan(request, flags, user, self._environ, self._home)
        self._check_limit(user)
        # A caller that hangs up must not leave a process that no session knows of.
        spawning = self._keep(self._spawn(birth))
        self._starting[spawning] = user
        spawning.add_done_callback(self._starting.pop)
        return await asyncio.shield(spawning)

    def list(self) -> list[PtySession]:
        """All sessions, the oldest first."""
        return [session.describe() for session in self._sessions.values()]

    def get(self, session_id: str) -> Session:
        """One session. Raises NotFound."""
        session = self._sessions.get(session_id)
        if session is None:
            raise NotFound(f"There is no terminal {session_id[:80]!r}.")
        return session

    def attach(
        self, session_id: str, cursor: str | None, *, readonly: bool = False
    ) -> tuple[Session, Viewer]:
        """A new viewer of a session, resuming at `cursor` (a count of bytes, in decimal).

        Raises NotFound, or InvalidInput for a cursor that is none.
        """
        session = self.get(session_id)
        start = parse_cursor(cursor)
        if isinstance(start, Fault):
            raise InvalidInput(start.detail, field="cursor")
        return session, session.attach(start, readonly=readonly)

    async def edit(self, session_id: str, wanted: PtyEdit) -> PtySession:
        """Rename a session, running or not, or describe it anew; returns when that is on disk."""
        session = self.get(session_id)
        session.edit(wanted)
        await self._keeper.saved(session)
        return session.describe()

    def write(self, session_id: str, text: str, *, agent: str | None = None) -> int:
        """Type `text`, its escapes understood, for `agent` or for a person; how many bytes."""
        data = unescape(text)
        self.get(session_id).type(data, by="agent" if agent else "person")
        return len(data)

    def issue_ticket(self, session_id: str, *, readonly: bool = False) -> PtyTicket:
        """A ticket for one WebSocket of a session. Raises NotFound."""
        session = self.get(session_id)
        expires = utc_now() + timedelta(seconds=LIFE_S)
        code = self.tickets.issue(session.id, readonly=readonly)
        return PtyTicket(id=session.id, ticket=code, readonly=readonly, expiresAt=expires)

    async def read(
        self,
        session_id: str,
        *,
        offset: int = 0,
        limit: int = 500,
        pattern: str | None = None,
        ignore_case: bool = False,
    ) -> PtyRead:
        """Lines of the output that is kept: filtered first, then paged."""
        session = self.get(session_id)
        return await read_lines(
            session, offset=offset, limit=limit, pattern=pattern, ignore_case=ignore_case
        )

    async def commands(self, session_id: str) -> PtyCommands:
        """What the shell of a session ran, as far as it is kept."""
        return await read_commands(self.get(session_id))

    async def kill(
        self, session_id: str, request: PtyKill, *, agent: str | None = None
    ) -> PtySession:
        """Signal a session. TERM (KILL follows) and KILL return when its processes are gone.

        `agent` is the one that wants it: of what it ended itself it gets no notice.
        """
        session = self.get(session_id)
        await end_as_asked(session, request, Cause(agent=agent))
        if request.cleanup:
            self._forget(session)
        return session.describe()

    async def wait(self, session_id: str, timeout_s: float) -> PtySession:
        """The session when it has ended, or as it is after `timeout_s` seconds."""
        session = self.get(session_id)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await session.ended.wait()
        return session.describe()

    async def wait_for(self, session_id: str, wanted: PtyWait) -> PtyWaited:
        """Wait for the end, a text or quiet, as `wanted` says."""
        return await wait_for(self.get(session_id), wanted)

    async def end_of_agent(self, agent: str) -> Sequence[PtySession]:
        """End whatever `agent` left running, also what left its terminal; the sessions ended."""
        if self._starting:  # what it is just starting is to be ended as well
            await asyncio.wait(list(self._starting))
        left = [session for session in self._sessions.values() if session.runs_for(agent)]
        mark = agent_mark(self._home, agent)
        await asyncio.gather(end_all(left, Cause(agent=agent)), processes.end_marked(mark))
        await processes.end_marked(mark)  # what one of them may have started in its last moments
        return [session.describe() for session in left]

    async def _end_idle(self) -> None:
        hours = f"{self._idle_s / 3600:g} h"
        cause = Cause(reason=f"for {hours} nobody watched it and nothing happened in it.")
        while True:
            await asyncio.sleep(min(60.0, self._idle_s / 4))
            long_ago = time.monotonic() - self._idle_s
            idle = [s for s in self._sessions.values() if s.idle_since(long_ago)]
            await end_all(idle, cause)

    def _changed(self, session: Session) -> None:
        self._keeper.changed(session)
        self.roster.changed(session.id)
        if session.over:
            self.outbox.ended(session.describe())

    def _check_limit(self, user: str) -> None:
        """Raises Unavailable where no session more may run."""
        if self._closing:
            raise Unavailable("BooTerm is ending.")
        running = list(self._starting.values()).count(user) + sum(
            not session.over and session.user == user for session in self._sessions.values()
        )
        if running >= self._running_limit:
            raise Unavailable(f"{running} terminals run, which is the limit: end one first.")

    async def _spawn(self, birth: Birth) -> PtySession:
        session = await birth.session(self._new_id, self._home, self._changed, self._patience)
        self._sessions[session.id] = session
        self.roster.changed(session.id)
        self._forget_oldest_ended()
        if birth.request.timeoutSeconds is not None:
            self._keep(end_after(session, birth.request.timeoutSeconds))
        if self._closing:
            await session.end(CLOSING)
        await self._keeper.saved(session)
        return session.describe()

    def _new_id(self) -> str:
        session_id = f"pty_{secrets.token_hex(4)}"
        while session_id in self._sessions or session_id in self.outbox:
            session_id = f"pty_{secrets.token_hex(4)}"
        return session_id

    def _keep(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Run `work` to its end, whoever waits for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _remember(self, record: Record) -> None:
        facts = record.session.model_copy(update={"pid": None, "viewers": 0})
        if facts.status == "running":
            facts = facts.model_copy(update={"status": "lost"})
        session = Session(
            facts,
            record.ring(),
            on_change=self._changed,
            preamble=record.preamble,
            nonce=record.nonce,
        )
        self._sessions[session.id] = session
        if facts.status != record.session.status:
            self._keeper.changed(session)
        self.outbox.ended(session.describe())
        self._forget_oldest_ended()

    def _forget_oldest_ended(self) -> None:
        ended = [session for session in self._sessions.values() if session.over]
        for session in ended[: max(0, len(ended) - ENDED_KEPT)]:
            self._forget(session)

    def _forget(self, session: Session) -> None:
        if self._sessions.pop(session.id, None):
            self._keeper.forget(session)
            self.roster.changed(session.id)
