"""The three panes of the workspace and their borders."""

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components.edge import edge  # noqa: F401  panes.jsx imports its file
from boocode_app.ui.terminals import desk  # noqa: F401  and of these files

_jsx = beside(__name__, "panes.jsx")


class Panes(rx.Component):
    """Six children: head and body of the conversation, of the file panel and of the dock.

    Sizes are kept by `storage_key`.
    """

    library = _jsx
    tag = "Panes"

    storage_key: rx.Var[str]


panes = Panes.create
