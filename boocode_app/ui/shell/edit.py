"""What a person changes from the sidebar: projects are added, sessions renamed and deleted."""

# A State read through its class gives Vars, which mypy takes for their values.
# ruff: noqa: RUF012
# mypy: disable-error-code="attr-defined, operator, arg-type, misc"

import asyncio

import reflex as rx
from reflex.event import EventSpec, EventType

from boocode_app.contracts.chat import SessionRename
from boocode_app.core.errors import BooError, NotFound
from boocode_app.ui import routes
from boocode_app.ui.daemons import ask
from boocode_app.ui.shell.rows import SessionRow
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.shell.toasts import failure
from boocode_app.wiring import house

UNDO_S = 6.0


class Edit(rx.State):
    """The dialogs of the sidebar, and the sessions that are about to be deleted."""

    adding: bool = False
    add_fault: str = ""
    renaming: str = ""
    old_title: str = ""
    leaving: list[SessionRow] = []

    @rx.event
    def ask_path(self) -> None:
        """Open the dialog that adds a project."""
        self.adding, self.add_fault = True, ""

    @rx.event
    async def add_project(self, form: dict[str, str]) -> EventSpec | None:
        """Register the repository that holds the given path and open it."""
        try:
            project = await house().projects.register(form.get("path", "").strip())
        except BooError as error:
            self.add_fault = error.detail
            return None
        self.adding = False
        return rx.redirect(routes.workspace(project.id))

    @rx.event
    def ask_title(self, session_id: str, title: str) -> None:
        """Open the dialog that renames a session."""
        self.renaming, self.old_title = session_id, title

    @rx.event
    async def rename(self, form: dict[str, str]) -> list[EventType]:
        """Give the session its new title."""
        session_id, self.renaming = self.renaming, ""
        title = form.get("title", "").strip()[:200]
        if not title or not session_id:
            return []
        try:
            await house().chat.sessions.rename(session_id, SessionRename(title=title))
        except BooError as error:
            return [failure(error.detail)]
        return [Shell.reload_sessions]

    @rx.event
    def close(self) -> None:
        """Close whichever dialog is open."""
        self.adding, self.renaming = False, ""

    @rx.event
    def delete(self, session_id: str, title: str) -> list[EventType]:
        """Take a session out of sight; it is deleted when nobody asked for it back."""
        self.leaving = [*self.leaving, SessionRow(session_id, title)]
        return [Edit.delete_for_good(session_id)]

    @rx.event
    def undo(self, session_id: str) -> None:
        """Keep a session after all."""
        self.leaving = [row for row in self.leaving if row.id != session_id]

    @rx.event(background=True)
    async def delete_for_good(self, session_id: str) -> list[EventType]:
        """Delete the session after UNDO_S seconds, unless it was taken back."""
        await asyncio.sleep(UNDO_S)
        async with self:
            leaving = [row for row in self.leaving if row.id == session_id]
            self.leaving = [row for row in self.leaving if row.id != session_id]
        if not leaving:
            return []
        try:
            await ask("DELETE", f"/api/coder/sessions/{session_id}")
        except NotFound:
            pass
        except BooError as error:
            return [failure(error.detail)]
        return [Shell.reload_sessions]

    @rx.var
    def leaving_ids(self) -> list[str]:
        """The sessions that are out of sight."""
        return [row.id for row in self.leaving]
