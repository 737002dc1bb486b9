"""The diff of a project. It reads the diff's stream itself: nothing of it passes through state.

Props: `project_id`, `scope` (working, staged or unstaged), `diff_style` (unified or split), `wrap`,
`theme_type` (dark, light, or system: the page's own). `on_counts(files, added, removed)` tells the
totals once they are known, and again after each reading.
"""

# Reflex takes an event's arguments from functions that stand where mypy expects types.
# mypy: disable-error-code="type-arg, valid-type"

from typing import Literal

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components import icons  # noqa: F401  the .jsx files import its file

_jsx = beside(
    __name__,
    "diff.jsx",
    "diff.css",
    "file.jsx",
    "list.jsx",
    "reading.js",
    "themes.js",
    "view.jsx",
    "worker.js",
)


def _counts(
    files: rx.Var[int], added: rx.Var[int], removed: rx.Var[int]
) -> tuple[rx.Var[int], rx.Var[int], rx.Var[int]]:
    return files, added, removed


class Diff(rx.NoSSRComponent):
    """A list of the changed files above (or beside) their lines; fills the height it is given."""

    library = _jsx
    tag = "BooDiff"
    lib_dependencies: list[str] = ["@pierre/diffs@1.6.4"]  # noqa: RUF012

    project_id: rx.Var[int]
    scope: rx.Var[Literal["working", "staged", "unstaged"]]
    diff_style: rx.Var[Literal["unified", "split"]]
    wrap: rx.Var[bool]
    theme_type: rx.Var[Literal["dark", "light", "system"]]
    on_counts: rx.EventHandler[_counts]


diff = Diff.create
