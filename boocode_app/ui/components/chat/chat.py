"""The conversation pane: messages, the streamed reply, the prompt box."""

# Reflex takes an event's arguments from functions that stand where mypy expects types.
# mypy: disable-error-code="type-arg, valid-type"

import reflex as rx

from boocode_app.ui.assets import beside
from boocode_app.ui.components import address, copying, icons  # noqa: F401  the .jsx files
from boocode_app.ui.components.moment import moment  # noqa: F401  message.jsx imports its file
from boocode_app.ui.components.toasts import toasts  # noqa: F401  mention.js imports its file

_jsx = beside(
    __name__,
    "chat.jsx",
    "chat.css",
    "connection.js",
    "mention.js",
    "message.jsx",
    "prompt.jsx",
    "reference.js",
    "stream.js",
    "words.js",
)


class Chat(rx.NoSSRComponent):
    """The conversation of `session_id`; an empty one begins a session with the first message.

    `disabled_reason`: why nothing can be sent, empty where it can. `on_session(id)`: a session was
    begun. `on_title(id, title)`, `on_status(status)`: what the sidebar may show changed.
    """

    library = _jsx
    tag = "BooChat"
    lib_dependencies: list[str] = ["markdown-to-jsx@9.10.6"]  # noqa: RUF012

    session_id: rx.Var[str]
    project_id: rx.Var[int]
    project_name: rx.Var[str]
    disabled_reason: rx.Var[str]

    on_session: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_title: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]
    on_status: rx.EventHandler[rx.event.passthrough_event_spec(str)]


chat = Chat.create
