"""The terminals of this machine."""

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.states import empty
from boocode_app.ui.shell.frame import frame


def terminals() -> rx.Component:
    """The page."""
    return frame(
        empty("square-terminal", "Terminals", "Live terminals will stand here."),
        here=routes.TERMINALS,
    )
