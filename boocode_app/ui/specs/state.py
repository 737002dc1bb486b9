"""The specs page: which view is open, and the lists that the board, findings and documents show.

Invariant: the address says what is open (place.py). `enter` reads it at every navigation and asks
for no more than that view needs; a handler that opens something changes the address.
"""

# A State read through its class gives Vars, which mypy takes for their values.
# ruff: noqa: RUF012
# mypy: disable-error-code="attr-defined, operator, arg-type"

import asyncio
from collections.abc import Sequence
from typing import get_args

import reflex as rx
from reflex.event import EventSpec, EventType

from boocode_app.contracts.specs import FindingSeverity, SpecFinding
from boocode_app.ui import routes
from boocode_app.ui.components.states import Phase
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.specs.faults import Faults, words_of
from boocode_app.ui.specs.mend import Mend
from boocode_app.ui.specs.opening import Opening
from boocode_app.ui.specs.papers import Papers
from boocode_app.ui.specs.place import Tab, View, place_of
from boocode_app.ui.specs.reading import Reading
from boocode_app.ui.specs.rows import FindingRow, LaneRow, lanes_of, summary_of, tally_of
from boocode_app.wiring import house

SHOWN = 50
"""Rows of a list that are shown before one asks for more."""
SEVERITIES = get_args(FindingSeverity)


class Specs(rx.State):
    """The lists of a project. `limit` is how many rows of each are shown."""

    phase: Phase = "loading"
    fault: str = ""
    view: View = "board"
    tab: Tab = "board"
    project_id: int = 0
    exists: bool = True
    summary: str = ""
    lanes: list[LaneRow] = []
    findings: list[FindingRow] = []
    findings_total: int = 0
    tally: str = ""
    mendable: int = 0
    limit: int = SHOWN

    @rx.event
    async def enter(self) -> list[EventType]:
        """Open what the address names."""
        place = place_of(self.router.url.query_parameters)
        project_id = (await self.get_state(Shell)).project.id
        if project_id != self.project_id:
            self.phase, self.limit = "loading", SHOWN
        (await self.get_state(Opening)).asking = False
        self.view, self.tab, self.project_id = place.view, place.tab, project_id
        return {
            "reading": [Reading.enter(project_id)],
            "mend": [Mend.enter(project_id)],
            "documents": [Specs.load, Papers.enter(project_id)],
        }.get(self.view, [Specs.load])

    @rx.event
    async def load(self) -> None:
        """Read the board and the findings."""
        specs, project_id = house().specs, self.project_id
        try:
            self.exists = await specs.exists(project_id)
            batches, found = await asyncio.gather(specs.board(project_id), specs.doctor(project_id))
        except Faults as fault:
            self.phase, self.fault = "failed", words_of(fault)
            return
        self.lanes = lanes_of(batches, project_id, self.limit)
        self.summary = summary_of(batches)
        self._show(found)
        self.phase = "ready"

    @rx.event
    def show(self, tab: str) -> EventSpec:
        """Go to a tab."""
        return rx.redirect(routes.specs(self.project_id, tab=tab))

    @rx.event
    def show_more(self) -> EventType:
        """Show more rows of each list."""
        self.limit += SHOWN
        return Specs.load

    def _show(self, found: Sequence[SpecFinding]) -> None:
        worst_first = sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))
        self.findings = [FindingRow.of(f, self.project_id) for f in worst_first[: self.limit]]
        self.findings_total, self.tally = len(found), tally_of(found)
        self.mendable = sum(finding.mendable for finding in found)
