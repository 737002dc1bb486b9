"""How sessions are ended from outside: on a wish, by their time, all together.

Invariant: whoever is ended here is told so first (`expect_end`), so it counts as killed and not as
exited, and the cause that its notice gives is the first one.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from boocode_app.contracts.terminals import PtyKill
from boocode_app.services.terminals import processes
from boocode_app.services.terminals.session import Cause, Session


async def end_all(sessions: Iterable[Session], cause: Cause) -> None:
    """TERM, then KILL, all processes of those that run; returns when they are gone."""
    ptys = []
    for session in sessions:
        if session.pty is not None:
            session.expect_end(cause)
            ptys.append(session.pty)
    await processes.end_sessions([pty.pid for pty in ptys], [pty.reaped for pty in ptys])


async def end_after(session: Session, seconds: float) -> None:
    """End `session` where it still runs `seconds` from now."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await session.ended.wait()
    if not session.over:
        await session.end(Cause(timed_out=True))


async def end_as_asked(session: Session, request: PtyKill, cause: Cause) -> None:
    """Send the signal that `request` names; TERM and KILL return when its processes are gone."""
    match request.signal:
        case "INT":
            session.interrupt()
        case "HUP":
            session.hang_up(cause)
        case "TERM" | "KILL":
            await session.end(cause, at_once=request.signal == "KILL")
    if request.cleanup:
        await session.end(cause)
