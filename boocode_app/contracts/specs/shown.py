"""`show`: one change or one capability, read."""

from typing import Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, is_none
from boocode_app.contracts.specs.answers import Root


class Scenario(Contract):
    """The steps of one scenario, as written."""

    rawText: str


class Requirement(Contract):
    """One requirement."""

    text: str
    scenarios: list[Scenario]


class Rename(Contract):
    """A requirement's old and new name."""

    from_: str = Field(serialization_alias="from")
    to: str


class ChangeDelta(Contract):
    """One operation of a change on a capability."""

    spec: str
    operation: Literal["ADDED", "MODIFIED", "REMOVED", "RENAMED"]
    description: str
    requirement: Requirement | None = Field(default=None, exclude_if=is_none)
    requirements: list[Requirement] | None = Field(default=None, exclude_if=is_none)
    rename: Rename | None = Field(default=None, exclude_if=is_none)


class ShownChange(Contract):
    """`show CHANGE --json`."""

    id: str
    title: str
    deltaCount: int
    deltas: list[ChangeDelta]
    root: Root


class FormatTag(Contract):
    """The version of a document's form."""

    version: Literal["1.0.0"] = "1.0.0"
    format: Literal["openspec"] = "openspec"


class ShownSpec(Contract):
    """`show SPEC --json`."""

    id: str
    title: str
    overview: str
    requirementCount: int
    requirements: list[Requirement]
    metadata: FormatTag = FormatTag()
    root: Root
