"""A form in a modal dialog: labelled fields, and below them Cancel and what is to be done."""

import reflex as rx
from reflex.event import EventType

from boocode_app.ui.components.dialog.dialog import dialog


def form_dialog(
    *fields: rx.Component,
    title: str,
    action: str,
    open: bool | rx.Var,
    on_submit: EventType,
    on_close: EventType,
) -> rx.Component:
    """Shows `fields` while `open`. `on_submit` gets what they hold, by their names."""
    return dialog(
        rx.el.form(
            rx.el.div(*fields, class_name="fields"),
            rx.el.div(
                rx.el.button("Cancel", type="button", class_name="btn ghost", on_click=on_close),
                rx.el.button(action, type="submit", class_name="btn primary"),
                class_name="dialog-foot",
            ),
            on_submit=on_submit,
        ),
        open=open,
        title=title,
        on_close=on_close,
    )


def field(
    label: str,
    *about: str | rx.Component,
    id: str,
    name: str,
    fault: str | rx.Var = "",
    class_name: str = "input",
    **props: object,
) -> rx.Component:
    """A labelled input. Below it stands what is wrong with it (`fault`), else what it is about."""
    beneath = f"{id}-about"
    has_fault = rx.Var.create(fault) != ""
    return rx.el.div(
        rx.el.label(label, html_for=id),
        rx.el.input(
            id=id,
            name=name,
            auto_complete="off",
            class_name=class_name,
            aria_invalid=has_fault,
            aria_describedby=beneath,
            **props,
        ),
        rx.el.p(
            rx.cond(has_fault, fault, rx.fragment(*about)),
            id=beneath,
            class_name=rx.cond(has_fault, "field-fault", "muted"),
            role="status",
        ),
        class_name="field",
    )
