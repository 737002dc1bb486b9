"""Token Analytics: what every token cost. It only reads."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.page import page_body
from boocode_app.ui.components.states import empty
from boocode_app.ui.shell.frame import frame


def analytics() -> rx.Component:
    """The page."""
    return frame(
        page_body(
            "Token Analytics",
            "Tokens, speed and cost by session, tool and model.",
            empty(
                "chart-column",
                "No figures yet",
                "Usage over time, cost of each tool and speed of each model will stand here. "
                "BooCode writes the figures down with every reply; this version cannot draw them.",
            ),
        ),
        here=routes.ANALYTICS,
    )
