"""Supervised llama-servers and their models."""

from typing import Annotated, Literal

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
ModelKind = Literal["file", "endpoint"]
DownloadState = Literal["waiting", "running", "paused", "failed", "checking"]
ModelName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""Of a model: it is part of file names and paths."""
Words = Annotated[str, Field(min_length=1, max_length=1024)]
YEAR_S = 366 * 86_400


class LlamaMemory(Contract):
    """What a model takes, estimated, and what models may use here. Bytes; None: not known."""

    weights: int | None
    kv: int | None
    total: int | None
    budget: int
    fits: bool | None
    """Whether it could run here alone."""


class LlamaDownload(Contract):
    """A model on its way from a Hugging Face repository: bytes of all its files; None: not known.

    `detail` says in words what went wrong, or what is waited for.
    """

    state: DownloadState
    received: int
    size: int | None
    bytes_per_s: float | None
    detail: str = ""


class LlamaModel(Contract):
    """One model and the llama-server that serves it, if any. Sizes in bytes, uptime by `since`.

    `kind` endpoint: BooCode relays to it and supervises nothing. `source`: the Hugging Face
    reference, or the URL of the endpoint. `ttl_s`: idle seconds after which it is unloaded, None:
    never. `preset`: what a person laid over the base arguments from the next load on; `off_base`
    says in words where that leaves the 4-bit K cache or the speculation.
    """

    name: str
    path: str
    size: int | None = None
    kind: ModelKind = "file"
    source: str = ""
    state: ServerState
    default: bool = False
    pinned: bool = False
    ttl_s: int | None = None
    memory: LlamaMemory | None = None
    download: LlamaDownload | None = None
    preset: list[str] = Field(default_factory=list)
    off_base: list[str] = Field(default_factory=list)
    in_flight: int = 0
    waiting: int = 0
    last_used: Moment | None = None
    pid: int | None = None
    port: int | None = None
    context: int | None = None
    arguments: list[str] = Field(default_factory=list)
    cause: DeathCause | None = None
    detail: str = ""
    since: Moment | None = None
    restarts: int = 0


class ModelAdd(Contract):
    """`POST /api/llama/models`: exactly one of `path` (a GGUF file), `hf` and `endpoint`.

    `hf`: `org/repo`, `org/repo:Q4_K_M` or `org/repo/file.gguf`. `endpoint`: the base URL of an
    OpenAI-compatible server; `model`: which of its models, `key_file`: a file that holds its key.
    """

    name: ModelName | None = None
    path: Words | None = None
    hf: Words | None = None
    endpoint: Words | None = None
    model: Words | None = None
    key_file: Words | None = None


class ModelEdit(Contract):
    """`PATCH /api/llama/models/{name}`: what is given changes; `ttl_s` null: never unloaded."""

    pinned: bool | None = None
    ttl_s: Annotated[int, Field(ge=1, le=YEAR_S)] | None = None
    preset: Annotated[list[str], Field(max_length=128)] | None = None


class DownloadAct(Contract):
    """`POST /api/llama/models/{name}/download`; `cancel` also takes the model off the shelf."""

    act: Literal["pause", "resume", "cancel"]


class LlamaLive(Contract):
    """`GET /api/llama/models/{name}/live`: what a ready server does. Totals since its start.

    Rates are over the time since somebody looked last, None where nothing was done; `kv_bytes` is
    the size of the cache, `kv_used_tokens` what the slots hold of it.
    """

    at: Moment
    slots_busy: int
    slots: int
    prompt_tokens: int
    output_tokens: int
    prompt_per_s: float | None = None
    output_per_s: float | None = None
    cached_tokens: int | None = None
    draft_tokens: int | None = None
    draft_accepted: int | None = None
    kv_bytes: int | None = None
    kv_used_tokens: int | None = None


EventKind = Literal["state", "queue", "download", "live"]


class LlamaEvent(Contract):
    """What happened to a model: a server-sent event of `GET /api/llama/events`, named by `kind`.

    `state`: also a model that came, changed or went (then `gone`), which the list tells more of.
    """

    kind: EventKind
    model: str
    at: Moment
    state: ServerState | None = None
    detail: str = ""
    gone: bool = False
    waiting: int | None = None
    download: LlamaDownload | None = None
    live: LlamaLive | None = None


class LogLines(Contract):
    """`GET /api/llama/logs/{name}`: the next lines of a server's log, each without its line end."""

    lines: list[str]


class Gpu(Contract):
    """One GPU; bytes."""

    name: str
    memory: int
    free: int


class Suggestion(Contract):
    """A well-known model that would run here: its reference, the bytes to fetch, and why."""

    hf: str
    title: str
    size: int
    why: str


class Machine(Contract):
    """`GET /api/llama/machine`: what is here for models, in bytes; `budget`: what they may use.

    Suggestions: the biggest sensible first.
    """

    memory: int
    available: int
    cores: int
    gpus: list[Gpu]
    budget: int
    suggestions: list[Suggestion]


class BenchSpread(Contract):
    """A figure as the rounds gave it."""

    median: float
    low: float
    high: float


class BenchRatios(Contract):
    """A combination against llama-server's own defaults: the medians of the rounds' ratios."""

    per_s: float
    together_per_s: float
    first_ms: float
    kv_bytes: float | None


class BenchRow(Contract):
    """One combination of what `arguments` say. Tokens a second: of one asker alone, and of two at
    once together; ms to the first token; the part of the drafted tokens that was accepted (None:
    none were drafted); bytes of the KV cache (None: not known).
    """

    k_cache: str
    spec: str
    slots: int
    arguments: list[str]
    per_s: BenchSpread
    together_per_s: BenchSpread
    first_ms: BenchSpread
    acceptance: float | None
    kv_bytes: int | None
    to_defaults: BenchRatios


class LlamaBench(Contract):
    """`GET /api/llama/models/{name}/bench`: what was measured of a model on this machine.

    `defaults` and `best` are indices into `rows`: what llama-server would do by itself, and the
    fastest. `tokens`: how long an answer was at most.
    """

    model: str
    at: Moment
    version: str
    rounds: int
    prompts: int
    tokens: int
    rows: list[BenchRow]
    defaults: int
    best: int


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
    """`GET /api/llama/args/check`: the argv that would be used, or why not; a verdict on each.

    `off_base`: in words, where they leave the 4-bit K cache or the speculation.
    """

    ok: bool
    arguments: list[str]
    faults: list[ArgumentFault]
    items: list[ArgumentVerdict]
    off_base: list[str] = Field(default_factory=list)


class QueuePosition(Contract):
    """How far a chat request is: `position` counts it and those before it; 0: it is its turn.

    The SSE event `queue` before the first chunk, for who sends `X-BooCode-Queue: events`.
    """

    model: str
    position: int
    state: ServerState
    detail: str = ""
