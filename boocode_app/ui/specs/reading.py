"""One batch or one document: its facts, and the open document rendered.

Invariant: only the open document's text is held, and no more than `prose.LARGEST` of it.
"""

# A State read through its class gives Vars, which mypy takes for their values.
# ruff: noqa: RUF012
# mypy: disable-error-code="attr-defined, operator, arg-type, misc"

import asyncio
from dataclasses import replace

import reflex as rx

from boocode_app.contracts.specs import SpecBatch, SpecDocument
from boocode_app.core.errors import NotFound
from boocode_app.ui import routes
from boocode_app.ui.components.states import Phase
from boocode_app.ui.specs import prose
from boocode_app.ui.specs.faults import Faults, words_of
from boocode_app.ui.specs.place import Place, place_of
from boocode_app.ui.specs.rows import BatchRow, PaperRow, documents_of
from boocode_app.wiring import house


class Reading(rx.State):
    """What is read. A lone document has an empty `batch`; `cut` says what is not shown of it."""

    phase: Phase = "loading"
    fault: str = ""
    title: str = ""
    back: str = ""
    batch: BatchRow = BatchRow()
    documents: list[PaperRow] = []
    path: str = ""
    html: str = ""
    cut: str = ""
    modified: str = ""

    @rx.event
    async def enter(self, project_id: int) -> None:
        """Read the batch and the document that the address names."""
        place = place_of(self.router.url.query_parameters)
        self.title = place.batch.rpartition("/")[2] or place.doc
        self.back = routes.specs(project_id, tab=_tab_of(place))
        if self.batch.place != place.batch:
            self.phase, self.html = "loading", ""
        try:
            await self._read(place, project_id)
        except Faults as fault:
            self.phase, self.fault, self.html = "failed", words_of(fault), ""
            return
        self.phase = "ready"

    @rx.event
    def leave(self) -> None:
        """Forget the document."""
        self.html = ""

    async def _read(self, place: Place, project_id: int) -> None:
        found = await _batch(project_id, place.batch) if place.batch else None
        listed = documents_of(found, project_id, place.doc) if found else []
        self.path = place.doc or (listed[0].path if listed else "")
        self.documents = [replace(row, current=row.path == self.path) for row in listed]
        self.batch = BatchRow.of(found, project_id) if found else BatchRow()
        self.html, self.cut, self.modified = "", "", ""
        if self.path:
            document = await house().specs.document(project_id, self.path)
            self.html = await asyncio.to_thread(
                prose.render, document.text, self.path, project_id, place.line
            )
            self.cut, self.modified = _cut(document), document.modified.isoformat()


async def _batch(project_id: int, place: str) -> SpecBatch:
    """The batch that an address names. Raises NotFound."""
    wanted = "changes/" + place.replace("archived/", "archive/", 1)
    for batch in await house().specs.board(project_id):
        if batch.path in (wanted, f"changes/{place}"):
            return batch
    raise NotFound(f"There is no batch {place!r} in this project's openspec/changes/")


def _tab_of(place: Place) -> str:
    """Where one came from: only the findings name a line."""
    return "findings" if place.line else "" if place.batch else "documents"


def _cut(document: SpecDocument) -> str:
    if len(document.text) <= prose.LARGEST:
        return ""
    return f"The first {prose.LARGEST // 1024} KB of {len(document.text) // 1024} KB are shown."
