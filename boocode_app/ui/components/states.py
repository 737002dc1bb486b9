"""What a view shows when it has nothing to show: loading, empty, error. One look everywhere."""

from collections.abc import Sequence

import reflex as rx


def loading(rows: int = 3, label: str = "Loading") -> rx.Component:
    """A skeleton of `rows` lines. It appears after 150 ms, so a quick answer never flickers."""
    return rx.el.div(
        *(rx.el.div(class_name="skeleton") for _ in range(rows)),
        class_name="loading",
        role="status",
        aria_label=label,
    )


def empty(icon: str, title: str, sentence: str, *actions: rx.Component) -> rx.Component:
    """One sentence on what will stand here, and the one thing that starts it."""
    return rx.el.div(
        rx.icon(icon, size=28, stroke_width=1.5, aria_hidden="true"),
        rx.el.h2(title),
        rx.el.p(sentence),
        *actions,
        class_name="empty",
    )


def error(
    what: str | rx.Var, why: str | rx.Var, retry: rx.EventHandler | None = None
) -> rx.Component:
    """What failed, why, what to do. `why` is in words for people; it can be copied."""
    actions: Sequence[rx.Component] = (
        *([rx.el.button("Retry", on_click=retry, class_name="btn")] if retry else []),
        rx.el.button("Copy details", on_click=rx.set_clipboard(why), class_name="btn ghost"),
    )
    return rx.el.div(
        rx.icon("circle-alert", size=20, aria_hidden="true"),
        rx.el.div(
            rx.el.strong(what),
            rx.el.p(why),
            rx.el.div(*actions, class_name="actions"),
        ),
        class_name="fault",
        role="alert",
    )
