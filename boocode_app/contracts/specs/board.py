"""The board: the batches of a tree, and the documents beside them."""

from typing import Literal

from pydantic import Field

from boocode_app.contracts.base import Contract, Moment

BatchState = Literal["active", "complete", "archived"]


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
