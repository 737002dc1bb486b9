"""The three panes of the workspace and their borders."""

import reflex as rx

from boocode_app.ui.assets import beside

_jsx = beside(__name__, "panes.jsx")


class Panes(rx.Component):
    """Six children: head and body of the conversation, of the file panel and of the dock.

    `on_dock`: the dock came into view. Sizes are kept by `storage_key`.
    """

    library = _jsx
    tag = "Panes"

    storage_key: rx.Var[str]
    on_dock: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


panes = Panes.create
