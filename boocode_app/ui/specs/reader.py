"""A batch with its documents, or one document: title, facts in a line, the text."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui.components.moment.moment import moment
from boocode_app.ui.components.states import by_phase, empty, error, loading
from boocode_app.ui.components.status import status
from boocode_app.ui.specs.board import meter
from boocode_app.ui.specs.reading import Reading
from boocode_app.ui.specs.rows import PaperRow
from boocode_app.ui.specs.state import Specs
from boocode_app.ui.specs.widgets import keys, link, prose


def reader() -> rx.Component:
    """The view."""
    return rx.el.div(
        rx.el.div(
            keys(
                _head(),
                by_phase(
                    Reading.phase,
                    ready=_batch(),
                    failed=error("This cannot be shown.", Reading.fault, Specs.enter),
                    waiting=loading(8, "Loading the document"),
                ),
                back=Reading.back,
                key="reading",
            ),
            class_name="page-body reader",
        ),
        class_name="page",
    )


def _head() -> rx.Component:
    return rx.el.header(
        link(
            rx.icon("arrow-left", size=16, aria_hidden="true"),
            to=Reading.back,
            class_name="icon-btn",
            aria_label="Back",
            title="Back (Esc)",
        ),
        rx.el.h1(Reading.title, class_name="cut", title=Reading.title),
        rx.cond(Reading.batch.name != "", status(Reading.batch.dot, Reading.batch.state)),
        class_name="page-head",
    )


def _batch() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.cond(Reading.batch.title != "", rx.el.span(Reading.batch.title)),
            rx.cond(
                Reading.batch.has_tasks, rx.el.span(meter(Reading.batch), class_name="batch-foot")
            ),
            rx.cond(Reading.batch.wave != "", rx.el.span(Reading.batch.wave)),
            rx.cond(Reading.batch.tag != "", rx.el.span("shipped in ", Reading.batch.tag)),
            rx.cond(Reading.batch.created != "", rx.el.span("created ", Reading.batch.created)),
            rx.cond(Reading.modified != "", rx.el.span("changed ", moment(at=Reading.modified))),
            class_name="facts num",
        ),
        rx.cond(
            Reading.documents.length() > 0,
            rx.el.nav(
                rx.foreach(Reading.documents, _document),
                class_name="doc-tabs",
                aria_label="Documents",
            ),
        ),
        rx.cond(Reading.path != "", _text(), _none()),
    )


def _document(row: rx.Var[PaperRow]) -> rx.Component:
    return link(
        row.title,
        to=row.href,
        aria_current=rx.cond(row.current, "page", "false"),
        data_row=row.path,
        key=row.path,
    )


def _text() -> rx.Component:
    return rx.el.article(
        rx.cond(
            Reading.batch.name != "",
            rx.el.code("openspec/", Reading.path, class_name="muted doc-path"),
        ),
        rx.cond(
            Reading.html != "",
            prose(html=Reading.html),
            rx.el.p("This document is empty.", class_name="muted"),
        ),
        rx.cond(Reading.cut != "", rx.el.p(Reading.cut, class_name="muted num")),
        aria_label=Reading.path,
        class_name="doc",
    )


def _none() -> rx.Component:
    return empty(
        "file-pen-line",
        "No documents yet",
        "Begin with a proposal.md: Why, What Changes, Must Have, Must NOT Have. "
        "Then come specs/, design.md and tasks.md.",
    )
