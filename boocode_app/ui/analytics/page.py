"""Token analytics."""

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.states import empty
from boocode_app.ui.shell.frame import frame


def analytics() -> rx.Component:
    """The page."""
    return frame(
        empty("chart-column", "Token Analytics", "What every token cost will stand here."),
        here=routes.ANALYTICS,
    )
