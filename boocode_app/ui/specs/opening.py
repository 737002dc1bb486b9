"""The dialog that opens a change: what `boocode openspec new` does."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type, misc"

import reflex as rx
from pydantic import ValidationError
from reflex.event import EventSpec

from boocode_app.contracts.specs import SpecNew
from boocode_app.ui import routes
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.specs.faults import Faults, words_of
from boocode_app.wiring import house


class Opening(rx.State):
    """Whether the dialog is open, and why the last name was refused."""

    asking: bool = False
    fault: str = ""

    @rx.event
    def ask(self) -> None:
        """Open the dialog."""
        self.asking, self.fault = True, ""

    @rx.event
    def close(self) -> None:
        """Close it."""
        self.asking = False

    @rx.event
    async def create(self, form: dict[str, str]) -> EventSpec | None:
        """Open the change and go to it."""
        project_id = (await self.get_state(Shell)).project.id
        try:
            wanted = SpecNew(name=form.get("name", "").strip(), goal=form.get("goal", "").strip())
            batch = await house().specs.new(project_id, wanted)
        except ValidationError:
            self.fault = "A name has at most 200 characters, a goal 2000."
            return None
        except Faults as fault:
            self.fault = words_of(fault)
            return None
        self.asking = False
        return rx.redirect(routes.specs(project_id, batch=batch.name))
