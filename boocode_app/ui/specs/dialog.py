"""The dialog that opens a change, and the button for it."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui.components.dialog.dialog import dialog
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
    return dialog(
        rx.el.form(
            rx.el.div(
                rx.el.label("Name", html_for="change-name"),
                rx.el.input(
                    id="change-name",
                    name="name",
                    required=True,
                    auto_focus=True,
                    auto_complete="off",
                    spell_check=False,
                    max_length=200,
                    placeholder="add-dark-mode",
                    class_name="input mono",
                    aria_invalid=Opening.fault != "",
                    aria_describedby="change-name-about",
                ),
                rx.el.p(
                    rx.cond(
                        Opening.fault != "",
                        Opening.fault,
                        "Lower-case words with hyphens: the folder in openspec/changes/.",
                    ),
                    id="change-name-about",
                    class_name=rx.cond(Opening.fault != "", "field-fault", "muted"),
                    role="status",
                ),
                class_name="field",
            ),
            rx.el.div(
                rx.el.label("Goal (optional)", html_for="change-goal"),
                rx.el.input(
                    id="change-goal",
                    name="goal",
                    max_length=2000,
                    auto_complete="off",
                    class_name="input",
                ),
                rx.el.p(
                    "Creates the folder with its .openspec.yaml, as ",
                    rx.el.code("boocode openspec new"),
                    " does. You or an agent write its proposal, design and tasks.",
                    class_name="muted",
                ),
                class_name="field",
            ),
            rx.el.div(
                rx.el.button(
                    "Cancel", type="button", class_name="btn ghost", on_click=Opening.close
                ),
                rx.el.button("Create", type="submit", class_name="btn primary"),
                class_name="dialog-foot",
            ),
            on_submit=Opening.create,
            class_name="fields",
        ),
        open=Opening.asking,
        title="New change",
        on_close=Opening.close,
    )
