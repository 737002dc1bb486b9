"""What a view shows when it has nothing to show yet: loading, empty, error. One look everywhere."""

from typing import Literal

import reflex as rx
from reflex.event import EventType

Phase = Literal["loading", "ready", "failed"]


def loading(rows: int = 3, label: str = "Loading") -> rx.Component:
    """A skeleton of `rows` lines. It appears after 150 ms, so a quick answer never flickers."""
    return rx.el.div(
        *(rx.el.div(class_name="skeleton") for _ in range(rows)),
        class_name="loading",
        role="status",
        aria_label=label,
    )


def empty(icon: str, title: str, sentence: str | rx.Var, *actions: rx.Component) -> rx.Component:
    """One sentence on what will stand here, and the one thing that starts it."""
    return rx.el.div(
        rx.icon(icon, size=28, aria_hidden="true"),
        rx.el.h2(title),
        rx.el.p(sentence),
        *actions,
        class_name="empty",
    )


def error(what: str | rx.Var, why: str | rx.Var, retry: EventType | None = None) -> rx.Component:
    """What failed, why in words for people, Retry, and the details to copy."""
    again = [rx.el.button("Retry", on_click=retry, type="button", class_name="btn")]
    copy = rx.el.button(
        "Copy details", on_click=rx.set_clipboard(why), type="button", class_name="btn ghost"
    )
    return rx.el.div(
        rx.icon("circle-alert", size=20, aria_hidden="true"),
        rx.el.div(
            rx.el.strong(what),
            rx.el.p(why),
            rx.el.div(*(again if retry is not None else []), copy, class_name="actions"),
        ),
        class_name="fault",
        role="alert",
    )


def by_phase(
    phase: rx.Var[str], ready: rx.Component, failed: rx.Component, waiting: rx.Component
) -> rx.Component:
    """The view of a phase: `waiting` while loading, `failed`, or what there is."""
    return rx.match(phase, ("ready", ready), ("failed", failed), waiting)
