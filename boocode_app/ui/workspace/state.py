"""The workspace's state: the file panel's tab and the dock's shell.

Invariant: the dock finds the shell of its project again, so that a reload keeps the process; it
starts one only where none lives and the dock is in view.
"""

from typing import Literal

import reflex as rx

from boocode_app.contracts.terminals import PtyList, PtySession, PtySpawn
from boocode_app.core.errors import BooError
from boocode_app.ui.daemons import ask
from boocode_app.ui.shell.rows import ProjectRow
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.workspace.rows import ShellRow, is_shell_of, title_of

Tab = Literal["git", "files", "plan", "artifact"]


class Workspace(rx.State):
    """What the panes beside the conversation show."""

    tab: str = rx.LocalStorage("git", name="boocode.panel.tab")
    shell: ShellRow = ShellRow()
    shell_fault: str = ""
    changed_files: int = 0
    lines_added: int = 0
    lines_removed: int = 0

    @rx.event
    def show(self, tab: Tab) -> None:
        """Open a tab of the file panel."""
        self.tab = tab

    @rx.event
    async def open_shell(self) -> None:
        """Show the project's shell: the one that runs, else a new one."""
        project = (await self.get_state(Shell)).project
        if not project.id:
            return
        try:
            session = await _running_shell(project) or await _new_shell(project)
        except BooError as error:
            self.shell, self.shell_fault = ShellRow(), error.detail
            return
        self.shell, self.shell_fault = ShellRow(session.id, session.title), ""

    @rx.event
    def counted(self, files: int, added: int, removed: int) -> None:
        """The diff was read: so many files and lines changed."""
        self.changed_files, self.lines_added, self.lines_removed = files, added, removed


async def _running_shell(project: ProjectRow) -> PtySession | None:
    sessions = PtyList.model_validate_json(await ask("GET", "/api/pty/list")).sessions
    return next((s for s in sessions if is_shell_of(s, project.path, project.name)), None)


async def _new_shell(project: ProjectRow) -> PtySession:
    wanted = PtySpawn(workdir=project.path, title=title_of(project.name))
    return PtySession.model_validate_json(await ask("POST", "/api/pty/spawn", wanted))
