"""The repository of a project over REST: history, branches, commits, pushes, worktrees.

Each verb that changes something has a sibling, `preview`, which tells what it will do.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from boocode_app.api.projects import ProjectInPath
from boocode_app.contracts.base import Page, Problem
from boocode_app.contracts.repository import (
    Branch,
    BranchCreate,
    BranchSwitch,
    CommitMake,
    CommitPlan,
    CommitPreview,
    CommitShown,
    Done,
    DroppedWorktree,
    DropPreview,
    HistoryCommit,
    MergePreview,
    Preview,
    PushPreview,
    PushStart,
    PushStatus,
    RepositoryState,
    Worktree,
    WorktreeDrop,
    WorktreeMerge,
)
from boocode_app.services.repository.service import Repositories
from boocode_app.wiring import house

router = APIRouter(
    prefix="/api/projects/{project_id}/git",
    tags=["repository"],
    responses={
        404: {"model": Problem, "description": "No such project, branch, commit or worktree"},
        409: {"model": Problem, "description": "The repository does not allow it as it stands"},
        502: {"model": Problem, "description": "git failed"},
        503: {"model": Problem, "description": "git is missing or busy"},
    },
)
MAX_WAIT_S = 10.0
Text = Annotated[str | None, Query(min_length=1, max_length=4096, pattern=r"^[^\x00]+$")]
WorktreeName = Annotated[str, InPath(min_length=1, max_length=255)]
Id = Annotated[str, InPath(min_length=1, max_length=64)]


def _repositories() -> Repositories:
    return house().repositories


@router.get("/status")
async def get_state(project_id: ProjectInPath) -> RepositoryState:
    """Its branch, and how many files are staged, changed, untracked, in conflict."""
    return await _repositories().state(project_id)


@router.get("/log")
async def get_history(
    project_id: ProjectInPath,
    ref: Text = None,
    path: Text = None,
    text: Text = None,
    cursor: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[HistoryCommit]:
    """Commits, the newest first: those that touch `path`, whose message holds `text`."""
    return await _repositories().history(
        project_id, ref=ref, path=path, text=text, cursor=cursor, limit=limit
    )


@router.get("/commits/{commit}")
async def get_commit(project_id: ProjectInPath, commit: Id) -> CommitShown:
    """One commit with its whole message."""
    return await _repositories().commit_shown(project_id, commit)


@router.post("/commit/preview")
async def preview_commit(project_id: ProjectInPath, plan: CommitPlan) -> CommitPreview:
    """What a commit will hold."""
    return await _repositories().preview_commit(project_id, plan)


@router.post("/commit")
async def make_commit(project_id: ProjectInPath, wanted: CommitMake) -> Done:
    """Commit what is staged, or everything."""
    return await _repositories().commit(project_id, wanted)


@router.get("/branches")
async def get_branches(project_id: ProjectInPath) -> Page[Branch]:
    """Local and remote branches."""
    return await _repositories().branches(project_id)


@router.post("/branches/preview")
async def preview_branch(project_id: ProjectInPath, wanted: BranchCreate) -> Preview:
    """What making a branch will do."""
    return await _repositories().preview_create(project_id, wanted)


@router.post("/branches", status_code=201)
async def make_branch(project_id: ProjectInPath, wanted: BranchCreate) -> Done:
    """Make a branch, and check it out where that is wanted."""
    return await _repositories().create(project_id, wanted)


@router.post("/switch/preview")
async def preview_switch(project_id: ProjectInPath, wanted: BranchSwitch) -> Preview:
    """What checking a branch out will do."""
    return await _repositories().preview_switch(project_id, wanted)


@router.post("/switch")
async def switch_branch(project_id: ProjectInPath, wanted: BranchSwitch) -> Done:
    """Check a branch out; uncommitted work is carried over."""
    return await _repositories().switch(project_id, wanted)


@router.post("/push/preview")
async def preview_push(project_id: ProjectInPath, wanted: PushStart) -> PushPreview:
    """What a push will do, as far as is known without asking the remote."""
    return await _repositories().preview_push(project_id, wanted)


@router.post("/push", status_code=202)
async def start_push(project_id: ProjectInPath, wanted: PushStart) -> PushStatus:
    """Begin to push the branch that is checked out."""
    return await _repositories().push(project_id, wanted)


@router.get("/push/{push_id}")
async def get_push(
    project_id: ProjectInPath,
    push_id: Id,
    wait: Annotated[float, Query(ge=0, le=MAX_WAIT_S)] = 0.0,
) -> PushStatus:
    """How a push is doing: told when there is news of it, or after `wait` seconds."""
    return await _repositories().push_status(project_id, push_id, wait)


@router.post("/push/{push_id}/cancel")
async def cancel_push(project_id: ProjectInPath, push_id: Id) -> PushStatus:
    """End a push."""
    return await _repositories().cancel_push(project_id, push_id)


@router.get("/worktrees")
async def get_worktrees(project_id: ProjectInPath) -> Page[Worktree]:
    """The project's folder and its worktrees."""
    return await _repositories().worktrees(project_id)


@router.post("/worktrees/{name}/merge/preview")
async def preview_merge(project_id: ProjectInPath, name: WorktreeName) -> MergePreview:
    """What merging a worktree's branch will do."""
    return await _repositories().preview_merge(project_id, name)


@router.post("/worktrees/{name}/merge")
async def merge_worktree(
    project_id: ProjectInPath, name: WorktreeName, wanted: WorktreeMerge
) -> Done:
    """Merge a worktree's branch into the branch of the project's folder."""
    return await _repositories().merge(project_id, name, wanted)


@router.post("/worktrees/{name}/drop/preview")
async def preview_drop(
    project_id: ProjectInPath, name: WorktreeName, wanted: WorktreeDrop
) -> DropPreview:
    """What dropping a worktree will do, and what is lost by it."""
    return await _repositories().preview_drop(project_id, name, wanted)


@router.post("/worktrees/{name}/drop")
async def drop_worktree(
    project_id: ProjectInPath, name: WorktreeName, wanted: WorktreeDrop
) -> Done:
    """Remove a worktree; what is not committed is kept, to be put back."""
    return await _repositories().drop(project_id, name, wanted)


@router.get("/dropped")
async def get_dropped(project_id: ProjectInPath) -> Page[DroppedWorktree]:
    """The worktrees that were dropped and can be put back."""
    return await _repositories().dropped(project_id)


@router.post("/dropped/{undo}/restore")
async def restore_worktree(project_id: ProjectInPath, undo: Id) -> Done:
    """Put a dropped worktree back."""
    return await _repositories().restore(project_id, undo)
