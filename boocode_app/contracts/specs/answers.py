"""What every answer of the command line has in common: the root, and why it was refused."""

from typing import Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, is_none


class Root(Contract):
    """The repository that holds openspec/."""

    path: str
    source: Literal["nearest"] = "nearest"


class Complaint(Contract):
    """Why a command was refused."""

    severity: Literal["error"] = "error"
    code: str
    message: str
    fix: str | None = Field(default=None, exclude_if=is_none)


class Refusal(Contract):
    """The answer of a refused command."""

    status: list[Complaint]
