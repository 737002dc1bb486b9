"""The body of a page that is not the workspace: a title, what it is, its actions, its content."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx
from reflex.event import EventType


def page_body(
    title: str, about: str, *content: rx.Component, actions: tuple[rx.Component, ...] = ()
) -> rx.Component:
    """A scrolling column under a title row."""
    return rx.el.div(
        rx.el.div(
            rx.el.header(
                rx.el.div(rx.el.h1(title), rx.el.p(about)),
                rx.el.div(*actions, class_name="end"),
                class_name="page-head",
            ),
            *content,
            class_name="page-body",
        ),
        class_name="page",
    )


def refresh_button(handler: EventType) -> rx.Component:
    """Loads the page's data again."""
    return rx.el.button(
        rx.icon("refresh-cw", size=16, aria_hidden="true"),
        "Refresh",
        on_click=handler,
        type="button",
        class_name="btn",
    )


def tag(word: str | rx.Var, tone: str | rx.Var = "") -> rx.Component:
    """A short fact in a frame."""
    return rx.el.span(word, class_name="tag", data_tone=tone)
