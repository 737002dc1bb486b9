"""The entries of the sidebar, in their order."""

from dataclasses import dataclass

from boocode_app.ui import routes


@dataclass(frozen=True)
class Entry:
    """One entry: its label, Lucide icon, address and the keys that go there."""

    label: str
    icon: str
    href: str
    keys: str


ROOMS = (
    Entry("Workspace", "panels-top-left", routes.WORKSPACE, "g w"),
    Entry("Terminals", "square-terminal", routes.TERMINALS, "g t"),
    Entry("Models", "cpu", routes.MODELS, "g m"),
    Entry("Specs", "file-check-2", routes.SPECS, "g o"),
)
FOOT = (
    Entry("Results", "scroll-text", routes.RESULTS, "g r"),
    Entry("Token Analytics", "chart-column", routes.ANALYTICS, "g a"),
    Entry("Settings", "settings", routes.SETTINGS, "g s"),
)
