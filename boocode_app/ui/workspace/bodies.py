"""What stands in the three panes. Each brings its own code, which loads when it is first shown."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx
from reflex.style import resolved_color_mode

from boocode_app.ui.components.chat.chat import chat
from boocode_app.ui.components.states import empty, error
from boocode_app.ui.shell.edit import Edit
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.workspace.dock import dock_body
from boocode_app.ui.workspace.files.files import files
from boocode_app.ui.workspace.git.git import git_tab
from boocode_app.ui.workspace.panel import panel_body
from boocode_app.ui.workspace.state import Workspace


def conversation() -> rx.Component:
    """The chat of the open session, or how to begin."""
    return rx.match(
        Shell.phase,
        (
            "ready",
            rx.cond(
                Shell.project.id > 0,
                chat(
                    session_id=Shell.session_id,
                    project_id=Shell.project.id,
                    project_name=Shell.project.name,
                    disabled_reason="",
                    on_session=Shell.opened,
                    on_title=Shell.retitled,
                    on_status=Shell.turned,
                ),
                _no_project(),
            ),
        ),
        ("failed", error("The workspace cannot be opened.", Shell.fault, Shell.enter)),
        rx.fragment(),
    )


def _no_project() -> rx.Component:
    return empty(
        "folder-git-2",
        "No project yet",
        "A project is a git repository on the machine that runs BooCode.",
        rx.el.button(
            "Add project…", type="button", on_click=Edit.ask_path, class_name="btn primary"
        ),
    )


def file_panel() -> rx.Component:
    """The open tab of the file panel."""
    return panel_body(
        _git(),
        _files(),
        empty("list-checks", "No plan", "The plan that an agent works on will stand here."),
        empty("app-window", "No artifact", "A page that a model made will open here."),
    )


def _files() -> rx.Component:
    return rx.cond(
        Shell.project.id > 0,
        files(project_id=Shell.project.id, theme_type=resolved_color_mode),
        empty("folder-tree", "No project", "The files of the project will stand here."),
    )


def _git() -> rx.Component:
    return rx.cond(
        Shell.project.id > 0,
        git_tab(
            project_id=Shell.project.id,
            theme_type=resolved_color_mode,
            on_counts=Workspace.counted,
        ),
        empty("git-compare", "No project", "The changes of the project will stand here."),
    )


def dock() -> rx.Component:
    """The project's terminals."""
    return dock_body(project=Shell.project.id, folder=Shell.project.path)
