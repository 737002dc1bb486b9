"""The preview of a mend: its steps, its diff, and the button that carries it out."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.page import page_body
from boocode_app.ui.components.states import by_phase, empty, error, loading
from boocode_app.ui.specs.findings import steps
from boocode_app.ui.specs.mend import Mend
from boocode_app.ui.specs.patch import FileRow
from boocode_app.ui.specs.state import Specs
from boocode_app.ui.specs.widgets import keys, link


def mending() -> rx.Component:
    """The view."""
    back = f"{routes.SPECS}?{routes.PROJECT}={Specs.project_id}&{routes.TAB}=findings"
    return page_body(
        "The mend",
        "What tidying would do to openspec/. Nothing is changed before you apply it, "
        "and then all of it or nothing.",
        keys(
            by_phase(
                Mend.phase,
                ready=rx.cond(Mend.steps.length() > 0, _plan(), _nothing()),
                failed=error("The mend cannot be planned.", Mend.fault, Specs.enter),
                waiting=loading(6, "Planning the mend"),
            ),
            back=back,
            key="mend",
        ),
        actions=(
            link("Back to the findings", to=back, class_name="btn"),
            rx.cond((Mend.phase == "ready") & (Mend.steps.length() > 0), _apply()),
        ),
    )


def _apply() -> rx.Component:
    return rx.el.button(
        rx.cond(Mend.applying, "Applying…", "Apply"),
        type="button",
        disabled=Mend.applying,
        on_click=Mend.apply,
        class_name="btn primary",
    )


def _nothing() -> rx.Component:
    return empty(
        "circle-check",
        "Nothing to mend",
        "Tidying this openspec/ would change nothing. What the doctor still finds wants a person.",
    )


def _plan() -> rx.Component:
    return rx.el.div(
        rx.cond(Mend.refusal != "", _refusal()),
        rx.el.section(
            rx.el.h2("Steps"),
            rx.el.p(Mend.summary, class_name="muted num"),
            steps(Mend.steps),
            class_name="section",
        ),
        rx.el.section(
            rx.el.h2("Changes"),
            rx.foreach(Mend.files, _file),
            rx.cond(
                Mend.hidden > 0,
                rx.el.p(
                    f"{Mend.hidden} more files are not shown: ",
                    rx.el.code("boocode openspec tidy"),
                    " prints them all.",
                    class_name="muted num",
                ),
            ),
            class_name="section",
        ),
        class_name="plan",
    )


def _refusal() -> rx.Component:
    return rx.el.div(
        rx.icon("circle-alert", size=20, aria_hidden="true"),
        rx.el.div(
            rx.el.strong("Nothing was changed."),
            rx.el.p(Mend.refusal),
            rx.el.div(
                rx.el.button(
                    "Preview again", on_click=Specs.enter, type="button", class_name="btn"
                ),
                class_name="actions",
            ),
        ),
        class_name="fault",
        role="alert",
    )


def _file(row: rx.Var[FileRow]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.el.span(row.kind, class_name="tag"),
            rx.el.code(
                rx.cond(row.was != "", row.was + " → ", ""),
                row.path,
                class_name="cut grow",
                title=row.path,
            ),
            rx.el.span("+", row.added, class_name="num added"),
            rx.el.span("−", row.removed, class_name="num removed"),
        ),
        rx.cond(
            row.html != "",
            rx.html(row.html),
            rx.el.p("No line changes.", class_name="muted"),
        ),
        rx.cond(
            row.hidden > 0,
            rx.el.p(row.hidden, " more lines are not shown.", class_name="muted num"),
        ),
        class_name="file",
        open=True,
        key=f"{row.was} {row.path}",
    )
