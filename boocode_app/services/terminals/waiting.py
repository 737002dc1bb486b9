"""Waiting for a session: until it ended, until a text was seen, until it is quiet.

Invariant: no wait outlives its timeout or the session's process, and a process that left the
terminal open behind it holds nothing up: the end is the end of the command itself. Text is looked
for in each byte that is kept once, whatever chunks it comes in.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Literal

from boocode_app.contracts.terminals import PtyWait, PtyWaited
from boocode_app.core.errors import InvalidInput
from boocode_app.services.terminals.lines import without_escapes
from boocode_app.services.terminals.session import Session

LOOK_EVERY_S = 0.05
"""A flood is looked at so often, at most."""
LINE_WITHIN = 65_536
"""A line that is not over is looked at again from its beginning, at most so far back."""


async def wait_for(session: Session, wanted: PtyWait) -> PtyWaited:
    """What came first. Raises InvalidInput where `text` is waited for and none is given."""
    conditions: dict[str, Callable[[], Awaitable[bool]]] = {
        "exit": lambda: _exit(session),
        "text": lambda: _text(session, wanted),
        "quiet": lambda: _quiet(session, wanted.quietMs / 1000),
    }
    if wanted.until == "text" and not wanted.text:
        raise InvalidInput("`text` says what to wait for, and it is not given.", field="text")
    met: Literal["exit", "text", "quiet", "timeout"] = "timeout"
    with suppress(TimeoutError):
        async with asyncio.timeout(wanted.timeout):
            met = wanted.until if await conditions[wanted.until]() else "exit"
    if met == "timeout" and session.over:
        met = "exit"
    return PtyWaited(met=met, session=session.describe())


async def _exit(session: Session) -> bool:
    await session.ended.wait()
    return True


async def _quiet(session: Session, quiet_s: float) -> bool:
    """Counted from now at the earliest: a command that was typed just now has yet to print."""
    with session.output.watched() as changed:
        while not session.over:
            changed.clear()
            try:
                async with asyncio.timeout(quiet_s):
                    await changed.wait()
            except TimeoutError:
                return True
    return False


async def _text(session: Session, wanted: PtyWait) -> bool:
    assert wanted.text is not None
    search = _Search(session, wanted.text, wanted.offset)
    with session.output.watched() as changed:
        while True:
            changed.clear()
            over = session.over
            if await search.found():
                return True
            if over:
                return False
            await changed.wait()
            if not session.over:
                await asyncio.sleep(LOOK_EVERY_S)


class _Search:
    """A text in the lines after `offset`; each call looks at what came since the last one."""

    def __init__(self, session: Session, text: str, offset: int) -> None:
        self._ring = session.ring
        self._text = text
        self._offset = offset
        self._at = self._ring.start
        self._line = self._ring.newlines_before
        """Newlines before `_at`, as long as lines are skipped."""

    async def found(self) -> bool:
        """Whether the text is there now."""
        ring = self._ring
        if self._at < ring.start:
            self._at, self._line = ring.start, ring.newlines_before
        data = ring.read(self._at, ring.end - self._at)
        begin = self._skip(data)
        if begin is None:
            return False
        self._at += begin
        end = self._at + len(data) - begin
        self._at = max(self._at + data.rfind(b"\n", begin) + 1 - begin, end - LINE_WITHIN, self._at)
        return self._text in await _readable(data[begin:])

    def _skip(self, data: bytes) -> int | None:
        """Where in `data` the lines begin that count; None where none does."""
        begin = 0
        while self._line < self._offset:
            newline = data.find(b"\n", begin)
            if newline < 0:
                self._at += begin
                return None
            begin = newline + 1
            self._line += 1
        return begin


async def _readable(data: bytes) -> str:
    if len(data) <= LINE_WITHIN:
        return without_escapes(data)
    return await asyncio.to_thread(without_escapes, data)
