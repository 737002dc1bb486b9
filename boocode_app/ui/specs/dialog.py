"""The dialog that opens a change, and the button for it."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui.components.dialog.form import field, form_dialog
from boocode_app.ui.specs.opening import Opening


def open_button() -> rx.Component:
    """Opens the dialog."""
    return rx.el.button(
        rx.icon("plus", size=16, aria_hidden="true"),
        "New change…",
        type="button",
        on_click=Opening.ask,
        class_name="btn primary",
    )


def new_change() -> rx.Component:
    """The dialog."""
    return form_dialog(
        field(
            "Name",
            "Lower-case words with hyphens: the folder in openspec/changes/.",
            id="change-name",
            name="name",
            fault=Opening.fault,
            class_name="input mono",
            required=True,
            auto_focus=True,
            spell_check=False,
            max_length=200,
            placeholder="add-dark-mode",
        ),
        field(
            "Goal (optional)",
            "Creates the folder with its .openspec.yaml, as ",
            rx.el.code("boocode openspec new"),
            " does. You or an agent write its proposal, design and tasks.",
            id="change-goal",
            name="goal",
            max_length=2000,
        ),
        title="New change",
        action="Create",
        open=Opening.asking,
        on_submit=Opening.create,
        on_close=Opening.close,
    )
