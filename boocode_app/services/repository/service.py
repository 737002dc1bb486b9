"""The repositories of the registered projects: what is asked of them, and what is done to them.

Deeds on one project wait for one another; questions do not.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from boocode_app.contracts.base import Page
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
from boocode_app.services.projects.registry import Projects
from boocode_app.services.projects.turns import Turns
from boocode_app.services.repository import (
    branches,
    committing,
    dropping,
    history,
    merging,
    pushing,
    state,
    worktrees,
)
from boocode_app.services.repository.mending import mend
from boocode_app.services.repository.pushes import Pushes
from boocode_app.services.repository.tree import Tree, check_state, open_tree


class Repositories:
    """The repositories of `projects`. Each verb raises NotFound for an unknown project."""

    def __init__(self, projects: Projects, turns: Turns) -> None:
        self._projects = projects
        self._turns = turns
        self._pushes = Pushes()

    async def state(self, project_id: int) -> RepositoryState:
        """Its branch, and how much is changed."""
        return await state.state_of(await self._open(project_id))

    async def history(
        self,
        project_id: int,
        *,
        ref: str | None,
        path: str | None,
        text: str | None,
        cursor: str | None,
        limit: int,
    ) -> Page[HistoryCommit]:
        """One page of the history."""
        tree = await self._open(project_id)
        return await history.history(
            tree, ref=ref, path=path, text=text, cursor=cursor, limit=limit
        )

    async def commit_shown(self, project_id: int, commit: str) -> CommitShown:
        """One commit with its whole message."""
        return await history.commit_shown(await self._open(project_id), commit)

    async def branches(self, project_id: int) -> Page[Branch]:
        """Its branches."""
        return await branches.branches(await self._open(project_id))

    async def preview_switch(self, project_id: int, wanted: BranchSwitch) -> Preview:
        """What checking a branch out will do."""
        return await branches.preview_switch(await self._open(project_id), wanted)

    async def switch(self, project_id: int, wanted: BranchSwitch) -> Done:
        """Check a branch out."""
        async with self._alone(project_id) as tree:
            return await branches.switch(tree, wanted)

    async def preview_create(self, project_id: int, wanted: BranchCreate) -> Preview:
        """What making a branch will do."""
        return await branches.preview_create(await self._open(project_id), wanted)

    async def create(self, project_id: int, wanted: BranchCreate) -> Done:
        """Make a branch."""
        async with self._alone(project_id) as tree:
            return await branches.create(tree, wanted)

    async def preview_commit(self, project_id: int, plan: CommitPlan) -> CommitPreview:
        """What a commit will hold."""
        return await committing.preview_commit(await self._open(project_id), plan)

    async def commit(self, project_id: int, wanted: CommitMake) -> Done:
        """Commit."""
        async with self._alone(project_id) as tree:
            return await committing.commit(tree, wanted)

    async def preview_push(self, project_id: int, wanted: PushStart) -> PushPreview:
        """What a push will do."""
        return await pushing.preview_push(await self._open(project_id), wanted)

    async def push(self, project_id: int, wanted: PushStart) -> PushStatus:
        """Begin to push."""
        async with self._alone(project_id) as tree:
            preview = await pushing.preview_push(tree, wanted)
            check_state(wanted.state, preview.state)
            return self._pushes.start(project_id, tree, await pushing.target(tree, wanted))

    async def push_status(self, project_id: int, push_id: str, wait_s: float) -> PushStatus:
        """How a push is doing, after at most `wait_s`."""
        return await self._pushes.get(project_id, push_id, wait_s)

    async def cancel_push(self, project_id: int, push_id: str) -> PushStatus:
        """End a push."""
        return await self._pushes.cancel(project_id, push_id)

    async def worktrees(self, project_id: int) -> Page[Worktree]:
        """Its worktrees."""
        return await worktrees.worktrees(await self._open(project_id))

    async def preview_merge(self, project_id: int, name: str) -> MergePreview:
        """What merging a worktree's branch will do."""
        return await merging.preview_merge(await self._open(project_id), name)

    async def merge(self, project_id: int, name: str, wanted: WorktreeMerge) -> Done:
        """Merge a worktree's branch."""
        async with self._alone(project_id) as tree:
            return await merging.merge(tree, name, wanted)

    async def preview_drop(self, project_id: int, name: str, wanted: WorktreeDrop) -> DropPreview:
        """What dropping a worktree will do."""
        return await dropping.preview_drop(await self._open(project_id), name, wanted)

    async def drop(self, project_id: int, name: str, wanted: WorktreeDrop) -> Done:
        """Drop a worktree."""
        async with self._alone(project_id) as tree:
            return await dropping.drop(tree, name, wanted)

    async def dropped(self, project_id: int) -> Page[DroppedWorktree]:
        """The worktrees that can be put back."""
        return await dropping.dropped(await self._open(project_id))

    async def restore(self, project_id: int, undo: str) -> Done:
        """Put a dropped worktree back."""
        async with self._alone(project_id) as tree:
            return await dropping.restore(tree, undo)

    async def _open(self, project_id: int) -> Tree:
        project = await self._projects.get(project_id)
        root = Path(project.path)
        tree = await open_tree(root)
        return await open_tree(root) if await mend(tree) else tree

    @asynccontextmanager
    async def _alone(self, project_id: int) -> AsyncIterator[Tree]:
        """The tree, and nobody else changing it."""
        async with self._turns.of(project_id):
            yield await self._open(project_id)
