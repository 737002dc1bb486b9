"""The shell's state: which project and session are open, and what the sidebar lists.

Invariant: the address says what is open. `enter` reads it at every navigation; a handler that opens
something else changes the address and nothing more.
"""

# Reflex copies the defaults of a State for each of its holders.
# ruff: noqa: RUF012

from collections.abc import Mapping
from dataclasses import replace

import reflex as rx
from reflex.event import EventSpec

from boocode_app.contracts.status import AgentStatus
from boocode_app.core.errors import BooError, NotFound
from boocode_app.ui import routes
from boocode_app.ui.components.states import Phase
from boocode_app.ui.shell.rows import ProjectRow, SessionRow
from boocode_app.wiring import house

SESSIONS_SHOWN = 100


class Shell(rx.State):
    """The open project and session, and the lists they come from."""

    phase: Phase = "loading"
    fault: str = ""
    projects: list[ProjectRow] = []
    project: ProjectRow = ProjectRow()
    sessions: list[SessionRow] = []
    sessions_total: int = 0
    session_id: str = ""
    query: str = ""
    last_project: str = rx.LocalStorage("", name="boocode.project")

    @rx.event
    async def enter(self) -> None:
        """Open what the address names: its project, else the last one, else the first."""
        try:
            projects = await house().projects.all()
            wanted = await _project_in(self.router.url.query_parameters)
        except BooError as error:
            self.phase, self.fault = "failed", error.detail
            return
        self.projects = [ProjectRow.of(project) for project in projects]
        self.project = _choose(self.projects, wanted, self.last_project)
        self.last_project = str(self.project.id)
        self.session_id = self.router.url.query_parameters.get(routes.SESSION, "")
        await self._load_sessions()

    @rx.event
    async def reload_sessions(self) -> None:
        """Read the sessions of the open project again."""
        await self._load_sessions()

    @rx.event
    def set_query(self, query: str) -> None:
        """Show only sessions whose title has these words."""
        self.query = query

    @rx.event
    def opened(self, session_id: str) -> EventSpec | None:
        """A session was born in the chat: its address becomes the page's."""
        if session_id == self.session_id:
            return None
        return rx.redirect(routes.workspace(self.project.id, session_id), replace=True)

    @rx.event
    def retitled(self, session_id: str, title: str) -> None:
        """A session has a new title."""
        self.sessions = [
            replace(row, title=title) if row.id == session_id else row for row in self.sessions
        ]

    @rx.event
    def turned(self, status: AgentStatus) -> None:
        """The open session's state changed."""
        self.sessions = [
            replace(row, status=status) if row.id == self.session_id else row
            for row in self.sessions
        ]

    @rx.var
    def shown_sessions(self) -> list[SessionRow]:
        """The sessions that the search leaves."""
        words = self.query.lower().split()
        return [s for s in self.sessions if all(word in s.title.lower() for word in words)]

    @rx.var
    def session_title(self) -> str:
        """The open session's title; a new one has none yet."""
        return next((s.title for s in self.sessions if s.id == self.session_id), "New session")

    @rx.var
    def session_status(self) -> AgentStatus:
        """The open session's state."""
        return next((s.status for s in self.sessions if s.id == self.session_id), "idle")

    @rx.var
    def workspace_href(self) -> str:
        """The address of the workspace as it was left."""
        return routes.workspace(self.project.id or None, self.session_id)

    async def _load_sessions(self) -> None:
        try:
            page = await house().chat.sessions.of_project(self.project.id, None, SESSIONS_SHOWN)
        except BooError as error:
            self.phase, self.fault = "failed", error.detail
            return
        self.sessions = [SessionRow.of(session) for session in page.items]
        self.sessions_total = page.totals.get("sessions", len(page.items))
        self.phase = "ready"


async def _project_in(query: Mapping[str, str]) -> int | None:
    """The project that an address names, itself or by its session; None where it names none."""
    if given := query.get(routes.PROJECT, ""):
        return int(given) if given.isdecimal() and given.isascii() else None
    if not (session_id := query.get(routes.SESSION, "")):
        return None
    try:
        return (await house().chat.sessions.get(session_id)).project_id
    except NotFound:
        return None


def _choose(projects: list[ProjectRow], wanted: int | None, last: str) -> ProjectRow:
    by_id = {str(row.id): row for row in projects}
    return by_id.get(str(wanted)) or by_id.get(last) or next(iter(projects), ProjectRow())
