"""The mend: previewed as steps and as a diff, applied under the preview's fingerprint.

Invariant: what is applied is what was shown; a tree that changed since is refused, in words.
"""

# A State read through its class gives Vars, which mypy takes for their values.
# ruff: noqa: RUF012
# mypy: disable-error-code="attr-defined, operator, arg-type, misc"

import asyncio
from collections.abc import AsyncIterator

import reflex as rx
from reflex.event import EventSpec

from boocode_app.contracts.specs import TidyApply, TidyOutcome, TidyPreview
from boocode_app.ui import routes
from boocode_app.ui.components.states import Phase
from boocode_app.ui.specs.faults import Faults, words_of
from boocode_app.ui.specs.patch import FileRow, files_of
from boocode_app.ui.specs.rows import StepRow, outcome_of, plan_of
from boocode_app.wiring import house

MOST_STEPS = 500
"""Steps of a plan that are listed."""


class Mend(rx.State):
    """The previewed plan, why it was refused, and what the last one did."""

    phase: Phase = "loading"
    fault: str = ""
    project_id: int = 0
    summary: str = ""
    steps: list[StepRow] = []
    files: list[FileRow] = []
    hidden: int = 0
    applying: bool = False
    refusal: str = ""
    outcome: str = ""
    done: list[StepRow] = []
    _fingerprint: str | None = None

    @rx.event
    async def enter(self, project_id: int) -> None:
        """Plan the mend and show it."""
        self.phase, self.project_id = "loading", project_id
        self.refusal, self.outcome, self.done = "", "", []
        try:
            preview = await house().specs.preview(project_id)
            self.files, self.hidden = await asyncio.to_thread(files_of, preview.diff)
        except Faults as fault:
            self.phase, self.fault = "failed", words_of(fault)
            return
        self._show(preview)
        self.phase = "ready"

    @rx.event
    async def apply(self) -> AsyncIterator[EventSpec | None]:
        """Carry out the plan that is shown."""
        self.applying, self.refusal = True, ""
        yield None
        try:
            wanted = TidyApply(fingerprint=self._fingerprint)
            done = await house().specs.apply(self.project_id, wanted)
        except Faults as fault:
            self.refusal = words_of(fault)
        else:
            self._tell(done)
            yield rx.redirect(routes.specs(self.project_id, tab="findings"), replace=True)
        finally:
            self.applying = False

    @rx.event
    def dismiss(self) -> None:
        """Put away what was told of the last mend."""
        self.outcome, self.done = "", []

    def _show(self, preview: TidyPreview) -> None:
        self._fingerprint = preview.fingerprint
        self.steps = [StepRow.of(step) for step in preview.operations[:MOST_STEPS]]
        self.summary = plan_of(preview.operations)

    def _tell(self, done: TidyOutcome) -> None:
        self.done = [StepRow.of(step) for step in done.operations[:MOST_STEPS]]
        self.outcome = outcome_of(done)
        self.steps, self.files, self._fingerprint = [], [], None
