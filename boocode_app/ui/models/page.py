"""Models: what there is, what is loaded, and with which flags."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.moment.moment import moment
from boocode_app.ui.components.page import page_body, refresh_button
from boocode_app.ui.components.states import by_phase, empty, error, loading
from boocode_app.ui.components.status import status
from boocode_app.ui.models.rows import ModelRow
from boocode_app.ui.models.state import Models
from boocode_app.ui.shell.frame import frame


def models() -> rx.Component:
    """The page."""
    return frame(
        page_body(
            "Models",
            "Model files on this machine and the llama-server of each.",
            by_phase(
                Models.phase,
                ready=_list(),
                failed=error("The models cannot be listed.", Models.fault, Models.enter),
                waiting=loading(3, "Loading the models"),
            ),
            actions=(refresh_button(Models.enter),),
        ),
        here=routes.MODELS,
    )


def _list() -> rx.Component:
    return rx.cond(
        Models.rows.length() > 0,
        rx.el.div(rx.foreach(Models.rows, _card), class_name="cards"),
        empty(
            "cpu",
            "No models",
            "GGUF files in the models folder of BOOCODE_HOME will stand here. "
            "`./boocode model demo` makes a small one.",
        ),
    )


def _card(row: rx.Var[ModelRow]) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.el.strong(row.name, class_name="cut"),
            rx.el.div(status(row.dot, row.state), class_name="end"),
            class_name="card-head",
        ),
        rx.el.div(
            rx.el.span(row.size, class_name="num"),
            rx.el.span("context ", row.context, class_name="num"),
            rx.el.span("pid ", row.pid, class_name="num"),
            rx.cond(row.since != "", rx.el.span("since ", moment(at=row.since))),
            rx.cond(row.restarts > 0, rx.el.span(row.restarts, " restarts", class_name="num")),
            class_name="facts",
        ),
        rx.cond(row.detail != "", rx.el.p(row.detail)),
        rx.el.code(row.path, class_name="muted break-all"),
        rx.el.div(
            rx.foreach(row.arguments, lambda argument: rx.el.code(argument)), class_name="arguments"
        ),
        class_name="card",
        key=row.name,
    )
