"""Terminals: all of this house, whoever started them, and the open one."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.moment.moment import moment
from boocode_app.ui.components.page import page_body, refresh_button, tag
from boocode_app.ui.components.states import by_phase, empty, error, loading
from boocode_app.ui.components.status import status
from boocode_app.ui.components.terminal.terminal import terminal
from boocode_app.ui.shell.frame import frame
from boocode_app.ui.terminals.rows import TerminalRow
from boocode_app.ui.terminals.state import Terminals


def terminals() -> rx.Component:
    """The page."""
    return frame(
        page_body(
            "Terminals",
            "Every live shell and command. They outlive this page.",
            rx.cond(Terminals.open_id != "", _open()),
            by_phase(
                Terminals.phase,
                ready=_list(),
                failed=error("The terminals cannot be listed.", Terminals.fault, Terminals.enter),
                waiting=loading(4, "Loading the terminals"),
            ),
            actions=(refresh_button(Terminals.enter), _new()),
        ),
        here=routes.TERMINALS,
    )


def _new() -> rx.Component:
    return rx.el.button(
        rx.icon("plus", size=16, aria_hidden="true"),
        "New terminal",
        type="button",
        on_click=Terminals.start,
        class_name="btn primary",
    )


def _open() -> rx.Component:
    return rx.el.section(
        terminal(pty_id=Terminals.open_id, on_exit=Terminals.ended),
        class_name="open-terminal",
        aria_label="Open terminal",
    )


def _list() -> rx.Component:
    return rx.cond(
        Terminals.rows.length() > 0,
        rx.el.div(rx.foreach(Terminals.rows, _card), class_name="cards"),
        empty(
            "square-terminal",
            "No terminals",
            "Shells and commands, yours and the agents', will stand here.",
        ),
    )


def _card(row: rx.Var[TerminalRow]) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            status(row.dot, row.status),
            rx.el.strong(row.title, class_name="cut"),
            rx.cond(row.agent != "", tag(row.agent, "accent")),
            rx.el.div(_actions(row), class_name="end"),
            class_name="card-head",
        ),
        rx.el.div(
            rx.el.code(row.workdir),
            rx.el.span("pid ", row.pid, class_name="num"),
            rx.el.span(row.size, class_name="num"),
            rx.el.span("started ", moment(at=row.created_at)),
            rx.cond(row.ending != "", rx.el.span(row.ending)),
            class_name="facts",
        ),
        rx.cond(row.last_line != "", rx.el.pre(row.last_line, class_name="cut")),
        class_name="card",
        key=row.id,
    )


def _actions(row: rx.Var[TerminalRow]) -> rx.Component:
    return rx.cond(
        row.running,
        rx.fragment(
            rx.el.a("Open", href=f"{routes.TERMINALS}?{routes.PTY}={row.id}", class_name="btn"),
            rx.el.button(
                "End",
                type="button",
                title=f"Ends {row.title} and all that runs in it",
                on_click=Terminals.end(row.id, False),
                class_name="btn ghost danger",
            ),
        ),
        rx.el.button(
            "Remove", type="button", on_click=Terminals.end(row.id, True), class_name="btn ghost"
        ),
    )
