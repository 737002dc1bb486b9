"""One terminal that is shown and cannot be typed in: what a share link leads to."""

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components.terminal.terminal import Terminal
from boocode_app.ui.terminals import desk  # noqa: F401  watch.jsx imports its files

_jsx = beside(__name__, "watch.jsx", "watch.css")


class Watching(rx.NoSSRComponent):
    """The terminal that `?pty=` names; `terminals_path` is the page where one types."""

    library = _jsx
    tag = "Watching"
    lib_dependencies: list[str] = Terminal.get_fields()["lib_dependencies"].default_value()

    terminals_path: rx.Var[str]


watching = Watching.create
