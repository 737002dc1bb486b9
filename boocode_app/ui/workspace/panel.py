"""The file panel's tabs. The browser itself turns from one to another."""

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components import address  # noqa: F401  panel.jsx imports its file

_jsx = beside(__name__, "panel.jsx")


class PanelTabs(rx.Component):
    """The row of tabs; `changed` files are counted in Git's."""

    library = _jsx
    tag = "PanelTabs"

    changed: rx.Var[int]


class PanelBody(rx.Component):
    """The open one of four children: Git, Files, Plan, Artifact."""

    library = _jsx
    tag = "PanelBody"


panel_tabs = PanelTabs.create
panel_body = PanelBody.create
