"""A session as an agent reads it: its lines, its screen, and the commands that its shell ran.

Invariant: what is read is taken from the ring at once and worked on in a thread, so one answer is
of one moment, and a long one holds nothing up.
"""

import asyncio

from boocode_app.contracts.terminals import PtyCommands, PtyRead
from boocode_app.services.terminals.lines import select
from boocode_app.services.terminals.marks import commands
from boocode_app.services.terminals.pictures import as_seen
from boocode_app.services.terminals.session import Session


async def read_lines(
    session: Session, *, offset: int, limit: int, pattern: str | None, ignore_case: bool
) -> PtyRead:
    """Lines of the output that is kept: filtered first, then paged."""
    now = session.describe()
    transcript, seen = session.output.transcript(), session.output.seen()
    found = await asyncio.to_thread(
        select, transcript, offset=offset, limit=limit, pattern=pattern, ignore_case=ignore_case
    )
    return PtyRead(
        id=session.id,
        status=now.status,
        lines=found.lines,
        firstLine=now.firstLine,
        totalLines=now.totalLines,
        matched=found.matched,
        hasMore=found.has_more,
        screen=await asyncio.to_thread(as_seen, seen) if seen else None,
    )


async def read_commands(session: Session) -> PtyCommands:
    """What the shell ran, as far as it is kept."""
    ring = session.ring
    data = ring.read(ring.start, ring.end - ring.start)
    line = ring.newlines_before + 1
    found = await asyncio.to_thread(commands, data, ring.start, line, session.nonce)
    return PtyCommands(commands=found)
