"""The sidebar: project switcher, sessions, the rooms; at its foot what one looks up."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.components.menu.menu import item, item_link, menu
from boocode_app.ui.components.moment.moment import moment
from boocode_app.ui.components.states import by_phase, error, loading
from boocode_app.ui.components.status import dot
from boocode_app.ui.shell.edit import Edit
from boocode_app.ui.shell.nav import FOOT, ROOMS, Entry
from boocode_app.ui.shell.rows import ProjectRow, SessionRow
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.shell.widgets import fold_button


def sidebar(here: str) -> rx.Component:
    """The sidebar; `here` is the address of the page."""
    return rx.el.nav(
        rx.el.div(
            _switcher(),
            fold_button(rx.icon("panel-left", size=16, aria_hidden="true")),
            class_name="sidebar-top",
        ),
        _sessions(),
        rx.el.ul(*(_entry(entry, here) for entry in ROOMS), class_name="rooms"),
        rx.el.ul(*(_entry(entry, here) for entry in FOOT), class_name="rooms foot"),
        class_name="sidebar",
        aria_label="BooCode",
    )


def _switcher() -> rx.Component:
    name = rx.cond(Shell.project.name != "", Shell.project.name, "No project")
    return menu(
        rx.fragment(
            rx.el.span(name[0], class_name="crest", aria_hidden="true"),
            rx.el.span(name, class_name="cut grow"),
            rx.icon("chevrons-up-down", size=14, class_name="muted", aria_hidden="true"),
        ),
        rx.foreach(Shell.projects, _project),
        rx.el.hr(),
        item(
            rx.icon("plus", size=16, aria_hidden="true"),
            "Add project…",
            on_click=Edit.ask_path,
        ),
        label=rx.Var.create("Project: ") + name,
        class_name="switcher",
    )


def _project(project: rx.Var[ProjectRow]) -> rx.Component:
    return item_link(
        rx.icon(
            "check",
            size=16,
            aria_hidden="true",
            class_name=rx.cond(project.id == Shell.project.id, "", "invisible"),
        ),
        rx.el.span(
            rx.el.span(project.name, class_name="cut block"),
            rx.el.span(
                rx.cond(project.available, project.path, "The folder is gone"),
                class_name="cut block muted text-xs",
            ),
            class_name="min-w-0",
        ),
        href=f"/?{routes.PROJECT}={project.id}",
    )


def _sessions() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.input(
                placeholder="Search sessions",
                aria_label="Search sessions",
                type="search",
                on_change=Shell.set_query.debounce(150),
                class_name="input search",
            ),
            rx.el.a(
                rx.icon("square-pen", size=16, aria_hidden="true"),
                href=f"/?{routes.PROJECT}={Shell.project.id}",
                class_name="icon-btn",
                aria_label="New session",
                title="New session",
            ),
            class_name="sessions-head",
        ),
        rx.el.div(
            by_phase(
                Shell.phase,
                ready=_list(),
                failed=error("The sessions cannot be read.", Shell.fault, Shell.enter),
                waiting=loading(4, "Loading sessions"),
            ),
            class_name="sessions-list",
        ),
        class_name="sessions",
    )


def _list() -> rx.Component:
    return rx.fragment(
        rx.foreach(Edit.leaving, _leaving),
        rx.el.ul(rx.foreach(Shell.shown_sessions, _session), aria_label="Sessions"),
        rx.cond(
            Shell.shown_sessions.length() == 0,
            rx.el.p(
                rx.cond(
                    Shell.query != "",
                    "No session has these words in its title.",
                    "Sessions of this project will stand here.",
                ),
                class_name="muted p-3",
            ),
        ),
        rx.cond(
            Shell.sessions_total > Shell.sessions.length(),
            rx.el.p(
                f"The newest {Shell.sessions.length()} of {Shell.sessions_total}.",
                class_name="muted p-3 num",
            ),
        ),
    )


def _session(session: rx.Var[SessionRow]) -> rx.Component:
    return rx.cond(
        Edit.leaving_ids.contains(session.id),
        rx.fragment(),
        rx.el.li(
            rx.el.a(
                dot(session.status),
                rx.el.span(session.title, class_name="cut", title=session.title),
                moment(at=session.updated_at),
                href=f"/?{routes.PROJECT}={Shell.project.id}&{routes.SESSION}={session.id}",
                aria_current=rx.cond(session.id == Shell.session_id, "true", "false"),
            ),
            menu(
                rx.icon("ellipsis", size=16, aria_hidden="true"),
                item(
                    rx.icon("pencil", size=16, aria_hidden="true"),
                    "Rename…",
                    on_click=Edit.ask_title(session.id, session.title),
                ),
                item(
                    rx.icon("trash-2", size=16, aria_hidden="true"),
                    "Delete",
                    on_click=Edit.delete(session.id, session.title),
                ),
                label=f"More for {session.title}",
                button_class="icon-btn",
            ),
            class_name="session",
            data_current=session.id == Shell.session_id,
            key=session.id,
        ),
    )


def _leaving(session: rx.Var[SessionRow]) -> rx.Component:
    return rx.el.div(
        rx.el.span(f"Deleted “{session.title}”", class_name="cut grow"),
        rx.el.button("Undo", type="button", class_name="btn", on_click=Edit.undo(session.id)),
        class_name="flex items-center gap-2 p-2",
        role="status",
    )


def _entry(entry: Entry, here: str) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.icon(entry.icon, size=16, aria_hidden="true"),
            rx.el.span(entry.label),
            href=Shell.workspace_href if entry.href == routes.WORKSPACE else entry.href,
            class_name="nav-item",
            title=entry.label,
            aria_current="page" if entry.href == here else "false",
        )
    )
