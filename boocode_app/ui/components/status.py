"""Status: a colour, a shape and a word, the same for an agent, a process and a model."""

import reflex as rx


def status(state: str | rx.Var[str], word: str | rx.Var[str] | None = None) -> rx.Component:
    """The dot of `state` (one of contracts.status) with a word beside it, by default the state."""
    return rx.el.span(
        rx.el.i(aria_hidden="true"),
        rx.el.span(word if word is not None else state),
        class_name="status",
        data_status=state,
    )


def dot(state: str | rx.Var[str]) -> rx.Component:
    """The dot alone where there is no room; the word is there on hover and for screen readers."""
    return rx.el.span(
        rx.el.i(aria_hidden="true"),
        rx.el.span(state, class_name="sr"),
        class_name="status",
        data_status=state,
        title=state,
    )
