"""Whether changes are well-formed, with the reference CLI's verdicts.

Levels, paths and exit codes are those of OpenSpec 1.13; the words are ours.
`tests/slow/test_reference_cli.py` holds the two against each other.
"""

import re
from collections.abc import Callable, Iterator

from boocode_app.core.errors import BooError
from boocode_app.services.specs import markdown, tasks
from boocode_app.services.specs.issues import Issue, statement_issues
from boocode_app.services.specs.merge import merged_spec
from boocode_app.services.specs.metadata import DATE
from boocode_app.services.specs.requirements import (
    Block,
    Delta,
    folded_name,
    normal_name,
    read_delta,
    read_requirements,
)
from boocode_app.services.specs.snapshot import File, Folder, text_of
from boocode_app.services.specs.tree import METADATA, Batch, Tree

SCHEMAS = ("spec-driven",)
_MARKER = re.compile(r"^\s*(['\"]?)skip_specs\1\s*:", re.MULTILINE)


def validate_change(tree: Tree, batch: Batch) -> list[Issue]:
    """What is wrong with the deltas, the metadata and the tasks of an active batch."""
    if batch.wraps_batches:
        words = f"{batch.name!r} holds other change folders and is no change: flatten their names"
        return [Issue("ERROR", "file", words)]
    issues: list[Issue] = []
    if isinstance(batch.files.get("specs/spec.md"), File):
        words = "specs/spec.md names no capability, so it would be ignored: move it into a folder"
        issues.append(Issue("ERROR", "spec.md", words))
    empty: list[Issue] = []
    total = 0
    for capability, delta in batch.deltas.items():
        path = f"{capability}/spec.md"
        total += delta.entries
        issues += _strays(path, delta)
        if not delta.entries:
            sections = ", ".join(f"## {name} Requirements" for name in delta.present)
            words = (
                f"{sections}: no `### Requirement:` stands there"
                if sections
                else "holds no section such as `## ADDED Requirements`"
            )
            empty.append(Issue("ERROR", path, words))
        for operation, blocks in (("ADDED", delta.added), ("MODIFIED", delta.modified)):
            issues += _blocks(path, operation, blocks)
        issues += _lost_scenarios(tree, capability, path, delta)
        issues += _conflicts(path, delta)
    faulty = {issue.path for issue in issues if issue.level == "ERROR"}
    issues += _merge_refusals(tree, batch, faulty | {issue.path for issue in empty})
    unread = _unread_deltas(batch)
    issues += unread
    issues += sorted(empty, key=lambda issue: issue.message.startswith("holds no"))
    no_home = bool(unread) or isinstance(batch.files.get("specs/spec.md"), File)
    issues += _marker(batch, anything=total > 0 or no_home)
    issues += _task_issues(batch)
    return issues


def validate_archived(batch: Batch) -> list[Issue]:
    """Whether an archived batch has every box checked."""
    done, total = tasks.count(batch.text("tasks.md") or "")
    if done == total:
        return []
    return [Issue("ERROR", "tasks.md", f"{total - done} of {total} tasks are open")]


def _strays(path: str, delta: Delta) -> Iterator[Issue]:
    for stray in delta.skipped:
        words = f'"### {stray.name}" in {stray.where} is no `### Requirement: name`: it is ignored'
        yield Issue("INFO", path, words, stray.line)
    for stray in delta.unpaired:
        other = "TO" if stray.where == "FROM" else "FROM"
        words = f"RENAMED {stray.where}: {stray.name!r} has no {other}: line beside it"
        yield Issue("ERROR", path, words, stray.line)
    for stray in delta.orphans:
        where = f'under "## {stray.where}"' if stray.where else "above the first section"
        words = f"requirement {stray.name!r} stands {where}, which is no delta section"
        yield Issue("WARNING", path, words, stray.line)


def _blocks(path: str, operation: str, blocks: tuple[Block, ...]) -> Iterator[Issue]:
    seen: set[str] = set()
    for block in blocks:
        who = f"{operation} {block.name!r}"
        if normal_name(block.name) in seen:
            yield Issue("ERROR", path, f"{who} stands there twice")
        seen.add(normal_name(block.name))
        yield from statement_issues(path, who, block)
        if not any(content for _, content in block.scenarios):
            yield Issue("ERROR", path, f"{who} needs a `#### Scenario:` with steps under it")


def _lost_scenarios(tree: Tree, capability: str, path: str, delta: Delta) -> Iterator[Issue]:
    text = text_of(tree.snapshot, f"specs/{capability}/spec.md")
    if text is None or not delta.modified:
        return
    current = {normal_name(block.name): block for block in read_requirements(text).blocks}
    came_from = {normal_name(to): normal_name(old) for old, to in delta.renamed}
    renamed_away = set(came_from.values())
    for block in delta.modified:
        name: str | None = normal_name(block.name)
        if name in renamed_away:
            continue
        visited: set[str] = set()
        while name is not None and name not in current and name not in visited:
            visited.add(name)
            name = came_from.get(name)
        if name is None or name not in current:
            continue
        missing = missing_scenarios(current[name], block)
        if missing:
            words = f"MODIFIED {block.name!r} drops scenarios of the spec: {', '.join(missing)}"
            yield Issue("ERROR", path, words)


def missing_scenarios(current: Block, incoming: Block) -> list[str]:
    """Names of scenarios that `current` has and `incoming` has not, counted one by one."""
    left = [name for name, _ in incoming.scenarios]
    missing = []
    for name, _ in current.scenarios:
        if name in left:
            left.remove(name)
        else:
            missing.append(name)
    return missing


