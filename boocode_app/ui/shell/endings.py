"""What a person is told when a command ended that was to be told of."""

from collections.abc import Sequence

from boocode_app.contracts.terminals import PtyNotice, PtySession
from boocode_app.ui import routes
from boocode_app.ui.components.toasts.rows import ToastRow

NAME_CHARS = 80
NAMED = 3
"""So many of those that failed are named where several ended at once."""


def told(notices: Sequence[PtyNotice]) -> ToastRow:
    """The toast of `notices`, at least one, that came at once."""
    if len(notices) > 1:
        return _together(notices)
    [notice] = notices
    session = notice.session
    return ToastRow(
        id=notice.id,
        kind="failure" if _failed(session) else "done",
        title=_name(session),
        detail=_outcome(session),
        output=session.lastLine,
        href=routes.terminal(session.id),
    )


def _together(notices: Sequence[PtyNotice]) -> ToastRow:
    failed = [_name(notice.session) for notice in notices if _failed(notice.session)]
    more = f" and {len(failed) - NAMED} more" if len(failed) > NAMED else ""
    named = f"{len(failed)} failed: {', '.join(failed[:NAMED])}{more}"
    return ToastRow(
        id=notices[-1].id,
        kind="failure" if failed else "done",
        title=f"{len(notices)} commands ended",
        detail=named if failed else "All are done, exit code 0",
        href=routes.TERMINALS,
    )


def _failed(session: PtySession) -> bool:
    return session.exitCode != 0 or session.timedOut


def _name(session: PtySession) -> str:
    return " ".join((session.title or session.command).split())[:NAME_CHARS]


def _outcome(session: PtySession) -> str:
    if session.timedOut:
        return f"Stopped, its {session.timeoutSeconds:g} s were over"
    if session.status == "lost":
        return "Lost when BooTerm broke off"
    if session.signal is not None:
        return f"Ended by {session.signal}"
    if session.exitCode is None:
        return "Ended"
    return f"Failed with exit code {session.exitCode}" if session.exitCode else "Done, exit code 0"
