"""What the settings page shows: read once a visit, changed nowhere."""

# Reflex copies the defaults of a State for each of its holders.
# ruff: noqa: RUF012

import reflex as rx

from boocode_app import __version__
from boocode_app.ui.settings.rows import SettingRow, rows_of
from boocode_app.wiring import house


class SettingsView(rx.State):
    """The settings of the running web app."""

    rows: list[SettingRow] = []
    version: str = ""

    @rx.event
    def enter(self) -> None:
        """Read them."""
        self.rows = rows_of(house().settings)
        self.version = __version__
