"""Every page: its component, address and title. A new room adds one line here."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

from collections.abc import Callable
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventType

from boocode_app.ui import routes
from boocode_app.ui.analytics.page import analytics
from boocode_app.ui.models.page import models
from boocode_app.ui.results.page import results
from boocode_app.ui.results.state import Results
from boocode_app.ui.settings.page import settings
from boocode_app.ui.settings.state import SettingsView
from boocode_app.ui.shell.lost import not_found
from boocode_app.ui.specs.page import specs
from boocode_app.ui.specs.state import Specs
from boocode_app.ui.terminals.page import terminals, watch
from boocode_app.ui.terminals.state import TerminalNews
from boocode_app.ui.workspace.page import workspace


@dataclass(frozen=True)
class Page:
    """One page. `on_load` runs whenever its address is opened, after the shell's own."""

    view: Callable[[], rx.Component]
    route: str
    title: str
    on_load: tuple[EventType, ...] = ()


PAGES = (
    Page(workspace, routes.WORKSPACE, "BooCode", (TerminalNews.follow,)),
    Page(results, routes.RESULTS, "Results · BooCode", (Results.enter,)),
    Page(analytics, routes.ANALYTICS, "Token Analytics · BooCode"),
    Page(terminals, routes.TERMINALS, "Terminals · BooCode", (TerminalNews.follow,)),
    Page(watch, routes.WATCH, "Terminal · BooCode"),
    Page(models, routes.MODELS, "Models · BooCode"),
    Page(specs, routes.SPECS, "Specs · BooCode", (Specs.enter,)),
    Page(settings, routes.SETTINGS, "Settings · BooCode", (SettingsView.enter,)),
    Page(not_found, routes.NOT_FOUND, "Not found · BooCode"),
)
