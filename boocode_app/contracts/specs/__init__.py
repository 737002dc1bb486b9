"""OpenSpec: the board, the doctor, and the reference CLI's JSON forms.

The forms whose fields are camelCase are those of the OpenSpec 1.13 command line (`validate`,
`list`, `show`, `status`, `archive`, `new`, each with `--json`), so that tools written for it work.
"""

from boocode_app.contracts.specs.answers import Complaint, Refusal, Root
from boocode_app.contracts.specs.board import (
    BatchState,
    SpecBatch,
    SpecDocument,
    SpecNew,
    SpecPaper,
)
from boocode_app.contracts.specs.changes import (
    ArchivedChange,
    ArchiveRefusal,
    ArchiveReport,
    ArchiveTotals,
    CreatedChange,
    NewRefusal,
    NewReport,
)
from boocode_app.contracts.specs.findings import DoctorReport, FindingSeverity, SpecFinding
from boocode_app.contracts.specs.listing import (
    ChangeList,
    ChangeRow,
    ListWarning,
    SpecList,
    SpecRow,
)
from boocode_app.contracts.specs.shown import (
    ChangeDelta,
    FormatTag,
    Rename,
    Requirement,
    Scenario,
    ShownChange,
    ShownSpec,
)
from boocode_app.contracts.specs.status import (
    ActionContext,
    Artifact,
    ArtifactPaths,
    ChangeStatus,
    FailedStatus,
    PlanningHome,
    StatusList,
)
from boocode_app.contracts.specs.tidying import (
    TidyApply,
    TidyOperation,
    TidyOutcome,
    TidyPreview,
    TidyReport,
)
from boocode_app.contracts.specs.validation import (
    Tally,
    ValidationIssue,
    ValidationItem,
    ValidationReport,
    ValidationSummary,
)

__all__ = [
    "ActionContext",
    "ArchiveRefusal",
    "ArchiveReport",
    "ArchiveTotals",
    "ArchivedChange",
    "Artifact",
    "ArtifactPaths",
    "BatchState",
    "ChangeDelta",
    "ChangeList",
    "ChangeRow",
    "ChangeStatus",
    "Complaint",
    "CreatedChange",
    "DoctorReport",
    "FailedStatus",
    "FindingSeverity",
    "FormatTag",
    "ListWarning",
    "NewRefusal",
    "NewReport",
    "PlanningHome",
    "Refusal",
    "Rename",
    "Requirement",
    "Root",
    "Scenario",
    "ShownChange",
    "ShownSpec",
    "SpecBatch",
    "SpecDocument",
    "SpecFinding",
    "SpecList",
    "SpecNew",
    "SpecPaper",
    "SpecRow",
    "StatusList",
    "Tally",
    "TidyApply",
    "TidyOperation",
    "TidyOutcome",
    "TidyPreview",
    "TidyReport",
    "ValidationIssue",
    "ValidationItem",
    "ValidationReport",
    "ValidationSummary",
]
