"""`status`: how far the artifacts of a change are."""

from typing import Literal

from pydantic import Field, JsonValue

from boocode_app.contracts.base import Contract, is_none
from boocode_app.contracts.specs.answers import Complaint, Root


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
    missingDeps: list[str] | None = Field(default=None, exclude_if=is_none)


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
    root: Root | None = Field(default=None, exclude_if=is_none)


class FailedStatus(Contract):
    """A change whose status could not be told."""

    changeName: str
    status: list[Complaint]


class StatusList(Contract):
    """`status --all --json`."""

    changes: list[ChangeStatus | FailedStatus]
    message: str | None = Field(default=None, exclude_if=is_none)
    root: Root
