"""The workspace."""

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.states import empty
from boocode_app.ui.shell.frame import frame


def workspace() -> rx.Component:
    """The page."""
    return frame(
        empty("panels-top-left", "Workspace", "The workspace will stand here."),
        here=routes.WORKSPACE,
    )
