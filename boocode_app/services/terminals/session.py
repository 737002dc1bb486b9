"""One terminal session: a PTY, the ring of its output, and those who look at it.

Invariant: its life is `running`, then one of `exited`, `killed`, `lost`, for good; `_over` is the
only place that changes it, once.
"""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from boocode_app.contracts.terminals import (
    Fault,
    Owned,
    PtyEdit,
    PtyOwner,
    PtySession,
    PtyStatus,
    Resized,
)
from boocode_app.core.errors import Conflict, Unavailable
from boocode_app.core.ids import utc_now
from boocode_app.services.terminals import processes
from boocode_app.services.terminals.audience import Audience, Patience
from boocode_app.services.terminals.output import Output
from boocode_app.services.terminals.pty import INPUT_LIMIT, Ending, Pty
from boocode_app.services.terminals.ring import Ring
from boocode_app.services.terminals.viewer import Viewer

REPORTS = re.compile(
    rb"(?:\x1b(?:\[[?>=]?[\d;]*[cRnty]|\[[IO]|\][\d;]+[^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\))+"
)
"""What a terminal answers to a program: device attributes, positions, colours, its focus."""


@dataclass(frozen=True)
class Cause:
    """Why a session is ended: an agent wants it, its time is over, or BooTerm has a reason."""

    agent: str | None = None
    timed_out: bool = False
    reason: str = ""


NOBODY = Cause()


