"""What the tree holds, in the forms that `list`, `show` and `validate` give.

The fields and verdicts are the reference CLI's (contracts/specs); nothing here touches a disk.
"""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from boocode_app.contracts import specs as wire
from boocode_app.core.errors import InvalidInput, NotFound
from boocode_app.services.specs import capability, markdown, tasks, validate
from boocode_app.services.specs.issues import Issue, is_valid
from boocode_app.services.specs.requirements import Block, read_delta, scenarios_of
from boocode_app.services.specs.snapshot import File, text_of
from boocode_app.services.specs.tree import Batch, Tree

Kind = Literal["change", "spec"]


def changes(tree: Tree, root: wire.Root, order: Literal["recent", "name"]) -> wire.ChangeList:
    """The active batches with their progress, the last changed one first or by name."""
    rows = []
    for batch in sorted(tree.active, key=lambda batch: batch.name):
        done, total = tasks.count(batch.text("tasks.md") or "")
        state: Literal["no-tasks", "complete", "in-progress"] = (
            "no-tasks" if not total else "complete" if done == total else "in-progress"
        )
        rows.append((last_modified(batch), _change_row(batch, done, total, state)))
    if order == "recent":
        rows.sort(key=lambda row: -row[0])
    warnings = [
        wire.ListWarning(
            name=batch.name,
            nested=batch.wrapped,
            message=f"{batch.name!r} only holds folders that look like changes: flatten them",
        )
        for batch in sorted(tree.active, key=lambda batch: batch.name)
        if batch.wraps_batches
    ]
    return wire.ChangeList(changes=[row for _, row in rows], warnings=warnings or None, root=root)


def specs(tree: Tree, root: wire.Root) -> wire.SpecList:
    """The capabilities with the number of their requirements."""
    rows = []
    for name, path in sorted(tree.capabilities.items()):
        text = text_of(tree.snapshot, path) or ""
        purpose = markdown.find_section(markdown.sections(text), "Purpose")
        shown = _requirements(text) if purpose and purpose.content else []
        rows.append(wire.SpecRow(id=name, requirementCount=len(shown)))
    return wire.SpecList(specs=rows, root=root)


def show_change(tree: Tree, root: wire.Root, name: str) -> wire.ShownChange:
    """An active batch and its deltas. Raises NotFound, InvalidInput for one without a proposal."""
    batch = tree.batch(name)
    if batch is None:
        raise NotFound(f"Unknown change {name!r}")
    text = batch.text("proposal.md")
    if text is None:
        raise InvalidInput(f"Change {name!r} has no proposal.md yet", field="name")
    outline = markdown.sections(text)
    for title in ("Why", "What Changes"):
        section = markdown.find_section(outline, title)
        if not section or not section.content:
            raise InvalidInput(f'The proposal of {name!r} has no "{title}" section', field="name")
    deltas = [delta for capability in batch.deltas for delta in _deltas(batch, capability)]
    return wire.ShownChange(
        id=name, title=title_of(text, name), deltaCount=len(deltas), deltas=deltas, root=root
    )


def show_spec(
    tree: Tree, root: wire.Root, name: str, *, scenarios: bool = True, only: int | None = None
) -> wire.ShownSpec:
    """A capability and its requirements; `only` is the number, from 1, of a single one."""
    path = tree.capabilities.get(name)
    if path is None:
        raise NotFound(f"Unknown spec {name!r}")
    text = text_of(tree.snapshot, path) or ""
    purpose = markdown.find_section(markdown.sections(text), "Purpose")
    shown = _requirements(text)
    if only is not None:
        if not 1 <= only <= len(shown):
            raise InvalidInput(f"Requirement {only} not found in {name!r}", field="requirement")
        shown = [shown[only - 1]]
    if not scenarios:
        shown = [wire.Requirement(text=item.text, scenarios=[]) for item in shown]
    return wire.ShownSpec(
        id=name,
        title=name,
        overview=purpose.content if purpose else "",
        requirementCount=len(shown),
        requirements=shown,
        root=root,
    )


def verdicts(
    tree: Tree, root: wire.Root, wanted: Iterable[tuple[Kind, str]], *, strict: bool
) -> wire.ValidationReport:
    """The verdict on each wanted item; a kind that was asked for is counted even when empty."""
    items = []
    kinds: set[str] = set()
    for kind, name in wanted:
        kinds.add(kind)
        if name:
            items.append(_timed(name, kind, strict, partial(_issues, tree, kind, name)))
    return _validation(items, kinds, root)


