"""What the doctor finds, worst first, with the mend of each in words."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.page import tag
from boocode_app.ui.components.states import empty
from boocode_app.ui.specs.mend import Mend
from boocode_app.ui.specs.rows import FindingRow, StepRow
from boocode_app.ui.specs.state import Specs
from boocode_app.ui.specs.widgets import keys, link


def findings() -> rx.Component:
    """What the last mend did, and what is left to find."""
    return rx.fragment(
        rx.cond(
            (Mend.outcome != "") & (Mend.project_id == Specs.project_id),
            _outcome(),
        ),
        rx.cond(
            Specs.findings_total > 0,
            keys(_head(), _list(), key="findings"),
            empty(
                "circle-check",
                "Nothing found",
                "The doctor reads every batch, document and tag of openspec/ and finds no fault.",
            ),
        ),
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.p(Specs.tally, class_name="num"),
        rx.cond(
            Specs.mendable > 0,
            link(
                rx.icon("wand-sparkles", size=16, aria_hidden="true"),
                "Preview the mend",
                to=f"{routes.SPECS}?{routes.PROJECT}={Specs.project_id}"
                f"&{routes.TAB}=findings&{routes.MEND}=1",
                class_name="btn primary",
            ),
            rx.el.p(
                "None of these can be mended by a tool: they want a person.", class_name="muted"
            ),
        ),
        class_name="findings-head",
    )


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.ul(rx.foreach(Specs.findings, _finding), class_name="findings"),
        rx.cond(
            Specs.findings_total > Specs.findings.length(),
            rx.el.div(
                rx.el.span(
                    f"{Specs.findings.length()} of {Specs.findings_total}", class_name="muted num"
                ),
                rx.el.button(
                    "Show more", type="button", on_click=Specs.show_more, class_name="btn"
                ),
                class_name="more",
            ),
        ),
    )


def _finding(row: rx.Var[FindingRow]) -> rx.Component:
    return rx.el.li(
        severity(row),
        rx.el.div(
            rx.html(row.words),
            rx.html(row.mend),
            rx.el.div(
                rx.cond(
                    row.href != "",
                    link(row.where, to=row.href, class_name="text-link mono", data_row=row.key),
                    rx.el.code(row.where),
                ),
                rx.el.code(row.rule, class_name="muted"),
                rx.cond(row.mendable, tag("can be mended", "accent")),
                class_name="facts",
            ),
            class_name="finding-body",
        ),
        class_name="finding",
        data_severity=row.severity,
        key=row.key,
    )


def severity(row: rx.Var[FindingRow]) -> rx.Component:
    """A colour, a shape and a word."""
    return rx.el.span(
        rx.match(
            row.severity,
            ("error", rx.icon("octagon-x", size=16, aria_hidden="true")),
            ("warning", rx.icon("triangle-alert", size=16, aria_hidden="true")),
            rx.icon("info", size=16, aria_hidden="true"),
        ),
        row.word,
        class_name="severity",
    )


def steps(rows: rx.Var[list[StepRow]]) -> rx.Component:
    """The steps of a plan."""
    return rx.el.ul(rx.foreach(rows, _step), class_name="steps")


def _step(row: rx.Var[StepRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.verb, class_name="verb", data_verb=row.verb),
        rx.el.div(
            rx.el.span(
                rx.el.code(row.path),
                rx.cond(row.target != "", rx.fragment(" → ", rx.el.code(row.target))),
            ),
            rx.el.span(row.words, class_name="muted"),
            class_name="step",
        ),
        key=f"{row.verb} {row.path} {row.target}",
    )


def _outcome() -> rx.Component:
    return rx.el.section(
        rx.icon("circle-check", size=20, aria_hidden="true"),
        rx.el.div(
            rx.el.strong(Mend.outcome),
            rx.el.p(
                "The changes stand in the working tree, not committed: ",
                rx.el.a(
                    "look at them",
                    href=f"{routes.WORKSPACE}?{routes.PROJECT}={Specs.project_id}#git",
                    class_name="text-link",
                ),
                ", then commit them, or bring the old tree back with git.",
            ),
            rx.el.details(rx.el.summary("What was done"), steps(Mend.done)),
            class_name="grow min-w-0",
        ),
        rx.el.button(
            rx.icon("x", size=16, aria_hidden="true"),
            type="button",
            on_click=Mend.dismiss,
            aria_label="Dismiss",
            class_name="icon-btn",
        ),
        class_name="outcome",
        role="status",
    )
