"""What an address of ours leads to when nothing stands there."""

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.states import empty
from boocode_app.ui.shell.frame import frame


def not_found() -> rx.Component:
    """The page."""
    return frame(
        empty(
            "ghost",
            "There is no such page",
            "The address may be old or mistyped. Nothing was lost.",
            rx.el.a("Go to the workspace", href=routes.WORKSPACE, class_name="btn primary"),
        ),
        here=routes.NOT_FOUND,
    )
