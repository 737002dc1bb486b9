"""The dialogs of the sidebar."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui.components.dialog.form import field, form_dialog
from boocode_app.ui.shell.edit import Edit


def dialogs() -> rx.Component:
    """Both dialogs; each is seen only while it is open."""
    return rx.fragment(_add_project(), _rename())


def _add_project() -> rx.Component:
    return form_dialog(
        field(
            "Folder of a git repository",
            "An absolute path on the machine that runs BooCode.",
            id="project-path",
            name="path",
            fault=Edit.add_fault,
            class_name="input mono",
            required=True,
            auto_focus=True,
            spell_check=False,
            placeholder="/home/me/project",
        ),
        title="Add a project",
        action="Add project",
        open=Edit.adding,
        on_submit=Edit.add_project,
        on_close=Edit.close,
    )


def _rename() -> rx.Component:
    return form_dialog(
        field(
            "Title",
            id="session-title",
            name="title",
            default_value=Edit.old_title,
            required=True,
            max_length=200,
            auto_focus=True,
        ),
        title="Rename the session",
        action="Rename",
        open=Edit.renaming != "",
        on_submit=Edit.rename,
        on_close=Edit.close,
    )
