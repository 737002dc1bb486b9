"""The plan of a mend: from one tree to the operations that tidy it, and the tree they give.

Pure. Invariants: content is only ever moved or appended (stubs, which hold none, are deleted);
planning the planned tree again gives no operation.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from boocode_app.services.specs.draft import Draft
from boocode_app.services.specs.mending import (
    annotated,
    appended_config,
    appended_metadata,
    archive_fault,
    home_of,
    is_misplaced,
    missing_config,
    tag_to_write,
)
from boocode_app.services.specs.snapshot import File, Folder, Link, Snapshot, lines_of
from boocode_app.services.specs.tree import (
    ARCHIVE,
    ARCHIVED,
    CHANGES,
    METADATA,
    Tree,
    is_stub,
    read_tree,
)

Verb = Literal["delete", "move", "append", "create", "annotate"]


@dataclass(frozen=True)
class Operation:
    """One step, in words a person can check. `to` is set where something moves."""

    verb: Verb
    path: str
    words: str
    to: str | None = None


@dataclass(frozen=True)
class Plan:
    """What is to be done, and the tree before and after it."""

    operations: tuple[Operation, ...]
    before: Snapshot
    after: Snapshot

    def __bool__(self) -> bool:
        return bool(self.operations)


@dataclass(frozen=True)
class Surroundings:
    """What the plan needs to know beyond the tree: today's date and what the project is."""

    today: str
    context: str = ""


def make_plan(snapshot: Snapshot, surroundings: Surroundings) -> Plan:
    """The operations that tidy `snapshot`; each phase sees what those before it did."""
    draft = Draft(dict(snapshot))
    operations: list[Operation] = []
    phases: tuple[Callable[[Draft, Tree, Surroundings], list[Operation]], ...] = (
        _one_archive,
        _without_stubs,
        _proposals_in_place,
        _metadata,
        _config,
        _annotations,
    )
    for phase in phases:
        operations += phase(draft, read_tree(draft.entries), surroundings)
    return Plan(tuple(operations), snapshot, draft.sorted_entries())


def lost_lines(plan: Plan) -> set[bytes]:
    """Lines that the plan would lose; empty for every plan.

    A file is kept where one file of the planned tree holds all of its lines.
    """
    kept = {entry.data for entry in plan.after.values() if isinstance(entry, File)}
    written = [
        set(lines_of(entry))
        for path, entry in plan.after.items()
        if plan.before.get(path) != entry and isinstance(entry, File)
    ]
    lost: set[bytes] = set()
    for path, entry in plan.before.items():
        if not isinstance(entry, File) or entry.data in kept or _is_archived_stub(path, entry):
            continue
        lines = set(lines_of(entry))
        if not any(lines <= held for held in (*written, _held_at(plan, path))):
            lost |= lines
    return lost


def _held_at(plan: Plan, path: str) -> set[bytes]:
    return set(lines_of(plan.after[path])) if path in plan.after else set()


def line_counts(snapshot: Snapshot) -> Counter[bytes]:
    """How often each non-blank line stands in the tree."""
    return Counter(line for entry in snapshot.values() for line in lines_of(entry))


def _is_archived_stub(path: str, entry: File) -> bool:
    folder = path.rpartition("/")[0]
    return folder in (ARCHIVE, ARCHIVED) and path.endswith(".md") and is_stub(entry.data)


def _one_archive(draft: Draft, tree: Tree, _: Surroundings) -> list[Operation]:
    fault = archive_fault(tree.snapshot)
    if fault is None or not fault.mendable:
        return []
    operations: list[Operation] = []
    if isinstance(tree.snapshot.get(ARCHIVED), Folder):
        if not isinstance(tree.snapshot.get(ARCHIVE), Folder):
            draft.entries.pop(ARCHIVE, None)
            draft.move(ARCHIVED, ARCHIVE)
            operations.append(Operation("move", ARCHIVED, "the real archive folder", ARCHIVE))
        else:
            draft.gather(ARCHIVED, ARCHIVE)
            words = "what stands there joins the real archive folder"
            operations.append(Operation("move", ARCHIVED, words, ARCHIVE))
    else:
        draft.put(ARCHIVE, Folder())
        operations.append(Operation("create", ARCHIVE, "the folder that the link names"))
    if ARCHIVED not in draft.entries:
        draft.put(ARCHIVED, Link("archive"))
        operations.append(Operation("create", ARCHIVED, "a link to archive"))
    return operations


