"""`validate`: what is not well-formed."""

from typing import Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, is_none
from boocode_app.contracts.specs.answers import Root


class ValidationIssue(Contract):
    """One thing that is not well-formed."""

    level: Literal["ERROR", "WARNING", "INFO"]
    path: str
    line: int | None = Field(default=None, exclude_if=is_none)
    message: str


class ValidationItem(Contract):
    """The verdict on one change or spec."""

    id: str
    type: Literal["change", "spec"]
    valid: bool
    issues: list[ValidationIssue]
    durationMs: int


class Tally(Contract):
    """How many items passed."""

    items: int
    passed: int
    failed: int


class ValidationSummary(Contract):
    """All items together, and by type."""

    totals: Tally
    byType: dict[str, Tally]


class ValidationReport(Contract):
    """`validate --json`."""

    items: list[ValidationItem]
    summary: ValidationSummary
    version: Literal["1.0"] = "1.0"
    root: Root
