"""The documents that belong to no batch: what is built, and what stands beside it."""

# Reflex copies the defaults of a State for each of its holders.
# ruff: noqa: RUF012

import reflex as rx

from boocode_app.ui.components.states import Phase
from boocode_app.ui.specs.faults import Faults, words_of
from boocode_app.ui.specs.rows import PaperRow
from boocode_app.wiring import house

MOST = 500
"""Documents that are listed."""


class Papers(rx.State):
    """The documents of a project. `hidden` of them are not listed."""

    phase: Phase = "loading"
    fault: str = ""
    capabilities: list[PaperRow] = []
    others: list[PaperRow] = []
    hidden: int = 0

    @rx.event
    async def enter(self, project_id: int) -> None:
        """Read the list."""
        try:
            found = await house().specs.papers(project_id)
        except Faults as fault:
            self.phase, self.fault = "failed", words_of(fault)
            return
        rows = [(paper.kind, PaperRow.of(paper, project_id)) for paper in found[:MOST]]
        self.capabilities = [row for kind, row in rows if kind == "capability"]
        self.others = [row for kind, row in rows if kind != "capability"]
        self.hidden = len(found) - len(rows)
        self.phase = "ready"
