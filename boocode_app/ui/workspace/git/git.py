"""The Git tab of the file panel: Changes, History, Branches, Worktrees, and what is done with them.

What it shows it reads from the repository's API itself, and again after each deed and each
`boo:repository` event; nothing of it passes through a State. Which of its tabs is open, and what
in it, the address says (`view`, `commit`, `worktree`).
"""

# Reflex takes an event's arguments from functions that stand where mypy expects types.
# mypy: disable-error-code="type-arg, valid-type"

from typing import Literal

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components import (  # noqa: F401  the .jsx files import their files
    address,
    copying,
    fault,
    repository_news,
    rest,
)
from boocode_app.ui.components.dialog import dialog  # noqa: F401
from boocode_app.ui.components.diff.diff import Diff, counts
from boocode_app.ui.components.menu import menu  # noqa: F401
from boocode_app.ui.components.moment import moment  # noqa: F401
from boocode_app.ui.components.toasts import toasts  # noqa: F401

_jsx = beside(
    __name__,
    "git.jsx",
    "api.js",
    "branches.jsx",
    "commit.jsx",
    "commit_box.jsx",
    "deed.jsx",
    "deeds.js",
    "git.css",
    "history.jsx",
    "icons.js",
    "list.js",
    "new_branch.jsx",
    "push.jsx",
    "push_dialog.jsx",
    "reading.js",
    "refs.jsx",
    "tabs.jsx",
    "words.js",
    "worktrees.jsx",
)


class GitTab(rx.NoSSRComponent):
    """Everything of one project's repository. `on_counts` is the diff's."""

    library = _jsx
    tag = "GitTab"
    lib_dependencies: list[str] = Diff.get_fields()["lib_dependencies"].default_value()

    project_id: rx.Var[int]
    theme_type: rx.Var[Literal["dark", "light", "system"]]
    on_counts: rx.EventHandler[counts]


git_tab = GitTab.create
