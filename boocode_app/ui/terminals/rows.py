"""What the terminals page shows of a PTY session."""

from dataclasses import dataclass

from boocode_app.contracts.status import AgentStatus
from boocode_app.contracts.terminals import PtySession, PtyStatus

DOTS: dict[PtyStatus, AgentStatus] = {
    "running": "done",
    "exited": "idle",
    "killed": "idle",
    "lost": "failed",
}


@dataclass(frozen=True)
class TerminalRow:
    """One terminal. `ending` says in words how it ended, empty while it runs."""

    id: str = ""
    title: str = ""
    command: str = ""
    workdir: str = ""
    agent: str = ""
    status: str = ""
    dot: AgentStatus = "idle"
    pid: str = ""
    size: str = ""
    created_at: str = ""
    last_line: str = ""
    ending: str = ""
    running: bool = False

    @classmethod
    def of(cls, session: PtySession) -> "TerminalRow":
        """The row of a session."""
        return cls(
            id=session.id,
            title=session.title or session.command,
            command=" ".join([session.command, *session.args]),
            workdir=session.workdir,
            agent=session.agentId or "",
            status=session.status,
            dot=DOTS[session.status],
            pid=str(session.pid or "–"),
            size=f"{session.cols} × {session.rows}",
            created_at=session.createdAt.isoformat(),
            last_line=session.lastLine,
            ending=_ending(session),
            running=session.status == "running",
        )


def _ending(session: PtySession) -> str:
    if session.exitCode is not None:
        return f"exit code {session.exitCode}"
    return f"signal {session.signal}" if session.signal else ""
