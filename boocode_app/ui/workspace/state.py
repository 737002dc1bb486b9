"""The workspace's state: what changed in the project."""

import reflex as rx


class Workspace(rx.State):
    """What the file panel counts."""

    changed_files: int = 0
    lines_added: int = 0
    lines_removed: int = 0

    @rx.event
    def counted(self, files: int, added: int, removed: int) -> None:
        """The diff was read: so many files and lines changed."""
        self.changed_files, self.lines_added, self.lines_removed = files, added, removed
