"""What the specs page shows of a batch, a finding, a document and a step of a plan."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from boocode_app.contracts.specs import (
    BatchState,
    FindingSeverity,
    SpecBatch,
    SpecFinding,
    SpecPaper,
    TidyOperation,
    TidyOutcome,
)
from boocode_app.contracts.status import AgentStatus
from boocode_app.ui import routes
from boocode_app.ui.specs.place import batch_in

WORDS: dict[FindingSeverity, str] = {"error": "Error", "warning": "Warning", "info": "Note"}
VERBS = {
    "delete": "deletes",
    "move": "moves",
    "append": "appends",
    "create": "creates",
    "annotate": "annotates",
}
ABOUT: dict[BatchState, str] = {
    "active": "Where the first open task of each stands",
    "complete": "Every task is checked",
    "archived": "In openspec/changes/archive/",
}
_CODE = re.compile(r"`([^`]+)`")
FIRST = ("proposal.md", "design.md", "tasks.md")


@dataclass(frozen=True)
class BatchRow:
    """One batch. `percent` is of its check boxes; `tasks` says them in words."""

    name: str = ""
    title: str = ""
    state: str = ""
    dot: AgentStatus = "idle"
    place: str = ""
    wave: str = ""
    percent: int = 0
    tasks: str = ""
    has_tasks: bool = False
    capabilities: str = ""
    tag: str = ""
    created: str = ""
    path: str = ""
    href: str = ""

    @classmethod
    def of(cls, batch: SpecBatch, project_id: int) -> "BatchRow":
        """The row of a batch."""
        total = batch.tasks_total
        place = batch.path.removeprefix("changes/")
        return cls(
            name=batch.name,
            title="" if batch.title == batch.name else batch.title,
            state=batch.state,
            dot="idle" if batch.state == "active" else "done",
            place=place,
            wave=f"wave {batch.wave}" if batch.wave is not None else "",
            percent=100 * batch.tasks_done // total if total else 0,
            tasks=f"{batch.tasks_done} of {total} tasks" if total else "no tasks",
            has_tasks=total > 0,
            capabilities=", ".join(batch.capabilities),
            tag=batch.shipped_in or "",
            created=batch.created or "",
            path=f"openspec/{batch.path}",
            href=routes.specs(project_id, batch=place),
        )


@dataclass(frozen=True)
class LaneRow:
    """One column of the board. `count` is all it has, of which `batches` are shown."""

    title: str = ""
    about: str = ""
    state: str = ""
    count: int = 0
    hidden: int = 0
    batches: list[BatchRow] = field(default_factory=list)


def lanes_of(batches: Iterable[SpecBatch], project_id: int, limit: int) -> list[LaneRow]:
    """The columns: a wave each, the finished, the archived; `limit` batches shown in each."""
    columns: dict[tuple[BatchState, str], list[SpecBatch]] = {}
    for batch in batches:
        columns.setdefault((batch.state, _title(batch)), []).append(batch)
    return [
        LaneRow(
            title=title,
            about=ABOUT[state],
            state=state,
            count=len(column),
            hidden=max(0, len(column) - limit),
            batches=[BatchRow.of(batch, project_id) for batch in column[:limit]],
        )
        for (state, title), column in columns.items()
    ]


def summary_of(batches: Sequence[SpecBatch]) -> str:
    """The board in one line."""
    if not batches:
        return ""
    counts = {name: 0 for name in ("active", "complete", "archived")}
    for batch in batches:
        counts[batch.state] += 1
    open_ones = [batch for batch in batches if batch.state != "archived"]
    done, total = (sum(getattr(b, f"tasks_{n}") for b in open_ones) for n in ("done", "total"))
    words = [f"{count} {name}" for name, count in counts.items() if count]
    return " · ".join([*words, f"{done} of {total} tasks done"] if total else words)


@dataclass(frozen=True)
class FindingRow:
    """One finding. `where` is path and line, `href` that place; `words` and `mend` are HTML."""

    key: str = ""
    rule: str = ""
    severity: FindingSeverity = "info"
    word: str = ""
    where: str = ""
    href: str = ""
    words: str = ""
    mend: str = ""
    mendable: bool = False

    @classmethod
    def of(cls, finding: SpecFinding, project_id: int) -> "FindingRow":
        """The row of a finding."""
        where = finding.path if finding.line is None else f"{finding.path}:{finding.line}"
        return cls(
            key=f"{where} {finding.rule} {finding.words}",
            rule=finding.rule,
            severity=finding.severity,
            word=WORDS[finding.severity],
            where=where,
            href=_address(finding, project_id),
            words=_marked(finding.words),
            mend=f'<span class="muted">Mend:</span> {_marked(finding.mend.removeprefix("tidy: "))}',
            mendable=finding.mendable,
        )


def tally_of(findings: Sequence[SpecFinding]) -> str:
    """The findings in one line: how many of each severity, and how many can be mended."""
    counts = Counter(finding.severity for finding in findings)
    words = [_counted(counts[severity], WORDS[severity].lower()) for severity in WORDS]
    mendable = sum(finding.mendable for finding in findings)
    return ", ".join(word for word in words if word) + (
        f" · {mendable} can be mended" if findings and mendable else ""
    )


@dataclass(frozen=True)
class PaperRow:
    """A document: `about` is its purpose, `fact` what is counted in it."""

    title: str = ""
    path: str = ""
    about: str = ""
    fact: str = ""
    href: str = ""
    current: bool = False

    @classmethod
    def of(cls, paper: SpecPaper, project_id: int) -> "PaperRow":
        """The row of a document that belongs to no batch."""
        return cls(
            title=paper.title,
            path=paper.path,
            about=paper.purpose,
            fact=_counted(paper.requirements or 0, "requirement"),
            href=routes.specs(project_id, doc=paper.path),
        )


def documents_of(batch: SpecBatch, project_id: int, current: str) -> list[PaperRow]:
    """A batch's documents in the order in which one reads them."""
    place = batch.path.removeprefix("changes/")
    names = sorted(
        (path.removeprefix(f"{batch.path}/") for path in batch.documents),
        key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name),
    )
    return [
        PaperRow(
            title=_label(name),
            path=f"{batch.path}/{name}",
            href=routes.specs(project_id, batch=place, doc=f"{batch.path}/{name}"),
            current=f"{batch.path}/{name}" == current,
        )
        for name in names
    ]


