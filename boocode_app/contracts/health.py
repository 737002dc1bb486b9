"""/api/health: the state of each part, for people, scripts and the shell's status bar."""

from typing import Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, Moment

PartState = Literal["starting", "ready", "restarting", "failed", "stopped"]
PartName = Literal["web", "booterm", "sidecar", "coder", "database", "model"]


class PartHealth(Contract):
    """One part. `detail` says in words what is wrong and what happens next."""

    state: PartState
    pid: int | None = None
    version: str | None = None
    restarts: int = 0
    next_try_at: Moment | None = None
    detail: str = ""


class Health(Contract):
    """The whole house. `status` is ok when every part is ready."""

    status: Literal["ok", "degraded"]
    version: str
    parts: dict[PartName, PartHealth]
    loop_lag_ms: dict[Literal["p50", "p99", "max"], float] = Field(default_factory=dict)


class DaemonHealth(Contract):
    """What a daemon says of itself at its own /api/health."""

    name: PartName
    version: str
    pid: int
    state: PartState = "ready"
    detail: str = ""
