"""The diff of a project. It reads the diff's stream itself: nothing of it passes through state.

Props: `project_id`; `scope` (working, staged or unstaged), which holds until the address says
another one; `base` and `head`, or `commit`, fix what is compared, whatever the address says;
`theme_type` (dark, light, or system: the page's own). `on_counts(files, added, removed)` tells the
totals once they are known, and again after each reading.

How it is shown stands in the address (`split=1`, `space=hide`, `wrap=1`, `closed=all`), and what a
person chose last is kept for them.
"""

# Reflex takes an event's arguments from functions that stand where mypy expects types.
# mypy: disable-error-code="type-arg, valid-type"

from typing import Literal

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components import (  # noqa: F401  the .jsx files import their files
    address,
    copying,
    find_field,
    icons,
    preference,
    repository_news,
    rest,
    sight,
)
from boocode_app.ui.components.chat import chat  # noqa: F401  actions.jsx imports its files
from boocode_app.ui.components.toasts import toasts  # noqa: F401  diff.jsx imports its file

_jsx = beside(
    __name__,
    "diff.jsx",
    "diff.css",
    "actions.jsx",
    "aim.js",
    "columns.js",
    "contents.js",
    "file.css",
    "file.jsx",
    "find.js",
    "find_bar.jsx",
    "folds.js",
    "head.css",
    "head.jsx",
    "items.js",
    "keys.js",
    "lines.js",
    "list.css",
    "list.jsx",
    "measures.js",
    "notices.css",
    "notices.jsx",
    "options.js",
    "pairing.js",
    "parsing.js",
    "picture.css",
    "picture.jsx",
    "pool.js",
    "reading.js",
    "scope.css",
    "scope.jsx",
    "scrolling.js",
    "selection.css",
    "selection.jsx",
    "shown.js",
    "staging.js",
    "summary.css",
    "summary.jsx",
    "theme.js",
    "themes.js",
    "toolbar.css",
    "toolbar.jsx",
    "tree.js",
    "verbs.js",
    "view.css",
    "view.jsx",
    "viewed.js",
    "walk.js",
    "width.js",
    "words.js",
    "worker.js",
)


def counts(
    files: rx.Var[int], added: rx.Var[int], removed: rx.Var[int]
) -> tuple[rx.Var[int], rx.Var[int], rx.Var[int]]:
    """What `on_counts` tells."""
    return files, added, removed


class Diff(rx.NoSSRComponent):
    """A list of the changed files above (or beside) their lines; fills the height it is given."""

    library = _jsx
    tag = "BooDiff"
    lib_dependencies: list[str] = ["@pierre/diffs@1.6.4"]  # noqa: RUF012

    project_id: rx.Var[int]
    scope: rx.Var[Literal["working", "staged", "unstaged"]]
    base: rx.Var[str]
    head: rx.Var[str]
    commit: rx.Var[str]
    theme_type: rx.Var[Literal["dark", "light", "system"]]
    on_counts: rx.EventHandler[counts]


diff = Diff.create
