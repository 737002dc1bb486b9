"""The models page: every model file that is known, and the llama-server of each."""

# Reflex copies the defaults of a State for each of its holders.
# ruff: noqa: RUF012

import reflex as rx

from boocode_app.contracts.base import Page
from boocode_app.contracts.llama import LlamaModel
from boocode_app.core.errors import BooError
from boocode_app.ui.components.states import Phase
from boocode_app.ui.daemons import ask
from boocode_app.ui.models.rows import ModelRow


class Models(rx.State):
    """The list of models."""

    phase: Phase = "loading"
    fault: str = ""
    rows: list[ModelRow] = []

    @rx.event
    async def enter(self) -> None:
        """Read the list."""
        try:
            answer = await ask("GET", "/api/llama/models")
        except BooError as error:
            self.phase, self.fault = "failed", error.detail
            return
        page = Page[LlamaModel].model_validate_json(answer)
        self.rows = [ModelRow.of(model) for model in page.items]
        self.phase = "ready"
