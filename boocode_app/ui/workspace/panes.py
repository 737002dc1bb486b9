"""The three panes of the workspace and their borders."""

import reflex as rx

_jsx = rx.asset("panes.jsx", shared=True)


class Panes(rx.Component):
    """Six children: head and body of the conversation, of the file panel and of the dock.

    `on_dock`: the dock came into view. Sizes are kept by `storage_key`.
    """

    library = _jsx.importable_path
    tag = "Panes"

    storage_key: rx.Var[str]
    on_dock: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


panes = Panes.create
