"""Specs: the OpenSpec changes of a project, what the doctor finds in them, and what they say."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.page import page_body, refresh_button
from boocode_app.ui.components.states import by_phase, empty, error, loading
from boocode_app.ui.components.tabs import tab, tab_list
from boocode_app.ui.shell.edit import Edit
from boocode_app.ui.shell.frame import frame
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.specs.board import board
from boocode_app.ui.specs.dialog import new_change, open_button
from boocode_app.ui.specs.documents import documents
from boocode_app.ui.specs.findings import findings
from boocode_app.ui.specs.mending import mending
from boocode_app.ui.specs.reader import reader
from boocode_app.ui.specs.state import Specs


def specs() -> rx.Component:
    """The page."""
    return frame(
        rx.match(Specs.view, ("reading", reader()), ("mend", mending()), _lists()),
        new_change(),
        here=routes.SPECS,
    )


def _lists() -> rx.Component:
    return page_body(
        "Specs",
        rx.cond(
            Specs.summary != "",
            Specs.summary,
            "What was agreed on and what is proposed, as OpenSpec keeps it.",
        ),
        rx.cond(Shell.phase == "failed", _failed(Shell.fault), _of_project()),
        actions=(
            refresh_button(Specs.enter),
            rx.cond((Specs.project_id > 0) & Specs.exists, open_button()),
        ),
    )


def _of_project() -> rx.Component:
    return by_phase(
        Specs.phase,
        ready=rx.match(
            rx.cond(Specs.project_id == 0, "none", rx.cond(Specs.exists, "some", "bare")),
            ("none", _no_project()),
            ("bare", _no_folder()),
            _tabs(),
        ),
        failed=_failed(Specs.fault),
        waiting=loading(6, "Loading the specs"),
    )


def _tabs() -> rx.Component:
    return rx.fragment(
        tab_list(
            "Specs",
            tab("Board", Specs.tab == "board", Specs.show("")),
            tab(_found(), Specs.tab == "findings", Specs.show("findings")),
            tab("Documents", Specs.tab == "documents", Specs.show("documents")),
        ),
        rx.match(Specs.tab, ("findings", findings()), ("documents", documents()), board()),
    )


def _found() -> rx.Component:
    count = Specs.findings_total
    return rx.fragment("Findings", rx.cond(count > 0, rx.el.span(count, class_name="badge num")))


def _failed(why: rx.Var[str]) -> rx.Component:
    return error("The project's openspec/ cannot be read.", why, Specs.enter)


def _no_project() -> rx.Component:
    return empty(
        "folder-git-2",
        "No project yet",
        "The specs of a project stand in its git repository.",
        rx.el.button(
            "Add project…", type="button", on_click=Edit.ask_path, class_name="btn primary"
        ),
    )


def _no_folder() -> rx.Component:
    return empty(
        "file-check-2",
        "No openspec/ folder",
        "Proposals of change, their tasks and what is built will stand here. "
        "The first change makes the folder.",
        open_button(),
    )
