"""What the address of the specs page names.

Invariant: any address names a place; what it spells wrongly is left out, never an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from boocode_app.ui import routes

Tab = Literal["board", "findings", "documents"]
View = Literal["board", "findings", "documents", "mend", "reading"]
ARCHIVE = "archive/"


@dataclass(frozen=True)
class Place:
    """A place on the page. `batch` is its folder under changes/, `doc` a path under openspec/."""

    tab: Tab = "board"
    batch: str = ""
    doc: str = ""
    line: int = 0
    mend: bool = False

    @property
    def view(self) -> View:
        """Which view shows it."""
        if self.batch or self.doc:
            return "reading"
        return "mend" if self.tab == "findings" and self.mend else self.tab


def place_of(query: Mapping[str, str]) -> Place:
    """The place that the query of an address names."""
    tabs: dict[str, Tab] = {"findings": "findings", "documents": "documents"}
    line = query.get(routes.LINE, "")
    return Place(
        tab=tabs.get(query.get(routes.TAB, ""), "board"),
        batch=query.get(routes.BATCH, ""),
        doc=query.get(routes.DOC, ""),
        line=int(line) if line.isascii() and line.isdecimal() and len(line) < 8 else 0,
        mend=query.get(routes.MEND) == "1",
    )


def batch_in(path: str) -> str:
    """The batch that a path under openspec/ belongs to, as an address names it; empty for none."""
    parts = path.split("/")
    if len(parts) < 3 or parts[0] != "changes":
        return ""
    if parts[1] in ("archive", "archived"):
        return f"{parts[1]}/{parts[2]}" if len(parts) > 3 else ""
    return parts[1]
