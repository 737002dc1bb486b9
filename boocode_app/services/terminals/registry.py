"""All sessions of one BooTerm: started, found, kept on disk, and ended together.

Invariant: a session stands in the registry and on disk before anyone is told its id. At most
`running_limit` run; of those that ended, the last ENDED_KEPT are remembered.
"""

import asyncio
import os
import secrets
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from boocode_app.contracts.terminals import Fault, PtyKill, PtyRead, PtySession, PtySpawn
from boocode_app.core.errors import InvalidInput, NotFound, Unavailable
from boocode_app.core.ids import utc_now
from boocode_app.services.terminals import processes
from boocode_app.services.terminals.audience import Patience
from boocode_app.services.terminals.escapes import unescape
from boocode_app.services.terminals.keeper import Keeper
from boocode_app.services.terminals.launch import Launch, prepare
from boocode_app.services.terminals.lines import select
from boocode_app.services.terminals.protocol import parse_cursor
from boocode_app.services.terminals.pty import Pty
from boocode_app.services.terminals.records import Record, Records
from boocode_app.services.terminals.ring import Ring
from boocode_app.services.terminals.session import Session
from boocode_app.services.terminals.viewer import Viewer

RUNNING_LIMIT = 256
ENDED_KEPT = 64
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
    ) -> None:
        self._records = Records(home / "terminals")
        self._keeper = Keeper(self._records)
        self._environ = os.environ if environ is None else environ
        self._running_limit = running_limit
        self._patience = patience
        self._sessions: dict[str, Session] = {}
        self._starting = 0
        self._closing = False
        self._keeping: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Remember the sessions of an earlier BooTerm: those that ran then are lost."""
        for record in await asyncio.to_thread(self._records.load):
            self._remember(record)
        self._keeping = asyncio.create_task(self._keeper.run())

    async def close(self) -> None:
        """End every process, with TERM and then KILL, and save how each ended."""
        self._closing = True
        ptys = [session.pty for session in self._sessions.values() if session.pty]
        for session in self._sessions.values():
            session.expect_end()
        await processes.end_sessions([pty.pid for pty in ptys], [pty.reaped for pty in ptys])
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=processes.KILL_AFTER_S)
        self._keeper.stop()
        if self._keeping is not None:
            await self._keeping

    async def spawn(self, request: PtySpawn) -> PtySession:
        """Start a session. Raises InvalidInput (names the field) or Unavailable (at the limit)."""
        if request.notifyOnExit:
            raise InvalidInput(
                "notifyOnExit is not offered yet: wait for the end of the session, or read it.",
                field="notifyOnExit",
            )
        launch = prepare(request, self._environ)
        running = self._starting + sum(not session.over for session in self._sessions.values())
        if self._closing or running >= self._running_limit:
            raise Unavailable(
                "BooTerm is ending."
                if self._closing
                else f"{running} terminals run, which is the limit: end one first."
            )
        self._starting += 1
        # A caller that hangs up must not leave a process that no session knows of.
        return await asyncio.shield(self._keep(self._spawn(request, launch)))

    def list(self) -> list[PtySession]:
        """All sessions, the oldest first."""
        return [session.describe() for session in self._sessions.values()]

    def get(self, session_id: str) -> Session:
        """One session. Raises NotFound."""
        session = self._sessions.get(session_id)
        if session is None:
            raise NotFound(f"There is no terminal {session_id[:80]!r}.")
        return session

    def attach(self, session_id: str, cursor: str | None) -> tuple[Session, Viewer]:
        """A new viewer of a session, resuming at `cursor` (a count of bytes, in decimal).

        Raises NotFound, or InvalidInput for a cursor that is none.
        """
        session = self.get(session_id)
        start = parse_cursor(cursor)
        if isinstance(start, Fault):
            raise InvalidInput(start.detail, field="cursor")
        return session, session.attach(start)

    def write(self, session_id: str, text: str) -> int:
        """Type `text`, its escapes understood; the number of bytes typed."""
        data = unescape(text)
        self.get(session_id).type(data)
        return len(data)

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
        now = session.describe()
        transcript = session.transcript()
        found = await asyncio.to_thread(
            select,
            transcript,
            offset=offset,
            limit=limit,
            pattern=pattern,
            ignore_case=ignore_case,
        )
        return PtyRead(
            id=session.id,
            status=now.status,
            lines=found.lines,
            firstLine=transcript.first + transcript.partial,
            totalLines=now.totalLines,
            matched=found.matched,
            hasMore=found.has_more,
        )

    async def kill(self, session_id: str, request: PtyKill) -> PtySession:
        """Signal a session. TERM (KILL follows) and KILL return when its processes are gone."""
        session = self.get(session_id)
        match request.signal:
            case "INT":
                session.interrupt()
            case "HUP":
                session.hang_up()
            case "TERM" | "KILL":
                await session.end(at_once=request.signal == "KILL")
        if request.cleanup:
            await session.end()
            self._forget(session)
        return session.describe()

    async def wait(self, session_id: str, timeout_s: float) -> PtySession:
        """The session when it has ended, or as it is after `timeout_s` seconds."""
        session = self.get(session_id)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await session.ended.wait()
        return session.describe()

    async def _spawn(self, request: PtySpawn, launch: Launch) -> PtySession:
        try:
            pty = await Pty.spawn(launch)
        finally:
            self._starting -= 1
        session = Session(
            self._facts(request, launch, pty.pid),
            Ring(),
            on_change=self._keeper.changed,
            pty=pty,
            patience=self._patience,
        )
        self._sessions[session.id] = session
        self._forget_oldest_ended()
        if request.timeoutSeconds is not None:
            self._keep(self._end_after(session, request.timeoutSeconds))
        if self._closing:
            await session.end()
        await self._keeper.saved(session)
        return session.describe()

    def _facts(self, request: PtySpawn, launch: Launch, pid: int) -> PtySession:
        session_id = f"pty_{secrets.token_hex(4)}"
        while session_id in self._sessions:
            session_id = f"pty_{secrets.token_hex(4)}"
        return PtySession(
            id=session_id,
            title=request.title or Path(launch.argv[0]).name,
            description=request.description or "",
            command=request.command or launch.argv[0],
            args=request.args,
            workdir=str(launch.workdir),
            status="running",
            pid=pid,
            cols=request.cols,
            rows=request.rows,
            createdAt=utc_now(),
            timeoutSeconds=request.timeoutSeconds,
        )

    async def _end_after(self, session: Session, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await session.ended.wait()
        if not session.over:
            await session.end(timed_out=True)

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
        session = Session(facts, record.ring(), on_change=self._keeper.changed)
        self._sessions[session.id] = session
        if facts.status != record.session.status:
            self._keeper.changed(session)
        self._forget_oldest_ended()

    def _forget_oldest_ended(self) -> None:
        ended = [session for session in self._sessions.values() if session.over]
        for session in ended[: max(0, len(ended) - ENDED_KEPT)]:
            self._forget(session)

    def _forget(self, session: Session) -> None:
        if self._sessions.pop(session.id, None):
            self._keeper.forget(session)
