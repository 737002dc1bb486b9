"""The arguments of the terminal tools that an agent calls. `pty_spawn` takes a PtySpawnCall."""

from typing import Annotated

from pydantic import Field

from boocode_app.contracts.base import Contract
from boocode_app.contracts.terminals import PtyKill, PtyResize, PtyWait, PtyWrite

PtyId = Annotated[str, Field(pattern=r"^pty_[0-9a-f]{8}$", description="A session's id.")]


class PtyWriteCall(PtyWrite):
    """`pty_write`."""

    id: PtyId


class PtyReadCall(Contract):
    """`pty_read`: filtered by `pattern` first, then paged."""

    id: PtyId
    offset: int = Field(default=0, ge=0)
    limit: int = Field(default=500, ge=1, le=5000)
    pattern: str | None = Field(default=None, max_length=1000)
    ignoreCase: bool = False


class PtyWaitCall(PtyWait):
    """`pty_wait`."""

    id: PtyId


class PtyListCall(Contract):
    """`pty_list`: no arguments."""


class PtyResizeCall(PtyResize):
    """`pty_resize`."""

    id: PtyId


class PtyKillCall(PtyKill):
    """`pty_kill`."""

    id: PtyId
