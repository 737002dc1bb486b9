"""Specs."""

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.states import empty
from boocode_app.ui.shell.frame import frame


def specs() -> rx.Component:
    """The page."""
    return frame(
        empty("file-check-2", "Specs", "Specs will stand here."),
        here=routes.SPECS,
    )
