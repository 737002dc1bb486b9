"""A modal dialog."""

import reflex as rx

from boocode_app.ui.assets import beside

_jsx = beside(__name__, "dialog.jsx")


class Dialog(rx.Component):
    """Shows its children while `open`; `on_close` says that it was closed, however."""

    library = _jsx
    tag = "Dialog"

    open: rx.Var[bool]
    title: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


dialog = Dialog.create
