"""A modal dialog."""

import reflex as rx

_jsx = rx.asset("dialog.jsx", shared=True)


class Dialog(rx.Component):
    """Shows its children while `open`; `on_close` says that it was closed, however."""

    library = _jsx.importable_path
    tag = "Dialog"

    open: rx.Var[bool]
    title: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


dialog = Dialog.create
