"""One thing that is not well-formed, and what makes it a failure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from boocode_app.services.specs.requirements import Block, says_shall

Level = Literal["ERROR", "WARNING", "INFO"]


@dataclass(frozen=True)
class Issue:
    """One thing that is not well-formed. `path` is the file or field, as the reference names it."""

    level: Level
    path: str
    message: str
    line: int | None = None


def is_valid(issues: list[Issue], *, strict: bool) -> bool:
    """Whether `issues` leave the item valid."""
    failing = ("ERROR", "WARNING") if strict else ("ERROR",)
    return not any(issue.level in failing for issue in issues)


def statement_issues(path: str, who: str, block: Block) -> Iterator[Issue]:
    """What is wrong with a requirement's own words; `who` names it for people."""
    if not block.statement:
        yield Issue("ERROR", path, f"{who} has no text below its heading")
    elif not block.says_shall:
        only = ", not only in its heading" if says_shall(block.name) else ""
        yield Issue("WARNING", path, f"{who} should say SHALL or MUST in its text{only}")
