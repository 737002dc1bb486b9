"""Archiving a batch: where it goes, what its deltas make of specs/, and its "Shipped in:" line.

Pure: from a tree to the tree afterwards.
"""

import re
from dataclasses import dataclass

from boocode_app.core.errors import Conflict, InvalidInput, NotFound
from boocode_app.services.specs import tasks
from boocode_app.services.specs.draft import Draft
from boocode_app.services.specs.issues import is_valid
from boocode_app.services.specs.mending import annotated
from boocode_app.services.specs.merge import Merged, merged_spec
from boocode_app.services.specs.snapshot import File, Folder, Link, Snapshot, text_of
from boocode_app.services.specs.tree import ARCHIVE, ARCHIVED, Batch, Tree
from boocode_app.services.specs.validate import validate_change

_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-")


@dataclass(frozen=True)
class ArchiveOptions:
    """`yes`: also with open tasks. `tag`: the tag that the batch shipped in."""

    tag: str | None = None
    yes: bool = False
    skip_specs: bool = False
    check: bool = True


@dataclass(frozen=True)
class Archived:
    """The tree afterwards, the batch's new name and what was merged, by capability."""

    after: Snapshot
    name: str
    merged: dict[str, Merged]


class Blocked(Conflict):
    """Archiving is refused; `code` is the reference CLI's name for the reason."""

    def __init__(self, code: str, detail: str, fix: str | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.fix = fix


def archived_tree(tree: Tree, name: str, options: ArchiveOptions, today: str) -> Archived:
    """The tree with `name` archived. Raises NotFound, Blocked, InvalidInput for a bad tag."""
    batch = _batch(tree, name)
    if options.check:
        _check(tree, batch)
    _check_tasks(batch, options)
    target_name = archive_name(tree, batch.name, today)
    target = f"{ARCHIVE}/{target_name}"
    if target in tree.snapshot or f"{ARCHIVED}/{target_name}" in tree.snapshot:
        raise Blocked("archive_target_exists", f"Archive {target_name!r} already exists")
    draft = Draft(dict(tree.snapshot))
    merged = {} if options.skip_specs else _merge(tree, batch)
    for capability, result in merged.items():
        path = f"specs/{capability}/spec.md"
        if result.requirements:
            draft.put(path, File(result.text.encode()))
        else:
            raise Blocked(
                "archive_spec_validation_failed",
                f"{capability} would have no requirement left: take the capability away by hand",
            )
    if options.tag is not None:
        draft.put(f"{batch.path}/proposal.md", File(_annotated(batch, options.tag)))
    draft.entries.setdefault(ARCHIVE, Folder())
    draft.entries.setdefault(ARCHIVED, Link("archive"))
    draft.move(batch.path, target)
    return Archived(draft.sorted_entries(), target_name, merged)


def archive_name(tree: Tree, name: str, today: str) -> str:
    """The batch's folder in the archive: named as its neighbours are, dated where there are none.

    The reference CLI puts the date before the name; a tree without dates in its archive keeps so.
    """
    neighbours = [batch for batch in tree.archived if batch.path.startswith(ARCHIVE + "/")]
    undated = [batch for batch in neighbours if batch.date is None]
    if _DATED.match(name) or (neighbours and len(undated) * 2 > len(neighbours)):
        return name
    return f"{today}-{name}"


def _batch(tree: Tree, name: str) -> Batch:
    if isinstance(tree.snapshot.get(f"changes/{name}"), Link):
        raise Blocked("archive_change_symlink", f"Change {name!r} is a link, not a folder")
    batch = tree.batch(name)
    if batch is None:
        names = ", ".join(sorted(other.name for other in tree.active))
        raise NotFound(f"Change {name!r} not found. Active: {names or 'none'}")
    if batch.wraps_batches:
        words = f"{name!r} only holds folders that look like changes"
        raise Blocked("archive_change_is_namespace_folder", words, "Give each a flat name.")
    return batch


def _check(tree: Tree, batch: Batch) -> None:
    """Deltas that are there must be valid; a batch that has none may still be archived."""
    has_specs = any(name.startswith("specs/") for name in batch.files)
    issues = [
        issue
        for issue in validate_change(tree, batch)
        if has_specs or issue.path not in ("file", "tasks.md")
    ]
    if not is_valid(issues, strict=False):
        first = next(issue for issue in issues if issue.level == "ERROR")
        raise Blocked(
            "archive_validation_failed",
            f"Change {batch.name!r} is not valid: {first.path}: {first.message}",
            f"`validate {batch.name}` tells all of it; --no-validate goes on regardless.",
        )


def _check_tasks(batch: Batch, options: ArchiveOptions) -> None:
    done, total = tasks.count(batch.text("tasks.md") or "")
    if done < total and not options.yes:
        raise Blocked(
            "archive_tasks_incomplete",
            f"{total - done} of {total} tasks of {batch.name!r} are open",
            "Finish them, or say --yes.",
        )


def _merge(tree: Tree, batch: Batch) -> dict[str, Merged]:
    merged = {}
    for capability, delta in batch.deltas.items():
        if not delta.entries:
            continue
        path = f"specs/{capability}/spec.md"
        text, current = batch.text(path) or "", text_of(tree.snapshot, path)
        try:
            merged[capability] = merged_spec(capability, batch.name, text, current)
        except Conflict as fault:
            raise Blocked("archive_spec_update_failed", fault.detail, "Mend the delta.") from None
    return merged


def _annotated(batch: Batch, tag: str) -> bytes:
    tag = tag.strip()
    if not tag or set(tag) & set("`\n\r"):
        raise InvalidInput(f"{tag!r} is no tag", field="tag")
    entry = batch.files.get("proposal.md")
    if batch.shipped is not None and isinstance(entry, File):
        return entry.data
    data = annotated(batch, tag)
    if data is None:
        raise Blocked(
            "archive_no_why",
            f"The proposal of {batch.name!r} has no Why heading to put its tag under",
            'Write a "## Why" section.',
        )
    return data
