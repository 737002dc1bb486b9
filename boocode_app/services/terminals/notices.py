"""What is told of a session's end: to whom, and in which words.

Invariant: pure. Whether a session calls for a notice is read from what is on disk of it, so a
BooTerm that died and came back decides as the first one would have.
"""

from boocode_app.contracts.terminals import PtyNotice, PtySession
from boocode_app.core.ids import new_id, utc_now

FULL_OUTPUT = "Use pty_read to see the full output."
SEARCH = "It failed: use pty_read with `pattern` to search its output for the error."
SO_FAR = "Use pty_read to see its output so far."


def calls_for_notice(session: PtySession) -> bool:
    """Whether the agent is to be told: it asked for it, and did not end the session itself."""
    if not session.notifyOnExit or session.status == "running":
        return False
    by_booterm = session.timedOut or session.endReason
    ended_itself = session.status == "killed" and session.endedBy == session.agentId
    return bool(by_booterm) or not ended_itself


def notice_of(session: PtySession, seq: int) -> PtyNotice:
    """The notice of `session`, which ended."""
    return PtyNotice(
        id=new_id(),
        seq=seq,
        at=utc_now(),
        agentId=session.agentId,
        text=text_of(session),
        session=session,
    )


def text_of(session: PtySession) -> str:
    """What the agent sees."""
    return "\n".join(
        [
            "<pty_exited>",
            f"ID: {session.id}",
            f"Title: {_on_one_line(session.title)}",
            _outcome(session),
            f"Output Lines: {session.totalLines}",
            f"Last Line: {session.lastLine}".rstrip(),
            "</pty_exited>",
            _advice(session),
        ]
    )


def _outcome(session: PtySession) -> str:
    if session.timedOut:
        return f"Timeout: {session.timeoutSeconds:g} s"
    if session.signal is not None:
        return f"Signal: {session.signal}"
    if session.exitCode is not None:
        return f"Exit Code: {session.exitCode}"
    return "Exit Code: unknown"


def _advice(session: PtySession) -> str:
    if session.timedOut:
        return f"It was stopped, since its time was over. {SO_FAR}"
    if session.endReason:
        return f"It was stopped: {session.endReason} {SO_FAR}"
    if session.status == "lost":
        return f"It was lost when BooTerm itself broke off. {SO_FAR}"
    if session.status == "killed":
        return f"It was stopped by somebody else. {SO_FAR}"
    return FULL_OUTPUT if session.exitCode == 0 else SEARCH


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
