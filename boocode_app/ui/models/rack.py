"""The models page's own component: the list, and the side of a model that is open.

What it shows it reads from the sidecar's API itself, and is told by its events; nothing of it
passes through a State.
"""

# Reflex takes an event's arguments from functions that stand where mypy expects types.
# mypy: disable-error-code="type-arg, valid-type"

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components import copying, fault, rest  # noqa: F401  the .jsx files import theirs
from boocode_app.ui.components.dialog import dialog  # noqa: F401
from boocode_app.ui.components.menu import menu  # noqa: F401
from boocode_app.ui.components.moment import moment  # noqa: F401

_jsx = beside(
    __name__,
    "rack.jsx",
    "actions.jsx",
    "adding.jsx",
    "address.js",
    "api.js",
    "arguments.jsx",
    "asking.jsx",
    "bars.jsx",
    "bench.jsx",
    "deeds.js",
    "drawing.jsx",
    "events.js",
    "figures.js",
    "forms.js",
    "rack.css",
    "icons.js",
    "list.jsx",
    "live.jsx",
    "log.jsx",
    "log_lines.js",
    "machine.jsx",
    "model.jsx",
    "plot.jsx",
    "preset.js",
    "row.jsx",
    "samples.js",
    "shelf.js",
    "words.js",
)


class ModelRack(rx.NoSSRComponent):
    """All models, and the one that the address names. `on_fault(words)`: something failed."""

    library = _jsx
    tag = "ModelRack"
    lib_dependencies: list[str] = ["plotly.js-basic-dist-min@4.1.1"]  # noqa: RUF012

    on_fault: rx.EventHandler[rx.event.passthrough_event_spec(str)]


model_rack = ModelRack.create
