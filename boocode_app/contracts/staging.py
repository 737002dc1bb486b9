"""What a person moves between the index and the working files: whole files, hunks, lines."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from boocode_app.contracts.base import Contract, Moment

StagingScope = Literal["working", "staged", "unstaged"]
LineNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
Lines = tuple[LineNumber, LineNumber]
"""The first and the last of a run of line numbers."""
Name = Annotated[str, Field(min_length=1, max_length=4096)]
MAX_FILES = 1_000
MAX_RUNS = 20_000


class ChosenFile(Contract):
    """A changed file, as the diff names it; `digest` is that of the patch that the person saw.

    Without `removed` and `added` the whole file is meant; with them those lines: `removed` in the
    numbers of the old side, `added` in those of the new. A run may cover lines that did not change,
    so the two runs of a hunk's header choose that hunk.
    """

    path: Name
    old_path: Name | None = None
    digest: str | None = Field(default=None, pattern="^[0-9a-f]{32}$")
    removed: list[Lines] | None = Field(default=None, max_length=MAX_RUNS)
    added: list[Lines] | None = Field(default=None, max_length=MAX_RUNS)

    @property
    def whole(self) -> bool:
        """Whether all of the file is meant."""
        return self.removed is None and self.added is None

    @model_validator(mode="after")
    def _lines_are_of_a_patch(self) -> Self:
        if not self.whole and self.digest is None:
            raise ValueError("lines are chosen from a patch: its digest is missing")
        for first, last in [*(self.removed or []), *(self.added or [])]:
            if first > last:
                raise ValueError(f"lines {first} to {last}: the first is after the last")
        return self


class Selection(Contract):
    """What a person chose in the diff of `scope`: whole files, or lines, of each file once."""

    scope: StagingScope
    files: list[ChosenFile] = Field(min_length=1, max_length=MAX_FILES)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if len({file.path for file in self.files}) < len(self.files):
            raise ValueError("a file is named twice")
        if len({file.whole for file in self.files}) > 1:
            raise ValueError("choose whole files or lines, not both at once")
        return self

    @property
    def whole(self) -> bool:
        """Whether whole files are meant."""
        return self.files[0].whole


class Undo(Contract):
    """A discard that can be put back; `text` says what it was."""

    id: str
    at: Moment
    text: str


class Changed(Contract):
    """The files that something was done to, and how a discard is put back."""

    changed: list[str]
    undo: Undo | None = None
