"""OpenSpec over REST: the board, the doctor, the mend and the documents of a project."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query

from boocode_app.contracts.base import Page
from boocode_app.contracts.projects import MAX_PROJECT_ID
from boocode_app.contracts.specs import (
    SpecBatch,
    SpecDocument,
    SpecFinding,
    SpecNew,
    SpecPaper,
    TidyApply,
    TidyOutcome,
    TidyPreview,
)
from boocode_app.wiring import house

router = APIRouter(prefix="/api/specs", tags=["specs"])
ProjectId = Annotated[int, Query(ge=1, le=MAX_PROJECT_ID)]


@router.get("")
async def board(project_id: ProjectId) -> Page[SpecBatch]:
    """Every batch with its state and progress: active by wave, complete, archived."""
    cards = await house().specs.board(project_id)
    states = Counter[str](card.state for card in cards)
    totals = {state: states[state] for state in ("active", "complete", "archived")}
    open_cards = [card for card in cards if card.state != "archived"]
    totals["tasks_done"] = sum(card.tasks_done for card in open_cards)
    totals["tasks_total"] = sum(card.tasks_total for card in open_cards)
    return Page[SpecBatch](items=cards, totals=totals)


@router.post("", status_code=201)
async def open_change(project_id: ProjectId, wanted: SpecNew) -> SpecBatch:
    """Open a change, as `boocode openspec new` does; makes openspec/ where there is none."""
    return await house().specs.new(project_id, wanted)


@router.get("/documents")
async def documents(project_id: ProjectId) -> Page[SpecPaper]:
    """The documents that belong to no batch: capabilities, the archive's, and those beside them."""
    found = await house().specs.papers(project_id)
    kinds = Counter[str](paper.kind for paper in found)
    totals = {kind: kinds[kind] for kind in ("capability", "archive", "other")}
    return Page[SpecPaper](items=found, totals=totals)


@router.get("/doctor")
async def doctor(project_id: ProjectId) -> Page[SpecFinding]:
    """What the doctor finds in the project's openspec/."""
    findings = await house().specs.doctor(project_id)
    severities = Counter[str](finding.severity for finding in findings)
    totals = {name: severities[name] for name in ("error", "warning", "info")}
    totals["mendable"] = sum(finding.mendable for finding in findings)
    return Page[SpecFinding](items=findings, totals=totals)


@router.post("/tidy/preview")
async def preview(project_id: ProjectId) -> TidyPreview:
    """What `tidy` would do, as steps and as a diff; nothing is changed."""
    return await house().specs.preview(project_id)


@router.post("/tidy/apply")
async def apply(project_id: ProjectId, wanted: TidyApply | None = None) -> TidyOutcome:
    """Tidy the project's openspec/, all of it or nothing."""
    return await house().specs.apply(project_id, wanted or TidyApply())


@router.get("/document")
async def document(
    project_id: ProjectId, path: Annotated[str, Query(min_length=1, max_length=4096)]
) -> SpecDocument:
    """One document of the project's openspec/. `path` is relative to that folder."""
    return await house().specs.document(project_id, path)