def _without_stubs(draft: Draft, tree: Tree, _: Surroundings) -> list[Operation]:
    operations = []
    for path in tree.archive_documents:
        entry = tree.snapshot[path]
        if isinstance(entry, File) and is_stub(entry.data):
            del draft.entries[path]
            words = f"{len(entry.data)} bytes: a title and a status line"
            operations.append(Operation("delete", path, words))
    return operations


def _proposals_in_place(draft: Draft, tree: Tree, _: Surroundings) -> list[Operation]:
    operations: list[Operation] = []
    for batch in tree.archived:
        if not is_misplaced(batch, tree.rules):
            continue
        targets = tree.rules.merge.get(batch.name) or tree.rules.merge.get(batch.slug)
        home = home_of(batch)
        names = targets or (home,)
        if targets is None and f"{CHANGES}/{home}" not in draft.entries:
            draft.move(batch.path, f"{CHANGES}/{home}")
            words = "an unshipped proposal"
            operations.append(Operation("move", batch.path, words, f"{CHANGES}/{home}"))
            continue
        for name in names:
            draft.absorb(batch.path, f"{CHANGES}/{name}", batch.name, whole=name == names[0])
            words = f"Merged from {batch.name}"
            operations.append(Operation("append", batch.path, words, f"{CHANGES}/{name}"))
        draft.remove(batch.path)
        operations.append(Operation("delete", batch.path, "all of it stands in its targets"))
    return operations


def _metadata(draft: Draft, tree: Tree, surroundings: Surroundings) -> list[Operation]:
    operations: list[Operation] = []
    schema = tree.default_schema if re.fullmatch(r"[a-z0-9-]+", tree.default_schema) else ""
    common = _common_date(tree)
    for batch in tree.active:
        created = batch.date or common or surroundings.today
        path = f"{batch.path}/{METADATA}"
        if METADATA not in batch.files and not batch.wraps_batches:
            text = f"schema: {schema or 'spec-driven'}\ncreated: {created}\n"
            draft.put(path, File(text.encode()))
            operations.append(Operation("create", path, f"schema and created: {created}"))
        elif batch.metadata_faults and (data := appended_metadata(batch, schema, created)):
            draft.put(path, File(data))
            operations.append(Operation("append", path, "; ".join(batch.metadata_faults)))
    return operations


def _common_date(tree: Tree) -> str | None:
    """The date that most batches carry: those laid down together were created together."""
    dates = Counter(
        str(batch.metadata.values["created"])
        for batch in tree.active
        if batch.metadata and batch.metadata.values.get("created") and not batch.metadata_faults
    )
    return min(dates, key=lambda date: (-dates[date], date)) if dates else None


def _config(draft: Draft, tree: Tree, surroundings: Surroundings) -> list[Operation]:
    missing = missing_config(tree)
    if not missing or (tree.config is not None and tree.config.fault):
        return []
    data = appended_config(tree, surroundings.context)
    if data is None:
        return []
    verb: Verb = "append" if "config.yaml" in draft.entries else "create"
    draft.put("config.yaml", File(data))
    return [Operation(verb, "config.yaml", ", ".join(missing))]


def _annotations(draft: Draft, tree: Tree, _: Surroundings) -> list[Operation]:
    operations: list[Operation] = []
    for batch in tree.archived:
        tag = None if batch.shipped else tag_to_write(batch, tree.rules)
        data = annotated(batch, tag) if tag else None
        if tag and data is not None and not is_misplaced(batch, tree.rules):
            path = f"{batch.path}/proposal.md"
            draft.put(path, File(data))
            operations.append(Operation("annotate", path, f"Shipped in: {tag}"))
    return operations
