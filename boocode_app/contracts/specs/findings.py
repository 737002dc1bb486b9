"""What the doctor found."""

from typing import Literal

from boocode_app.contracts.base import Contract
from boocode_app.contracts.specs.answers import Root

FindingSeverity = Literal["error", "warning", "info"]


class SpecFinding(Contract):
    """One finding of the doctor. `mendable`: `tidy` takes it away."""

    rule: str
    severity: FindingSeverity
    path: str
    line: int | None = None
    words: str
    mend: str
    mendable: bool = False


class DoctorReport(Contract):
    """`doctor --json`."""

    findings: list[SpecFinding]
    totals: dict[str, int]
    root: Root