def _conflicts(path: str, delta: Delta) -> Iterator[Issue]:
    added = {normal_name(block.name) for block in delta.added}
    modified = {normal_name(block.name) for block in delta.modified}
    removed: set[str] = set()
    for block in delta.removed:
        if normal_name(block.name) in removed:
            yield Issue("ERROR", path, f"REMOVED {block.name!r} stands there twice")
        removed.add(normal_name(block.name))
    pairs = (("MODIFIED", modified, "REMOVED", removed), ("MODIFIED", modified, "ADDED", added),
             ("ADDED", added, "REMOVED", removed))  # fmt: skip
    for one, names_one, two, names_two in pairs:
        for name in sorted(names_one & names_two):
            yield Issue("ERROR", path, f"{name!r} stands in both {one} and {two}")
    yield from _rename_conflicts(path, delta, added, modified, removed)


def _rename_conflicts(
    path: str, delta: Delta, added: set[str], modified: set[str], removed: set[str]
) -> Iterator[Issue]:
    for place, side in enumerate(("FROM", "TO")):
        names = [normal_name(pair[place]) for pair in delta.renamed]
        for position, name in enumerate(names):
            if name in names[:position]:
                yield Issue("ERROR", path, f"RENAMED {side}: {name!r} stands there twice")
    for old, new in delta.renamed:
        if normal_name(old) in modified:
            yield Issue("ERROR", path, f"MODIFIED must use the new name {new!r} of a renamed one")
        if normal_name(new) in added:
            yield Issue("ERROR", path, f"RENAMED TO {new!r} is also ADDED")
        if folded_name(old) in {folded_name(name) for name in removed}:
            yield Issue("ERROR", path, f"{old!r} stands in both RENAMED and REMOVED")


def _merge_refusals(tree: Tree, batch: Batch, faulty: set[str]) -> Iterator[Issue]:
    for capability in batch.deltas:
        path = f"{capability}/spec.md"
        if path in faulty:
            continue
        text = batch.text(f"specs/{path}") or ""
        try:
            merged_spec(capability, batch.name, text, text_of(tree.snapshot, f"specs/{path}"))
        except BooError as fault:
            yield Issue("INFO", path, f"archiving would refuse this delta: {fault.detail}")


def _unread_deltas(batch: Batch) -> list[Issue]:
    issues = []
    for name in sorted(batch.files):
        parts = name.split("/")
        if parts[0] != "specs" or any(part.startswith(".") for part in parts):
            continue
        if parts[-1] == "spec.md" or not parts[-1].lower().endswith(".md"):
            continue
        text = batch.text(name)
        if text is not None and read_delta(text).present:
            words = f"{name} holds a delta, but only a capability's spec.md is read"
            issues.append(Issue("ERROR", "/".join(parts[1:]), words))
    return issues


def _marker(batch: Batch, *, anything: bool) -> Iterator[Issue]:
    """`skip_specs: true` in the metadata: no deltas wanted, and then none may be there."""
    declared, refusal = _skip_specs(batch)
    if refusal:
        yield Issue("ERROR", METADATA, f"skip_specs cannot be honoured: {refusal}")
    specs = [
        name
        for name, entry in batch.files.items()
        if name.startswith("specs/")
        and not isinstance(entry, Folder)
        and not any(part.startswith(".") for part in name.split("/"))
    ]
    specs_is_file = "specs" in batch.files and not isinstance(batch.files["specs"], Folder)
    if declared and (specs or specs_is_file):
        yield Issue("ERROR", "file", "skip_specs is set, but files stand under specs/")
    elif declared and not anything:
        yield Issue("INFO", "file", "skip_specs is set: no delta is wanted")
    elif not declared and not anything:
        words = (
            "a change needs at least one delta: specs/<capability>/spec.md with "
            "`## ADDED Requirements`, `### Requirement:`, `#### Scenario:`; or `skip_specs: true`"
        )
        yield Issue("ERROR", "file", words)


def unusable_metadata(batch: Batch) -> str | None:
    """Why the reference CLI would not read the batch's metadata; None where it would.

    It is laxer than the doctor: `created` may be absent.
    """
    if batch.metadata is None:
        return None
    if batch.metadata.fault:
        return batch.metadata.fault
    checks: dict[str, Callable[[object], bool]] = {
        "schema": lambda value: isinstance(value, str) and bool(value),
        "created": lambda value: (
            value is None or (isinstance(value, str) and bool(DATE.match(value)))
        ),
        "skip_specs": lambda value: value is None or isinstance(value, bool),
    }
    values = batch.metadata.values
    bad = [key for key, check in checks.items() if not check(values.get(key))]
    if bad:
        return f"`{bad[0]}` is not valid"
    return None if values["schema"] in SCHEMAS else f"schema {values['schema']!r} is not known"


def _skip_specs(batch: Batch) -> tuple[bool, str | None]:
    """Whether the metadata waives deltas, and why a waiver that stands there does not count."""
    text = batch.text(METADATA) or ""
    values = batch.metadata.values if batch.metadata else {}
    fault = unusable_metadata(batch)
    if batch.metadata and batch.metadata.fault:
        return False, fault if _MARKER.search(text) else None
    marker = values.get("skip_specs", False)
    if marker is False:
        return False, None
    return (False, fault) if fault else (marker is True, None)


def _task_issues(batch: Batch) -> Iterator[Issue]:
    text = batch.text("tasks.md")
    if text is None:
        return
    if not tasks.count(text)[1]:
        number = next((n for n, line in markdown.unfenced(text) if _LIST_ITEM.match(line)), None)
        if number is not None:
            words = "counts as no task at all: write each as `- [ ] 1.1 text`"
            yield Issue("WARNING", "tasks.md", words, number)
    for line, words in tasks.numbering_faults(text):
        yield Issue("WARNING", "tasks.md", words, line)


_LIST_ITEM = re.compile(r"^ {0,3}(?:[-*+]|\d{1,9}[.)])\s+\S")