def archive_verdicts(tree: Tree, root: wire.Root) -> wire.ValidationReport:
    """Whether every archived batch has all its boxes checked."""
    items = [
        _timed(b.name, "change", False, partial(validate.validate_archived, b))
        for b in tree.archived
    ]
    return _validation(items, {"change"}, root)


def title_of(text: str, otherwise: str) -> str:
    """The text of the first top heading."""
    for section in markdown.sections(text):
        if section.level == 1:
            return section.title.removeprefix("Change:").strip() or otherwise
    return otherwise


def last_modified(batch: Batch) -> float:
    """Seconds since the epoch: the youngest file of the batch."""
    times = [entry.modified for entry in batch.files.values() if isinstance(entry, File)]
    return max(times, default=batch.folder.modified)


def _issues(tree: Tree, kind: Kind, name: str) -> list[Issue]:
    if kind == "spec":
        return capability.validate_spec(text_of(tree.snapshot, f"specs/{name}/spec.md") or "")
    batch = tree.batch(name)
    return validate.validate_change(tree, batch) if batch else []


def _timed(
    name: str, kind: Kind, strict: bool, check: Callable[[], list[Issue]]
) -> wire.ValidationItem:
    start = time.monotonic()
    issues = check()
    return wire.ValidationItem(
        id=name,
        type=kind,
        valid=is_valid(issues, strict=strict),
        issues=[
            wire.ValidationIssue(level=i.level, path=i.path, line=i.line, message=i.message)
            for i in issues
        ],
        durationMs=round((time.monotonic() - start) * 1000),
    )


def _validation(
    items: list[wire.ValidationItem], kinds: set[str], root: wire.Root
) -> wire.ValidationReport:
    items = sorted(items, key=lambda item: item.id)
    summary = wire.ValidationSummary(
        totals=_tally(items),
        byType={
            kind: _tally([item for item in items if item.type == kind]) for kind in sorted(kinds)
        },
    )
    return wire.ValidationReport(items=items, summary=summary, root=root)


def _tally(items: list[wire.ValidationItem]) -> wire.Tally:
    passed = sum(item.valid for item in items)
    return wire.Tally(items=len(items), passed=passed, failed=len(items) - passed)


def _change_row(
    batch: Batch, done: int, total: int, state: Literal["no-tasks", "complete", "in-progress"]
) -> wire.ChangeRow:
    moment = datetime.fromtimestamp(int(last_modified(batch) * 1000 + 0.5) / 1000, UTC)
    written = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return wire.ChangeRow(
        name=batch.name,
        completedTasks=done,
        totalTasks=total,
        lastModified=written,
        status=state,
        nested=batch.wrapped or None,
    )


def _requirements(text: str) -> list[wire.Requirement]:
    outline = markdown.sections(text)
    section = markdown.find_section(outline, "Requirements")
    return [
        wire.Requirement(
            text=Block(child.title, "\n" + child.content, 0).statement or child.title,
            scenarios=[
                wire.Scenario(rawText=inner.content) for inner in child.children if inner.content
            ],
        )
        for child in (section.children if section else [])
    ]


def _deltas(batch: Batch, capability: str) -> list[wire.ChangeDelta]:
    delta = read_delta(batch.text(f"specs/{capability}/spec.md") or "")
    verbs = (("ADDED", "Add", delta.added), ("MODIFIED", "Modify", delta.modified),
             ("REMOVED", "Remove", delta.removed))  # fmt: skip
    found = []
    for operation, verb, blocks in verbs:
        for block in blocks:
            requirement = _requirement(block)
            found.append(
                wire.ChangeDelta(
                    spec=capability,
                    operation=operation,
                    description=f"{verb} requirement: {requirement.text}",
                    requirement=requirement,
                    requirements=[requirement],
                )
            )
    for old, new in delta.renamed:
        found.append(
            wire.ChangeDelta(
                spec=capability,
                operation="RENAMED",
                description=f'Rename requirement from "{old}" to "{new}"',
                rename=wire.Rename(from_=old, to=new),
            )
        )
    return found


def _requirement(block: Block) -> wire.Requirement:
    return wire.Requirement(
        text=block.statement or f"Requirement: {block.name}",
        scenarios=[wire.Scenario(rawText=text) for _, text in scenarios_of(block.body) if text],
    )
