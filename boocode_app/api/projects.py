"""Registered repositories over REST."""

from typing import Annotated

from fastapi import APIRouter, Path

from boocode_app.contracts.base import Page
from boocode_app.contracts.projects import MAX_PROJECT_ID, Project, ProjectCreate
from boocode_app.wiring import house

router = APIRouter(prefix="/api/projects", tags=["projects"])
ProjectInPath = Annotated[int, Path(ge=1, le=MAX_PROJECT_ID)]


@router.get("")
async def list_projects() -> Page[Project]:
    """Every registered project, in the order of registration."""
    projects = await house().projects.all()
    return Page[Project](items=projects, totals={"projects": len(projects)})


@router.post("", status_code=201)
async def register_project(wanted: ProjectCreate) -> Project:
    """Register the git repository that holds a path; a known one is answered as it is."""
    return await house().projects.register(wanted.path, wanted.name)


@router.get("/{project_id}")
async def get_project(project_id: ProjectInPath) -> Project:
    """One project."""
    return await house().projects.get(project_id)


@router.delete("/{project_id}", status_code=204)
async def forget_project(project_id: ProjectInPath) -> None:
    """Take a project out of the list. Nothing on disk changes; its sessions are kept."""
    await house().projects.forget(project_id)
