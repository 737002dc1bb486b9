"""What a tab is told beside what it shows: failures, and commands that ended.

Invariant: a command's end is told once in each tab that is open, whichever page it shows, and not
again after a reload; that an agent was told of it is the agent's affair.
"""

# Reflex copies the defaults of a State for each of its holders, and makes its handlers events.
# ruff: noqa: RUF012
# mypy: disable-error-code="operator"

from contextlib import aclosing

import reflex as rx
from reflex.event import EventSpec

from boocode_app.core.ids import new_id
from boocode_app.services.terminals.outbox import seq_of_now
from boocode_app.ui.components.toasts.rows import ToastRow
from boocode_app.ui.shell.endings import told
from boocode_app.wiring import house

KEPT = 20


class Toasts(rx.State):
    """The toasts that the page has not taken yet, KEPT at most."""

    rows: list[ToastRow] = []
    _seen: int = 0

    @rx.event
    def fail(self, why: str) -> None:
        """Say what could not be done, and why."""
        self._add(ToastRow(id=new_id(), kind="failure", title=why))

    @rx.event
    def taken(self, ids: list[str]) -> None:
        """The page shows these."""
        self.rows = [row for row in self.rows if row.id not in ids]

    @rx.event(background=True)
    async def listen(self) -> None:
        """Tell of commands that end. As part of a page's load it ends with the page or its tab."""
        async with self:
            self._seen = self._seen or seq_of_now()
            seen = self._seen
        async with aclosing(house().terminal_feed.notices(seen)) as notices:
            async for fresh in notices:
                async with self:
                    self._seen = fresh[-1].seq
                    self._add(told(fresh))

    def _add(self, row: ToastRow) -> None:
        self.rows = [*self.rows, row][-KEPT:]


def failure(why: str) -> EventSpec:
    """The event that says what could not be done, and why."""
    return Toasts.fail(why)
