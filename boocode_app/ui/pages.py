"""Every page: its component, address and title. A new room adds one line here."""

from collections.abc import Callable
from dataclasses import dataclass, field

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.analytics.page import analytics
from boocode_app.ui.models.page import models
from boocode_app.ui.results.page import results
from boocode_app.ui.settings.page import settings
from boocode_app.ui.specs.page import specs
from boocode_app.ui.terminals.page import terminals
from boocode_app.ui.workspace.page import workspace


@dataclass(frozen=True)
class Page:
    """One page. `on_load` runs whenever its address is opened, after the shell's own."""

    view: Callable[[], rx.Component]
    route: str
    title: str
    on_load: tuple[rx.EventHandler, ...] = field(default=())


PAGES = (
    Page(workspace, routes.WORKSPACE, "BooCode"),
    Page(results, routes.RESULTS, "Results · BooCode"),
    Page(analytics, routes.ANALYTICS, "Token Analytics · BooCode"),
    Page(terminals, routes.TERMINALS, "Terminals · BooCode"),
    Page(models, routes.MODELS, "Models · BooCode"),
    Page(specs, routes.SPECS, "Specs · BooCode"),
    Page(settings, routes.SETTINGS, "Settings · BooCode"),
)
