"""`list`: the changes and the capabilities of a tree."""

from typing import Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, is_none
from boocode_app.contracts.specs.answers import Root


class ChangeRow(Contract):
    """One change of `list --json`. `lastModified` is ISO 8601 in UTC with milliseconds."""

    name: str
    completedTasks: int
    totalTasks: int
    lastModified: str
    status: Literal["no-tasks", "complete", "in-progress"]
    nested: list[str] | None = Field(default=None, exclude_if=is_none)


class ListWarning(Contract):
    """A folder that is listed as a change and is none."""

    code: Literal["nested_change_directory"] = "nested_change_directory"
    name: str
    nested: list[str]
    message: str


class ChangeList(Contract):
    """`list --json`."""

    changes: list[ChangeRow]
    warnings: list[ListWarning] | None = Field(default=None, exclude_if=is_none)
    root: Root


class SpecRow(Contract):
    """One capability of `list --specs --json`."""

    id: str
    requirementCount: int


class SpecList(Contract):
    """`list --specs --json`."""

    specs: list[SpecRow]
    root: Root
