"""The workspace: conversation, file panel and terminal on one project. The address is its state."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.status import status
from boocode_app.ui.shell.frame import frame
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.terminals.state import TerminalNews
from boocode_app.ui.workspace.bodies import conversation, dock, file_panel
from boocode_app.ui.workspace.dock import dock_tabs
from boocode_app.ui.workspace.panel import panel_tabs
from boocode_app.ui.workspace.panes import panes
from boocode_app.ui.workspace.state import Workspace


def workspace() -> rx.Component:
    """The page."""
    return frame(
        panes(
            _conversation_head(),
            rx.el.div(conversation(), class_name="pane-fill"),
            _panel_head(),
            rx.el.div(file_panel(), class_name="pane-fill"),
            _dock_head(),
            rx.el.div(dock(), class_name="pane-fill"),
            storage_key=Shell.project.id.to_string(),
        ),
        here=routes.WORKSPACE,
    )


def _conversation_head() -> rx.Component:
    return rx.el.div(
        rx.el.h1(Shell.session_title, class_name="cut pane-title", title=Shell.session_title),
        rx.cond(Shell.session_id != "", status(Shell.session_status)),
    )


def _panel_head() -> rx.Component:
    return rx.el.div(panel_tabs(changed=Workspace.changed_files))


def _dock_head() -> rx.Component:
    return rx.el.div(
        dock_tabs(
            project=Shell.project.id,
            folder=Shell.project.path,
            terminals_path=routes.TERMINALS,
            changes=TerminalNews.changes,
        ),
    )
