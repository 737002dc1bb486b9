"""Specs: the OpenSpec changes of a project."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.page import page_body
from boocode_app.ui.components.states import empty
from boocode_app.ui.shell.frame import frame


def specs() -> rx.Component:
    """The page."""
    return frame(
        page_body(
            "Specs",
            "What was agreed on and what is proposed, as OpenSpec keeps it.",
            empty(
                "file-check-2",
                "No specs shown",
                "The specs and changes in the project's openspec folder will stand here. "
                "This version of BooCode does not read them yet.",
            ),
        ),
        here=routes.SPECS,
    )
