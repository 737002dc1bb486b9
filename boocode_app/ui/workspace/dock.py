"""The dock of the workspace: the terminals of the open project, in tabs.

Invariant: a reload finds every process again, and closing a tab ends none; a shell is started only
where the project has no terminal and the dock is in view.
"""

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components.terminal.terminal import Terminal
from boocode_app.ui.terminals import desk  # noqa: F401  dock.jsx imports its files

_jsx = beside(__name__, "dock.jsx", "dock.js")


class DockTabs(rx.Component):
    """The tabs. `terminals_path` is the page on which each of them has its address; with each new
    value of `changes` the list is read anew.
    """

    library = _jsx
    tag = "DockTabs"

    project: rx.Var[int]
    folder: rx.Var[str]
    terminals_path: rx.Var[str]
    changes: rx.Var[int]


class DockBody(rx.NoSSRComponent):
    """The shown terminal."""

    library = _jsx
    tag = "DockBody"
    lib_dependencies: list[str] = Terminal.get_fields()["lib_dependencies"].default_value()

    project: rx.Var[int]
    folder: rx.Var[str]


dock_tabs = DockTabs.create
dock_body = DockBody.create
