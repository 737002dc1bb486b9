"""The models and their servers."""

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.states import empty
from boocode_app.ui.shell.frame import frame


def models() -> rx.Component:
    """The page."""
    return frame(
        empty("cpu", "Models", "Models will stand here."),
        here=routes.MODELS,
    )
