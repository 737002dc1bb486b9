"""What `tidy` would do, and what it did."""

from typing import Literal

from pydantic import Field

from boocode_app.contracts.base import Contract
from boocode_app.contracts.specs.answers import Root
from boocode_app.contracts.specs.findings import SpecFinding


class TidyOperation(Contract):
    """One step of a plan. `to` is set where something moves or is appended elsewhere."""

    verb: Literal["delete", "move", "append", "create", "annotate"]
    path: str
    to: str | None = None
    words: str


class TidyPreview(Contract):
    """What `tidy` would do. `fingerprint` names the tree it was planned for."""

    operations: list[TidyOperation] = Field(default_factory=list)
    diff: str = ""
    fingerprint: str | None = None


class TidyApply(Contract):
    """Carry out a plan. With `fingerprint`, only if the tree is still the previewed one."""

    fingerprint: str | None = Field(default=None, max_length=128)
    force: bool = False


class TidyOutcome(Contract):
    """What `tidy` did. `mended` are findings that are gone, `left` those that remain."""

    applied: bool = False
    operations: list[TidyOperation] = Field(default_factory=list)
    mended: list[SpecFinding] = Field(default_factory=list)
    left: list[SpecFinding] = Field(default_factory=list)


class TidyReport(Contract):
    """`tidy --json`."""

    applied: bool
    operations: list[TidyOperation]
    diff: str
    mended: list[SpecFinding]
    left: list[SpecFinding]
    root: Root
