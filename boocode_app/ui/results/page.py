"""Results: what analysis runs and arena battles found. It only reads."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.page import page_body
from boocode_app.ui.components.states import empty
from boocode_app.ui.components.tabs import tab, tab_list
from boocode_app.ui.results.state import Results
from boocode_app.ui.shell.frame import frame


def results() -> rx.Component:
    """The page."""
    return frame(
        page_body(
            "Results",
            "Reports of analysis runs and outcomes of arena battles.",
            tab_list(
                "Results",
                tab("Analysis Runs", Results.tab == "runs", Results.show("runs")),
                tab("Arena Battles", Results.tab == "battles", Results.show("battles")),
            ),
            rx.cond(Results.tab == "battles", _battles(), _runs()),
        ),
        here=routes.RESULTS,
    )


def _runs() -> rx.Component:
    return empty(
        "scroll-text",
        "No analysis runs",
        "Each run of research, code review or investigate will stand here with its report. "
        "This version of BooCode cannot start one yet.",
    )


def _battles() -> rx.Component:
    return empty(
        "swords",
        "No arena battles",
        "Each battle of two models on one task will stand here with its analysis. "
        "This version of BooCode cannot start one yet.",
    )
