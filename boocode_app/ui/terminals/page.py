"""Terminals: all of this house, whoever started them, and the open ones."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.shell.frame import frame
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.terminals.desk import terminal_desk
from boocode_app.ui.terminals.state import TerminalNews
from boocode_app.ui.terminals.watch import watching


def terminals() -> rx.Component:
    """The page. Its address says which terminals are open, and where."""
    return frame(
        terminal_desk(
            folder=Shell.project.path, watch_path=routes.WATCH, changes=TerminalNews.changes
        ),
        here=routes.TERMINALS,
    )


def watch() -> rx.Component:
    """One terminal to look at, and nothing else."""
    return rx.el.main(
        watching(terminals_path=routes.TERMINALS),
        id="main",
        class_name="watch",
        data_hydrated=rx.State.is_hydrated,
    )