class Session:
    """`facts` are what does not change by itself; `on_change(session)` after anything else did."""

    def __init__(
        self,
        facts: PtySession,
        ring: Ring,
        *,
        on_change: Callable[["Session"], None],
        pty: Pty | None = None,
        patience: Patience | None = None,
        preamble: str = "",
        nonce: str = "",
    ) -> None:
        self.id = facts.id
        self.nonce = nonce
        """What the shell's marks carry; empty where it is not ours to mark."""
        self.output = Output(ring, facts.cols, facts.rows, preamble, self._flushed, facts.lastLine)
        self.ring = ring
        self.history = self.output.history
        self.ended = asyncio.Event()
        self.active_at = time.monotonic()
        """When something was printed or typed last (monotonic seconds)."""
        self._facts = facts
        self._on_change = on_change
        self._pty = pty
        self._audience = Audience(self._set_pace, patience or Patience())
        self._ending_asked = False
        self._end_is_sure = False
        if pty is None:
            self.ended.set()
        else:
            pty.start(self._took, self._process_ended)

    @property
    def over(self) -> bool:
        """Whether the process ended."""
        return self._facts.status != "running"

    @property
    def user(self) -> str:
        """Whose session it is."""
        return self._facts.user

    def runs_for(self, agent: str) -> bool:
        """Whether `agent` spawned it, and it still runs."""
        return not self.over and self._facts.agentId == agent

    def idle_since(self, moment: float) -> bool:
        """Whether it runs, nobody watches it, and nothing happened since `moment` (monotonic)."""
        return not self.over and not len(self._audience) and self.active_at < moment

    @property
    def pty(self) -> Pty | None:
        """The process; None once it ended."""
        return self._pty

    def describe(self) -> PtySession:
        """The session as it is now."""
        told = {"viewers": len(self._audience)} | self.output.described()
        return self._facts.model_copy(update=told)

    def attach(self, cursor: int | None, *, readonly: bool = False) -> Viewer:
        """A new viewer, whose screen holds everything up to `cursor` (None: nothing)."""
        viewer = Viewer(self, cursor, readonly=readonly)
        self._audience.add(viewer)
        return viewer

    def detach(self, viewer: Viewer, *, clean: bool) -> None:
        """`viewer` left; not `clean`: it broke off and may come back."""
        self._audience.remove(viewer, clean=clean)

    def edit(self, wanted: PtyEdit) -> None:
        """Take on the title and the description that `wanted` gives."""
        self._facts = self._facts.model_copy(update=wanted.model_dump(exclude_none=True))
        self._on_change(self)

    def hand_to(self, owner: PtyOwner) -> None:
        """Who may type from now on. Raises Conflict where there is no agent to hand it to."""
        if owner == "agent" and self._facts.agentId is None:
            raise Conflict(f"No agent spawned the terminal {self.id!r}: it stays with you.")
        if owner == self._facts.owner:
            return
        self._facts = self._facts.model_copy(update={"owner": owner})
        for viewer in self._audience.everybody:
            viewer.tell(Owned(owner=owner))
        self._on_change(self)

    def type(self, data: bytes, *, by: PtyOwner = "person") -> None:
        """Give `data` to the process. Raises Conflict (it ended, or `by` does not own it) or
        Unavailable (it reads none). What a terminal itself reports is nobody's.
        """
        if self._pty is not None and by != self._facts.owner and not REPORTS.fullmatch(data):
            raise Conflict(self._not_yours(by))
        if self._pty is None:
            raise Conflict(f"The terminal {self.id!r} has ended: nothing can be typed there.")
        self.active_at = time.monotonic()
        if not self._pty.write(data):
            raise Unavailable(
                f"The process of {self.id!r} does not read its input: {INPUT_LIMIT} bytes wait for "
                f"it already, so these {len(data)} were not typed."
            )

    def _not_yours(self, by: PtyOwner) -> str:
        if by == "person":
            return (
                f"The agent {self._facts.agentId!r} works in this terminal: take it over first to "
                "type here."
            )
        return (
            f"A person has the terminal {self.id!r}: nothing was typed. You may read it, and type "
            "when it is handed back to you."
        )

    def typed(self, viewer: Viewer, data: bytes) -> None:
        """`viewer` typed `data`; where that cannot be, it is told."""
        try:
            self.type(data, by="person")
            self._audience.active(viewer)
        except (Conflict, Unavailable) as error:
            viewer.tell(Fault(detail=error.detail))

    def resize(self, cols: int, rows: int, *, by: Viewer | None = None) -> None:
        """A new size; `by` becomes the owner, everybody else is told."""
        if by is not None:
            self._audience.active(by)
        if self._pty is None or (cols, rows) == (self._facts.cols, self._facts.rows):
            return
        self._facts = self._facts.model_copy(update={"cols": cols, "rows": rows})
        self.history.resized(cols, rows)
        self._pty.resize(cols, rows)
        size = Resized(cols=cols, rows=rows)
        for viewer in self._audience.everybody:
            if viewer is not by:
                viewer.tell(size)
        self._on_change(self)

    def acknowledged(self, viewer: Viewer) -> None:
        """`viewer` took in more."""
        self._audience.acknowledged(viewer)

    def interrupt(self) -> None:
        """INT to the foreground job; the session goes on where that takes it."""
        if self._pty is not None:
            self._pty.interrupt()

    def hang_up(self, cause: Cause = NOBODY) -> None:
        """HUP to the process, as a closed terminal does; it may ignore that."""
        if self._pty is not None:
            self.expect_end(cause, sure=False)
            self._pty.hang_up()

    async def end(self, cause: Cause = NOBODY, *, at_once: bool = False) -> None:
        """TERM, then KILL (`at_once`: KILL) all its processes; returns when they are gone."""
        if self._pty is None:
            return
        self.expect_end(cause)
        pty = self._pty
        end = processes.kill_sessions if at_once else processes.end_sessions
        await end([pty.pid], [pty.reaped])

    def expect_end(self, cause: Cause = NOBODY, *, sure: bool = True) -> None:
        """Somebody ends the process: it will count as killed, by the first who made it sure."""
        if self._pty is None or self._end_is_sure:
            return
        self._ending_asked = True
        self._end_is_sure = sure
        self._facts = self._facts.model_copy(
            update={
                "timedOut": cause.timed_out,
                "endedBy": cause.agent,
                "endReason": cause.reason,
            }
        )

    def _took(self, data: bytes) -> None:
        self.output.take(data)
        self._audience.produced(self.ring.end)

    def _flushed(self) -> None:
        self.active_at = time.monotonic()
        self._audience.wake()
        self._on_change(self)

    def _set_pace(self, paused: bool) -> None:
        if self._pty is None:
            return
        if paused:
            self._pty.pause()
        else:
            self._pty.resume()

    def _process_ended(self, ending: Ending) -> None:
        self._over("killed" if self._ending_asked else "exited", ending)

    def _over(self, status: PtyStatus, ending: Ending) -> None:
        self._pty = None
        self._facts = self._facts.model_copy(
            update={
                "status": status,
                "exitCode": ending.code,
                "signal": ending.signal,
                "pid": None,
                "exitedAt": utc_now(),
            }
        )
        self._audience.close()
        self.ended.set()
        self.output.flush()
