"""The terminals page's own component: the list, the tabs and the splits, which live in the browser.

What it shows it reads from the PTY API itself; nothing of it passes through a State.
"""

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components import (
    copying,  # noqa: F401  share.jsx
    fault,  # noqa: F401  desk.jsx imports its file
    rest,  # noqa: F401  pty.js
)
from boocode_app.ui.components.dialog import dialog  # noqa: F401  ending.jsx imports its file
from boocode_app.ui.components.edge import edge  # noqa: F401  stage.jsx
from boocode_app.ui.components.menu import menu  # noqa: F401  row.jsx
from boocode_app.ui.components.moment import moment  # noqa: F401  row.jsx
from boocode_app.ui.components.terminal.terminal import Terminal

_jsx = beside(
    __name__,
    "desk.jsx",
    "address.js",
    "arrangement.js",
    "deeds.js",
    "desk.css",
    "dot.jsx",
    "ending.jsx",
    "focus.js",
    "fresh.js",
    "icons.js",
    "keys.js",
    "list.jsx",
    "naming.jsx",
    "phone.js",
    "pty.js",
    "row.jsx",
    "sessions.js",
    "share.jsx",
    "shared.css",
    "stage.jsx",
    "states.jsx",
    "strip.jsx",
    "words.js",
)


class TerminalDesk(rx.NoSSRComponent):
    """All terminals and the open ones. `folder` is where a new shell starts, `watch_path` the page
    that only shows one; with each new value of `changes` the list is read anew.
    """

    library = _jsx
    tag = "TerminalDesk"
    lib_dependencies: list[str] = Terminal.get_fields()["lib_dependencies"].default_value()

    folder: rx.Var[str]
    watch_path: rx.Var[str]
    changes: rx.Var[int]


terminal_desk = TerminalDesk.create
