"""The workspace's state: the file panel's tab, and what changed in the project."""

from typing import Literal

import reflex as rx

Tab = Literal["git", "files", "plan", "artifact"]


class Workspace(rx.State):
    """What the file panel shows."""

    tab: str = rx.LocalStorage("git", name="boocode.panel.tab")
    changed_files: int = 0
    lines_added: int = 0
    lines_removed: int = 0

    @rx.event
    def show(self, tab: Tab) -> None:
        """Open a tab of the file panel."""
        self.tab = tab

    @rx.event
    def counted(self, files: int, added: int, removed: int) -> None:
        """The diff was read: so many files and lines changed."""
        self.changed_files, self.lines_added, self.lines_removed = files, added, removed
