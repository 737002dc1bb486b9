"""Sessions of an agent with a person: rows, requests and the events of their stream.

The stream `GET /api/coder/sessions/{id}/events` is SSE. An event with an id is a row of the events
table (id = its seq in the session's topic) and is replayed after `?after=` or Last-Event-ID.
`text` events carry no id: they say where in which message their text begins, so a client puts
`text` at `offset` (cutting what it held beyond) and can neither lose nor double any. At the start
and in each silence of 15 s there is an event `ping` (no id, `{}`): a client that hears nothing for
longer has a dead link.
"""

from typing import Annotated, Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, Moment, Page
from boocode_app.contracts.status import AgentStatus

Role = Literal["system", "user", "assistant", "tool"]
MessageState = Literal["streaming", "complete", "stopped", "interrupted", "failed"]


class SessionCreate(Contract):
    """Open a session in a project. `title` is taken from the first message where none is given."""

    project_id: int = Field(ge=1, lt=2**31)
    title: str | None = Field(default=None, min_length=1, max_length=200)
    model: str | None = Field(default=None, min_length=1, max_length=1000)


class SessionRename(Contract):
    """A new title for a session."""

    title: str = Field(min_length=1, max_length=200)


class Session(Contract):
    """One conversation."""

    id: str
    project_id: int
    title: str
    provider: str
    model: str
    status: AgentStatus
    input_tokens: int
    output_tokens: int
    started_at: Moment
    updated_at: Moment
    ended_at: Moment | None = None


class Timings(Contract):
    """What llama-server measured for one reply. A value is None where it gave none."""

    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    output_tokens: int | None = None
    prompt_ms: float | None = None
    predicted_ms: float | None = None
    draft_tokens: int | None = None
    draft_accepted: int | None = None


class Message(Contract):
    """One message. `seq` is its place in the session; `error` says in words why a reply is not
    complete; `client_id` is what its sender called it.
    """

    id: str
    session_id: str
    task_id: str | None
    seq: int
    client_id: str | None = None
    role: Role
    text: str
    state: MessageState
    error: str | None = None
    model: str | None = None
    timings: Timings | None = None
    created_at: Moment
    finished_at: Moment | None = None


class MessagePage(Page[Message]):
    """Messages, oldest first; `next_cursor` leads to older ones. A stream that is opened with
    `after=last_seq` goes on exactly where this page ends.
    """

    last_seq: int


class MessageCreate(Contract):
    """A person's turn. `client_id` (any unique string) makes a repeated POST harmless."""

    text: str = Field(min_length=1, max_length=400_000)
    client_id: str | None = Field(default=None, min_length=8, max_length=64)


class Turn(Contract):
    """What a POST of a message began: the person's message and the reply that will stream."""

    task_id: str
    user_message: Message
    reply: Message


class MessageEvent(Contract):
    """A message was born or changed state; it replaces what the client held under its id."""

    kind: Literal["message"] = "message"
    message: Message


class StatusEvent(Contract):
    """The session's state changed. `detail` is for people."""

    kind: Literal["status"] = "status"
    status: AgentStatus
    detail: str = ""


class SessionEvent(Contract):
    """The session's row changed (title, tokens)."""

    kind: Literal["session"] = "session"
    session: Session


class TextEvent(Contract):
    """`text` stands at character `offset` (Unicode code points) of the message. Has no SSE id."""

    kind: Literal["text"] = "text"
    message_id: str
    offset: int = Field(ge=0)
    text: str


ChatEvent = Annotated[
    MessageEvent | StatusEvent | SessionEvent | TextEvent, Field(discriminator="kind")
]
