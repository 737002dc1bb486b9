"""How a session comes to be: what was asked for, checked, then a process, then the session.

Invariant: whatever can be refused is refused before a process is started, and the process knows
nothing of its session but the nonce of its shell's marks and, of an agent, the agent's mark.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from boocode_app.contracts.terminals import PtySession, PtySpawn
from boocode_app.core.ids import utc_now
from boocode_app.services.terminals import processes
from boocode_app.services.terminals.audience import Patience
from boocode_app.services.terminals.flags import AgentFlags, filled_in
from boocode_app.services.terminals.integration import integrated
from boocode_app.services.terminals.launch import Launch, prepare
from boocode_app.services.terminals.pty import Pty
from boocode_app.services.terminals.ring import Ring
from boocode_app.services.terminals.session import Session


@dataclass(frozen=True)
class Birth:
    """A session that can be started."""

    request: PtySpawn
    launch: Launch
    flags: AgentFlags
    user: str

    async def session(
        self,
        session_id: Callable[[], str],
        home: Path,
        on_change: Callable[[Session], None],
        patience: Patience | None,
    ) -> Session:
        """Start it. `session_id()` is asked once the process runs: no other may take the id."""
        nonce = secrets.token_hex(16)
        marked = None
        if self.request.command is None:
            marked = await asyncio.to_thread(integrated, self.launch, home / "shell", nonce)
        pty = await Pty.spawn(marked or self.launch)
        return Session(
            self._facts(session_id(), pty.pid),
            Ring(),
            on_change=on_change,
            pty=pty,
            patience=patience,
            nonce=nonce if marked else "",
        )

    def _facts(self, session_id: str, pid: int) -> PtySession:
        request, launch = self.request, self.launch
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
            notifyOnExit=request.notifyOnExit,
            agentId=request.agentId,
            taskId=request.taskId,
            owner="agent" if request.agentId else "person",
            flags=self.flags.shown,
            user=self.user,
        )


def plan(
    request: PtySpawn, flags: AgentFlags, user: str, environ: Mapping[str, str], home: Path
) -> Birth:
    """What `request` and `flags` ask for. Raises InvalidInput (names the field)."""
    request = filled_in(request, flags)
    launch = prepare(request, environ)
    if request.agentId is not None:
        mark = {processes.MARK: agent_mark(home, request.agentId)}
        launch = replace(launch, environment=launch.environment | mark)
    return Birth(request, launch, flags, user)


def agent_mark(home: Path, agent: str) -> str:
    """What the environments of an agent's processes hold: of this home and no other."""
    return hashlib.sha256(f"{home.resolve()}\0{agent}".encode()).hexdigest()[:32]
