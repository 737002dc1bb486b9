"""The terminals page: every PTY session of this house. `?pty=` names the one that is open."""

# Reflex copies the defaults of a State for each of its holders.
# ruff: noqa: RUF012

import reflex as rx
from reflex.event import EventSpec, EventType

from boocode_app.contracts.terminals import PtyKill, PtyList, PtySession, PtySpawn
from boocode_app.core.errors import BooError
from boocode_app.ui import routes
from boocode_app.ui.components.states import Phase
from boocode_app.ui.daemons import ask
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.shell.toasts import failure
from boocode_app.ui.terminals.rows import TerminalRow


class Terminals(rx.State):
    """The list, and which of it is open."""

    phase: Phase = "loading"
    fault: str = ""
    rows: list[TerminalRow] = []
    open_id: str = ""

    @rx.event
    async def enter(self) -> None:
        """Read the list and open what the address names."""
        self.open_id = self.router.url.query_parameters.get(routes.PTY, "")
        try:
            sessions = PtyList.model_validate_json(await ask("GET", "/api/pty/list")).sessions
        except BooError as error:
            self.phase, self.fault = "failed", error.detail
            return
        newest_first = sorted(
            sessions, key=lambda s: (s.status != "running", -s.createdAt.timestamp())
        )
        self.rows = [TerminalRow.of(session) for session in newest_first]
        self.phase = "ready"

    @rx.event
    async def start(self) -> EventSpec:
        """Start a shell in the folder of the open project and show it."""
        folder = (await self.get_state(Shell)).project.path
        try:
            answer = await ask("POST", "/api/pty/spawn", PtySpawn(workdir=folder or None))
        except BooError as error:
            return failure(error.detail)
        return rx.redirect(routes.terminal(PtySession.model_validate_json(answer).id))

    @rx.event
    async def end(self, pty_id: str, forget: bool) -> list[EventType]:
        """End a terminal's processes; with `forget`, take an ended one out of the list."""
        wanted = PtyKill(signal="HUP", cleanup=forget)
        try:
            await ask("POST", f"/api/pty/{pty_id}/kill", wanted)
        except BooError as error:
            return [failure(error.detail)]
        return [Terminals.enter]

    @rx.event
    def ended(self) -> EventType:
        """The open one ended by itself: the list says how."""
        return Terminals.enter
