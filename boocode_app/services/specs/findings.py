"""What the doctor finds: one rule broken at one place, and what would mend it."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
Rule = Literal[
    "archive-folder",
    "archive-link",
    "config-invalid",
    "config-empty",
    "tidy-rules",
    "stub-document",
    "misplaced-proposal",
    "metadata-missing",
    "metadata-invalid",
    "not-shipped",
    "unknown-tag",
    "tag-of-another-batch",
    "duplicate-slug",
    "overlapping-batches",
    "nested-batch",
    "no-why",
    "no-what-changes",
    "task-order",
    "task-numbering",
    "promised-room",
]


@dataclass(frozen=True, order=True)
class Finding:
    """One finding. `path` is relative to openspec/; `mendable`: `tidy --apply` takes it away."""

    path: str
    line: int | None
    rule: Rule
    severity: Severity
    words: str
    mend: str
    mendable: bool = False

    @property
    def place(self) -> tuple[str, Rule]:
        """Where and what: two findings of one place are the same one."""
        return self.path, self.rule
