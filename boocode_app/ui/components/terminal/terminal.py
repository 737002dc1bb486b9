"""The terminal component: a live screen of one PTY session."""

# Reflex takes an event's arguments from functions that stand where mypy expects types.
# mypy: disable-error-code="type-arg, valid-type"

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components import copying  # noqa: F401  clipboard.js imports its file

_jsx = beside(
    __name__,
    "terminal.jsx",
    "clipboard.js",
    "command_menu.jsx",
    "commands.js",
    "copying.js",
    "endings.js",
    "find.js",
    "find_bar.css",
    "find_bar.jsx",
    "gutter.css",
    "gutter.js",
    "keys.jsx",
    "later.jsx",
    "link.js",
    "link_target.jsx",
    "links.js",
    "marks.js",
    "open.js",
    "owner.js",
    "owner_bar.jsx",
    "panels.jsx",
    "pictures.js",
    "preferences.js",
    "question.css",
    "question.jsx",
    "reader_switch.jsx",
    "renderer.js",
    "screen.js",
    "shortcuts.js",
    "size.js",
    "strips.jsx",
    "terminal.css",
    "text_sheet.css",
    "text_sheet.jsx",
    "theme.js",
)


class Terminal(rx.NoSSRComponent):
    """The screen of session `pty_id`; it reconnects by itself and loses nothing meanwhile.

    `read_only`: shows, in the size that the session has, and sends nothing. `font_size` in pixels.
    `on_exit(code)`: the process ended (128 + N: by signal N). `on_lost()`: there is no such session
    any more. `on_restart()`: the person asks for a new shell; where it is not given, no button is
    shown. `on_title(text)`: the program named its window.
    """

    library = _jsx
    tag = "BooTerminal"
    lib_dependencies: list[str] = [  # noqa: RUF012
        "@xterm/xterm@6.0.0",
        "@xterm/addon-clipboard@0.2.0",
        "@xterm/addon-fit@0.11.0",
        "@xterm/addon-image@0.9.0",
        "@xterm/addon-search@0.16.0",
        "@xterm/addon-unicode11@0.9.0",
        "@xterm/addon-web-links@0.12.0",
        "@xterm/addon-webgl@0.19.0",
    ]

    pty_id: rx.Var[str]
    read_only: rx.Var[bool]
    font_size: rx.Var[int]
    label: rx.Var[str]

    on_exit: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    on_lost: rx.EventHandler[rx.event.no_args_event_spec]
    on_restart: rx.EventHandler[rx.event.no_args_event_spec]
    on_title: rx.EventHandler[rx.event.passthrough_event_spec(str)]


terminal = Terminal.create
