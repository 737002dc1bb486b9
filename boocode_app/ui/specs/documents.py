"""The documents that belong to no batch."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui.components.states import by_phase, empty, error, loading
from boocode_app.ui.specs.papers import Papers
from boocode_app.ui.specs.rows import PaperRow
from boocode_app.ui.specs.state import Specs
from boocode_app.ui.specs.widgets import keys, link


def documents() -> rx.Component:
    """The view."""
    return by_phase(
        Papers.phase,
        ready=rx.cond(
            Papers.capabilities.length() + Papers.others.length() > 0,
            keys(
                _group("What is built", Papers.capabilities),
                _group("Beside it", Papers.others),
                rx.cond(
                    Papers.hidden > 0,
                    rx.el.p(f"{Papers.hidden} more are not listed.", class_name="muted num"),
                ),
                key="documents",
            ),
            empty(
                "file-text",
                "No documents",
                "What is built will stand here, a capability each, once a change is archived.",
            ),
        ),
        failed=error("The documents cannot be listed.", Papers.fault, Specs.enter),
        waiting=loading(6, "Loading the documents"),
    )


def _group(title: str, rows: rx.Var[list[PaperRow]]) -> rx.Component:
    return rx.cond(
        rows.length() > 0,
        rx.el.section(
            rx.el.h2(title),
            rx.el.ul(rx.foreach(rows, _paper), class_name="papers"),
            class_name="section",
        ),
    )


def _paper(row: rx.Var[PaperRow]) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.span(
                rx.el.strong(row.title, class_name="cut", title=row.title),
                rx.cond(row.fact != "", rx.el.span(row.fact, class_name="muted num")),
                rx.cond(row.about == "", rx.el.code(row.path, class_name="muted cut")),
                class_name="paper-head",
            ),
            rx.cond(row.about != "", rx.el.span(row.about, class_name="muted about")),
            to=row.href,
            class_name="paper",
            data_row=row.path,
        ),
        key=row.path,
    )
