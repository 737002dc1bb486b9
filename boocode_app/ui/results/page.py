"""Results: analysis runs and arena battles."""

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.states import empty
from boocode_app.ui.shell.frame import frame


def results() -> rx.Component:
    """The page."""
    return frame(
        empty("scroll-text", "Results", "Runs and battles will stand here."),
        here=routes.RESULTS,
    )
