"""Models: what there is, what runs, how fast, and with which flags."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui import routes
from boocode_app.ui.models.rack import model_rack
from boocode_app.ui.shell.frame import frame
from boocode_app.ui.shell.toasts import Toasts


def models() -> rx.Component:
    """The page. Its address says which model is open, and which side of it."""
    return frame(model_rack(on_fault=Toasts.fail), here=routes.MODELS)
