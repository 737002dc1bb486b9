"""Toasts: short messages that lie over the page's corner and leave by themselves.

They come as rows of a state. Reflex's own toasts are code that the server sends and the page
evaluates, which the content policy forbids.
"""

# Reflex takes an event's arguments from functions that stand where mypy expects types.
# mypy: disable-error-code="type-arg, valid-type"

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components import icons  # noqa: F401  the .jsx files import its file
from boocode_app.ui.components.toasts.rows import ToastRow

_jsx = beside(__name__, "toasts.jsx", "toasts.css")


class Toasts(rx.Component):
    """Shows each of `rows` once and tells `on_taken` which were."""

    library = _jsx
    tag = "Toasts"
    lib_dependencies: list[str] = ["sonner@2.0.8"]  # noqa: RUF012

    rows: rx.Var[list[ToastRow]]
    on_taken: rx.EventHandler[rx.event.passthrough_event_spec(list[str])]


toasts = Toasts.create
