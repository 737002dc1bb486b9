"""The viewed marks of a project's diff, over REST."""

from fastapi import APIRouter

from boocode_app.api.projects import ProjectInPath
from boocode_app.contracts.viewed import ViewedEdit, ViewedFiles
from boocode_app.wiring import house

router = APIRouter(prefix="/api/projects/{project_id}/viewed", tags=["diffs"])


@router.get("")
async def list_viewed(project_id: ProjectInPath) -> ViewedFiles:
    """Every mark: the path, and the digest of the patch that was viewed."""
    return await house().viewed.all(project_id)


@router.put("", status_code=204)
async def mark_viewed(project_id: ProjectInPath, wanted: ViewedEdit) -> None:
    """Mark a file as viewed at a digest, or without one take its mark away."""
    await house().viewed.mark(project_id, wanted)