def _label(name: str) -> str:
    if name in FIRST:
        return name.removesuffix(".md").capitalize()
    capability = name.removeprefix("specs/").removesuffix("/spec.md")
    return name if capability == name or "." in capability else f"Spec: {capability}"


@dataclass(frozen=True)
class StepRow:
    """One step of a plan."""

    verb: str = ""
    path: str = ""
    target: str = ""
    words: str = ""

    @classmethod
    def of(cls, step: TidyOperation) -> "StepRow":
        """The row of a step."""
        return cls(step.verb, step.path, step.to or "", step.words)


def plan_of(steps: Sequence[TidyOperation]) -> str:
    """A plan in one line: how many steps of each kind."""
    counts = Counter[str](step.verb for step in steps)
    words = ", ".join(f"{VERBS[verb]} {counts[verb]}" for verb in VERBS if counts[verb])
    return words[:1].upper() + words[1:]


def outcome_of(done: TidyOutcome) -> str:
    """What a mend did, in a sentence."""
    if not done.applied:
        return "There was nothing left to mend."
    steps, gone = _counted(len(done.operations), "step"), _counted(len(done.mended), "finding")
    left = _counted(len(done.left), "finding")
    return f"{steps} done, {gone or 'no finding'} gone. The doctor now has {left or 'none'}."


def _title(batch: SpecBatch) -> str:
    if batch.state != "active":
        return batch.state.capitalize()
    return "No wave" if batch.wave is None else f"Wave {batch.wave}"


def _address(finding: SpecFinding, project_id: int) -> str:
    """The document that a finding speaks of; the batch or nothing where it speaks of a folder."""
    path = finding.path
    if path.endswith((".md", ".yaml", ".yml")):
        line = finding.line or 0
        return routes.specs(project_id, batch=batch_in(path), doc=path, line=line)
    place = path.removeprefix("changes/")
    if place == path or place in ("archive", "archived"):
        return ""
    return routes.specs(project_id, batch=place)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}" if count else ""


def _marked(words: str) -> str:
    """Words as HTML, what stands in backquotes as code, and the first letter a capital."""
    text = escape(words[:1].upper() + words[1:], quote=False)
    return _CODE.sub(r"<code>\1</code>", text)
