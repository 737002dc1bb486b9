"""The dialogs of the sidebar."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui.components.dialog.dialog import dialog
from boocode_app.ui.shell.edit import Edit


def dialogs() -> rx.Component:
    """Both dialogs; each is seen only while it is open."""
    return rx.fragment(_add_project(), _rename())


def _add_project() -> rx.Component:
    return dialog(
        rx.el.form(
            rx.el.div(
                rx.el.label("Folder of a git repository", html_for="project-path"),
                rx.el.input(
                    id="project-path",
                    name="path",
                    required=True,
                    auto_focus=True,
                    auto_complete="off",
                    spell_check=False,
                    placeholder="/home/me/project",
                    class_name="input mono",
                    aria_invalid=Edit.add_fault != "",
                    aria_describedby="project-path-about",
                ),
                rx.el.p(
                    rx.cond(
                        Edit.add_fault != "",
                        Edit.add_fault,
                        "An absolute path on the machine that runs BooCode.",
                    ),
                    id="project-path-about",
                    class_name=rx.cond(Edit.add_fault != "", "field-fault", "muted"),
                    role="status",
                ),
                class_name="field",
            ),
            _foot("Add project"),
            on_submit=Edit.add_project,
        ),
        open=Edit.adding,
        title="Add a project",
        on_close=Edit.close,
    )


def _rename() -> rx.Component:
    return dialog(
        rx.el.form(
            rx.el.div(
                rx.el.label("Title", html_for="session-title"),
                rx.el.input(
                    id="session-title",
                    name="title",
                    default_value=Edit.old_title,
                    required=True,
                    max_length=200,
                    auto_focus=True,
                    auto_complete="off",
                    class_name="input",
                ),
                class_name="field",
            ),
            _foot("Rename"),
            on_submit=Edit.rename,
        ),
        open=Edit.renaming != "",
        title="Rename the session",
        on_close=Edit.close,
    )


def _foot(action: str) -> rx.Component:
    return rx.el.div(
        rx.el.button("Cancel", type="button", class_name="btn ghost", on_click=Edit.close),
        rx.el.button(action, type="submit", class_name="btn primary"),
        class_name="dialog-foot",
    )
