"""Which tab of the results is open: the address says it."""

from typing import Literal

import reflex as rx
from reflex.event import EventSpec

from boocode_app.ui import routes

Tab = Literal["runs", "battles"]


class Results(rx.State):
    """The results page."""

    tab: Tab = "runs"

    @rx.event
    def enter(self) -> None:
        """Open the tab that the address names."""
        wanted = self.router.url.query_parameters.get("tab")
        self.tab = "battles" if wanted == "battles" else "runs"

    @rx.event
    def show(self, tab: Tab) -> EventSpec:
        """Go to a tab."""
        return rx.redirect(f"{routes.RESULTS}?tab={tab}", replace=True)
