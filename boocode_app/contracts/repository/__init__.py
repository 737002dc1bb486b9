"""The repository of a project: its history, branches and worktrees, and what can be done with them.

Whatever changes a repository has a preview (`Preview`), which tells what it will do. The preview's
`state` is handed back with the deed, which is refused where the repository is no longer as shown.
"""

from boocode_app.contracts.repository.branches import Branch, BranchCreate, BranchSwitch
from boocode_app.contracts.repository.commits import (
    CommitMake,
    CommitPlan,
    CommitPreview,
    CommitShown,
    HistoryCommit,
)
from boocode_app.contracts.repository.pushes import PushPreview, PushStart, PushState, PushStatus
from boocode_app.contracts.repository.state import Operation, RepositoryState
from boocode_app.contracts.repository.steps import Done, Preview
from boocode_app.contracts.repository.worktrees import (
    DroppedWorktree,
    DropPreview,
    MergeKind,
    MergePreview,
    Worktree,
    WorktreeDrop,
    WorktreeMerge,
)

__all__ = [
    "Branch",
    "BranchCreate",
    "BranchSwitch",
    "CommitMake",
    "CommitPlan",
    "CommitPreview",
    "CommitShown",
    "Done",
    "DropPreview",
    "DroppedWorktree",
    "HistoryCommit",
    "MergeKind",
    "MergePreview",
    "Operation",
    "Preview",
    "PushPreview",
    "PushStart",
    "PushState",
    "PushStatus",
    "RepositoryState",
    "Worktree",
    "WorktreeDrop",
    "WorktreeMerge",
]
