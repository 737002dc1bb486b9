"""OpenSpec: the board, the doctor, and the reference CLI's JSON forms.

The forms whose fields are camelCase are those of the OpenSpec 1.13 command line (`validate`,
`list`, `show`, `status`, `archive`, `new`, each with `--json`), so that tools written for it work.
"""

from typing import Literal

from pydantic import Field, JsonValue

from boocode_app.contracts.base import Contract, Moment


def _is_none(value: object) -> bool:
    return value is None


BatchState = Literal["active", "complete", "archived"]
FindingSeverity = Literal["error", "warning", "info"]


class SpecBatch(Contract):
    """One batch of the board. `wave`: that of its first open task; `path` is under openspec/."""

    name: str
    path: str
    title: str
    state: BatchState
    wave: int | None = None
    tasks_done: int = 0
    tasks_total: int = 0
    capabilities: list[str] = Field(default_factory=list)
    documents: list[str] = Field(default_factory=list)
    shipped_in: str | None = None
    created: str | None = None


class SpecFinding(Contract):
    """One finding of the doctor. `mendable`: `tidy` takes it away."""

    rule: str
    severity: FindingSeverity
    path: str
    line: int | None = None
    words: str
    mend: str
    mendable: bool = False


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


class SpecPaper(Contract):
    """A document of no batch. A capability's spec also has its purpose and its requirements."""

    path: str
    title: str
    kind: Literal["capability", "archive", "other"]
    purpose: str = ""
    requirements: int | None = None


class SpecNew(Contract):
    """Open a change. `goal` is kept in its `.openspec.yaml`."""

    name: str = Field(max_length=200)
    goal: str = Field(default="", max_length=2000)


class SpecDocument(Contract):
    """One document under openspec/, as it stands."""

    path: str
    text: str
    modified: Moment


class Root(Contract):
    """The repository that holds openspec/."""

    path: str
    source: Literal["nearest"] = "nearest"


class Complaint(Contract):
    """Why a command was refused."""

    severity: Literal["error"] = "error"
    code: str
    message: str
    fix: str | None = Field(default=None, exclude_if=_is_none)


class Refusal(Contract):
    """The answer of a refused command."""

    status: list[Complaint]


class NewRefusal(Refusal):
    """The answer of a refused `new`."""

    change: None = None


class ArchiveRefusal(Refusal):
    """The answer of a refused `archive`."""

    archive: None = None
    root: Root | None = Field(default=None, exclude_if=_is_none)


class DoctorReport(Contract):
    """`doctor --json`."""

    findings: list[SpecFinding]
    totals: dict[str, int]
    root: Root


class TidyReport(Contract):
    """`tidy --json`."""

    applied: bool
    operations: list[TidyOperation]
    diff: str
    mended: list[SpecFinding]
    left: list[SpecFinding]
    root: Root


class ValidationIssue(Contract):
    """One thing that is not well-formed."""

    level: Literal["ERROR", "WARNING", "INFO"]
    path: str
    line: int | None = Field(default=None, exclude_if=_is_none)
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


class ChangeRow(Contract):
    """One change of `list --json`. `lastModified` is ISO 8601 in UTC with milliseconds."""

    name: str
    completedTasks: int
    totalTasks: int
    lastModified: str
    status: Literal["no-tasks", "complete", "in-progress"]
    nested: list[str] | None = Field(default=None, exclude_if=_is_none)


class ListWarning(Contract):
    """A folder that is listed as a change and is none."""

    code: Literal["nested_change_directory"] = "nested_change_directory"
    name: str
    nested: list[str]
    message: str


class ChangeList(Contract):
    """`list --json`."""

    changes: list[ChangeRow]
    warnings: list[ListWarning] | None = Field(default=None, exclude_if=_is_none)
    root: Root


class SpecRow(Contract):
    """One capability of `list --specs --json`."""

    id: str
    requirementCount: int


class SpecList(Contract):
    """`list --specs --json`."""

    specs: list[SpecRow]
    root: Root


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
    requirement: Requirement | None = Field(default=None, exclude_if=_is_none)
    requirements: list[Requirement] | None = Field(default=None, exclude_if=_is_none)
    rename: Rename | None = Field(default=None, exclude_if=_is_none)


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


class PlanningHome(Contract):
    """Where changes stand."""

    kind: Literal["repo"] = "repo"
    root: str
    changesDir: str
    defaultSchema: str


class ArtifactPaths(Contract):
    """Where one artifact is written and what of it stands."""

    outputPath: str
    resolvedOutputPath: str
    existingOutputPaths: list[str]


class Artifact(Contract):
    """One artifact of a change and how far it is."""

    id: str
    outputPath: str
    status: Literal["done", "ready", "blocked", "skipped"]
    requires: list[str]
    missingDeps: list[str] | None = Field(default=None, exclude_if=_is_none)


class ActionContext(Contract):
    """What an agent may edit."""

    mode: Literal["repo-local"] = "repo-local"
    sourceOfTruth: Literal["repo"] = "repo"
    planningArtifacts: list[str]
    linkedContext: list[JsonValue] = Field(default_factory=list)
    allowedEditRoots: list[str]
    requiresAffectedAreaSelection: bool = False
    constraints: list[str]


class ChangeStatus(Contract):
    """`status --change NAME --json`, without the root in the list of `--all`."""

    changeName: str
    schemaName: str
    planningHome: PlanningHome
    changeRoot: str
    artifactPaths: dict[str, ArtifactPaths]
    isPlanningComplete: bool
    isComplete: bool
    applyRequires: list[str]
    nextSteps: list[str]
    actionContext: ActionContext
    artifacts: list[Artifact]
    root: Root | None = Field(default=None, exclude_if=_is_none)


class FailedStatus(Contract):
    """A change whose status could not be told."""

    changeName: str
    status: list[Complaint]


class StatusList(Contract):
    """`status --all --json`."""

    changes: list[ChangeStatus | FailedStatus]
    message: str | None = Field(default=None, exclude_if=_is_none)
    root: Root


class CreatedChange(Contract):
    """The change that `new` made."""

    id: str
    path: str
    metadataPath: str
    schema_: str = Field(serialization_alias="schema")


class NewReport(Contract):
    """`new NAME --json`."""

    change: CreatedChange
    root: Root


class ArchiveTotals(Contract):
    """How many requirements an archive changed in openspec/specs/."""

    added: int = 0
    modified: int = 0
    removed: int = 0
    renamed: int = 0


class ArchivedChange(Contract):
    """The change that `archive` put away."""

    change: str
    archivedAs: str
    path: str
    specsUpdated: bool
    totals: ArchiveTotals | None = Field(default=None, exclude_if=_is_none)


class ArchiveReport(Contract):
    """`archive NAME --json`."""

    archive: ArchivedChange
    root: Root
