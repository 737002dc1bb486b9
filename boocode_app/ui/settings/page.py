"""Settings."""

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.states import empty
from boocode_app.ui.shell.frame import frame


def settings() -> rx.Component:
    """The page."""
    return frame(
        empty("settings", "Settings", "Settings will stand here."),
        here=routes.SETTINGS,
    )
