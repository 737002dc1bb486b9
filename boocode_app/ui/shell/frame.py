"""The frame around every page: sidebar, content, bottom bar, and what may lie over them."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.shell.dialogs import dialogs
from boocode_app.ui.shell.edit import Edit
from boocode_app.ui.shell.nav import FOOT, ROOMS
from boocode_app.ui.shell.sidebar import sidebar
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.shell.widgets import bottom_bar, palette, stale_bar

PAGES = [
    {"label": entry.label, "href": entry.href, "keys": entry.keys} for entry in (*ROOMS, *FOOT)
]


def frame(*content: rx.Component, here: str) -> rx.Component:
    """`content` inside the shell; `here` is the address of the page."""
    return rx.el.div(
        rx.el.button(
            "Skip to content", type="button", on_click=rx.set_focus("main"), class_name="skip"
        ),
        sidebar(here),
        rx.el.div(
            stale_bar(),
            rx.el.main(*content, id="main", tab_index=-1),
            bottom_bar(
                *(
                    rx.icon(icon, size=20, aria_hidden="true")
                    for icon in ("message-square", "git-compare", "square-terminal", "menu")
                ),
                workspace=Shell.workspace_href,
                here=here == routes.WORKSPACE,
            ),
            class_name="column",
        ),
        palette(
            pages=PAGES,
            projects=Shell.projects,
            sessions=Shell.sessions,
            project_id=Shell.project.id,
            on_add_project=Edit.ask_path,
        ),
        dialogs(),
        class_name="app",
        data_hydrated=rx.State.is_hydrated,
    )
