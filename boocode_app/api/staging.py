"""Staging over HTTP: stage, unstage and discard what was chosen in a diff; undo a discard."""

from typing import Annotated

from fastapi import APIRouter, Path

from boocode_app.api.projects import ProjectInPath
from boocode_app.contracts.base import Page, Problem
from boocode_app.contracts.staging import Changed, Selection, Undo
from boocode_app.wiring import house

UndoInPath = Annotated[str, Path(pattern="^[0-9a-f-]{36}$")]

router = APIRouter(
    prefix="/api/projects/{project_id}/diff",
    tags=["diffs"],
    responses={
        404: {"model": Problem, "description": "No such project or discard"},
        409: {"model": Problem, "description": "A file is not as it was shown, or git is at work"},
        502: {"model": Problem, "description": "git failed"},
        503: {"model": Problem, "description": "git is missing, or at something that takes long"},
    },
)


@router.post("/stage")
async def stage(project_id: ProjectInPath, selection: Selection) -> Changed:
    """Take whole files, or chosen lines, into the index."""
    return await house().staging.stage(project_id, selection)


@router.post("/unstage")
async def unstage(project_id: ProjectInPath, selection: Selection) -> Changed:
    """Take them out of the index again; the working files stay as they are."""
    return await house().staging.unstage(project_id, selection)


@router.post("/discard")
async def discard(project_id: ProjectInPath, selection: Selection) -> Changed:
    """Take them out of the working files; `undo` puts them back."""
    return await house().staging.discard(project_id, selection)


@router.get("/undo")
async def list_undos(project_id: ProjectInPath) -> Page[Undo]:
    """The discards that can be put back, newest first."""
    undos = await house().staging.undos(project_id)
    return Page[Undo](items=undos, totals={"undos": len(undos)})


@router.post("/undo/{undo_id}")
async def put_back(project_id: ProjectInPath, undo_id: UndoInPath) -> Changed:
    """Put a discard back; it leaves the list."""
    return await house().staging.put_back(project_id, undo_id)
