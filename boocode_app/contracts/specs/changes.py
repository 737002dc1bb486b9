"""`new` and `archive`: a change begins, and is put away."""

from pydantic import Field

from boocode_app.contracts.base import Contract, is_none
from boocode_app.contracts.specs.answers import Refusal, Root


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


class NewRefusal(Refusal):
    """The answer of a refused `new`."""

    change: None = None


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
    totals: ArchiveTotals | None = Field(default=None, exclude_if=is_none)


class ArchiveReport(Contract):
    """`archive NAME --json`."""

    archive: ArchivedChange
    root: Root


class ArchiveRefusal(Refusal):
    """The answer of a refused `archive`."""

    archive: None = None
    root: Root | None = Field(default=None, exclude_if=is_none)
