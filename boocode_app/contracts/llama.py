"""Supervised llama-servers and their models."""

from typing import Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, Moment

ServerState = Literal["stopped", "starting", "ready", "sleeping", "stopping", "failed"]
DeathCause = Literal[
    "out_of_memory",
    "bad_model_file",
    "port_taken",
    "unknown_flag",
    "unsupported_cache_type",
    "crashed",
    "startup_deadline",
    "stopped",
]


class LlamaMemory(Contract):
    """What a model takes, estimated, and what models may use here. Bytes; None: not known."""

    weights: int | None
    kv: int | None
    total: int | None
    budget: int
    fits: bool | None
    """Whether it could run here alone."""


class LlamaModel(Contract):
    """One model and the llama-server that serves it, if any. Sizes in bytes, uptime by `since`."""

    name: str
    path: str
    size: int | None = None
    state: ServerState
    default: bool = False
    pinned: bool = False
    memory: LlamaMemory | None = None
    in_flight: int = 0
    waiting: int = 0
    pid: int | None = None
    port: int | None = None
    context: int | None = None
    arguments: list[str] = Field(default_factory=list)
    cause: DeathCause | None = None
    detail: str = ""
    since: Moment | None = None
    restarts: int = 0


class ArgumentFault(Contract):
    """An argument that may not be passed, and why."""

    argument: str
    reason: str


class ArgumentVerdict(Contract):
    """What is thought of one argument as it was given, with its value.

    `flag` is its canonical spelling where there is one, `kind` its class, `hint` the flag that may
    have been meant.
    """

    argument: str
    value: str | None = None
    ok: bool
    flag: str | None = None
    kind: Literal["owned", "allowed", "forbidden"] | None = None
    reason: str = ""
    hint: str | None = None


class ArgumentCheck(Contract):
    """`GET /api/llama/args/check`: the argv that would be used, or why not; a verdict on each."""

    ok: bool
    arguments: list[str]
    faults: list[ArgumentFault]
    items: list[ArgumentVerdict]


class QueuePosition(Contract):
    """How far a chat request is: `position` counts it and those before it; 0: it is its turn.

    The SSE event `queue` before the first chunk, for who sends `X-BooCode-Queue: events`.
    """

    model: str
    position: int
    state: ServerState
    detail: str = ""
