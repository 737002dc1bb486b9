"""The doctor: every rule over a tree, as findings.

Pure, and total: any snapshot gives findings, none raises. A finding is `mendable` only where the
plan has an operation that takes it away (tests/services/specs/test_broken_trees.py holds the two
together).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from boocode_app.services.specs import markdown, tags, tasks
from boocode_app.services.specs.findings import Finding, Rule
from boocode_app.services.specs.mending import (
    appended_config,
    appended_metadata,
    archive_fault,
    home_of,
    is_misplaced,
    missing_config,
    tag_to_write,
)
from boocode_app.services.specs.snapshot import File, Link
from boocode_app.services.specs.tree import METADATA, Batch, Tree, is_stub

_PROMISE = re.compile(r"\bwill live in\b", re.IGNORECASE)


def examine(tree: Tree, git_tags: Iterable[str] = ()) -> list[Finding]:
    """All findings, by path. `git_tags`: those of the repository that holds the tree."""
    known = tags.lineage(git_tags, tree.shipped_tags)
    found = [
        *_archive_folder(tree),
        *_config(tree),
        *_stubs(tree),
        *_metadata(tree),
        *_placement(tree),
        *_shipping(tree, known),
        *_slugs(tree),
        *_overlaps(tree),
        *_proposals(tree),
        *_task_lists(tree),
        *_promises(tree),
    ]
    return sorted(found, key=lambda finding: (finding.path, finding.line or 0, finding.rule))


def _archive_folder(tree: Tree) -> Iterator[Finding]:
    fault = archive_fault(tree.snapshot)
    if fault is None:
        return
    if fault.mendable:
        mend = "tidy: one real folder changes/archive/, and changes/archived a link to it"
        yield Finding(fault.path, None, "archive-folder", "error", fault.words, mend, True)
    else:
        mend = "make changes/archived a link to `archive`, or take it away"
        yield Finding(fault.path, None, "archive-link", "error", fault.words, mend)


def _config(tree: Tree) -> Iterator[Finding]:
    path = "config.yaml"
    if tree.rules.fault:
        words = f"tidy.yaml: {tree.rules.fault}"
        mend = "give `merge: {slug: [targets]}` and `shipped: {slug: tag}`"
        yield Finding("tidy.yaml", None, "tidy-rules", "error", words, mend)
    if tree.config is not None and tree.config.fault:
        words = f"config.yaml {tree.config.fault}"
        yield Finding(path, None, "config-invalid", "error", words, "write it as YAML")
        return
    missing = missing_config(tree)
    if missing:
        words = "has no " + " and no ".join(f"`{key}`" for key in missing)
        mendable = appended_config(tree, "") is not None
        yield Finding(
            path, None, "config-empty", "warning", words, "tidy: append what is missing", mendable
        )


def _stubs(tree: Tree) -> Iterator[Finding]:
    for path in tree.archive_documents:
        entry = tree.snapshot[path]
        if isinstance(entry, File) and is_stub(entry.data):
            words = f"{len(entry.data)} bytes that hold only a title and a status line"
            yield Finding(path, 1, "stub-document", "warning", words, "tidy: delete it", True)


def _metadata(tree: Tree) -> Iterator[Finding]:
    for batch in (*tree.active, *tree.archived):
        path = f"{batch.path}/{METADATA}"
        if batch.metadata is None:
            if batch.archived or batch.wraps_batches:
                continue
            mendable = METADATA not in batch.files
            mend = "tidy: create it with `schema` and `created`"
            yield Finding(
                path, None, "metadata-missing", "error", "no .openspec.yaml", mend, mendable
            )
        elif batch.metadata_faults:
            mendable = not batch.archived and appended_metadata(batch, "", "") is not None
            mend = "tidy: append what is missing" if mendable else "correct it by hand"
            words = "; ".join(batch.metadata_faults)
            yield Finding(path, None, "metadata-invalid", "error", words, mend, mendable)


def _placement(tree: Tree) -> Iterator[Finding]:
    for batch in tree.archived:
        if is_misplaced(batch, tree.rules):
            targets = tree.rules.merge.get(batch.slug) or tree.rules.merge.get(batch.name)
            where = " and ".join(f"changes/{target}" for target in targets or (home_of(batch),))
            words = "an unshipped proposal sits in the archive"
            verb = "merge it into" if targets else "move it to"
            yield Finding(
                batch.path,
                None,
                "misplaced-proposal",
                "error",
                words,
                f"tidy: {verb} {where}",
                True,
            )
    for batch in tree.active:
        if batch.wraps_batches:
            words = "is no batch: it only holds folders that look like batches"
            mend = "give each inner folder a flat name directly under changes/"
            yield Finding(batch.path, None, "nested-batch", "error", words, mend)


def _shipping(tree: Tree, known: frozenset[str]) -> Iterator[Finding]:
    slugs = [batch.slug for batch in tree.archived]
    for batch in tree.archived:
        path = f"{batch.path}/proposal.md"
        if is_misplaced(batch, tree.rules):
            continue
        shipped = batch.shipped
        if shipped is None:
            tag = tag_to_write(batch, tree.rules)
            mend = f"tidy: write `{tag}` after its Why heading" if tag else "name its tag"
            words = 'an archived batch without a "Shipped in:" line'
            yield Finding(path, None, "not-shipped", "error", words, mend, tag is not None)
            continue
        for end in tags.unknown(shipped.tag, known) or ([] if shipped.tag else [""]):
            words = f"neither git nor `shipped_tags` knows the tag {end!r}"
            mend = "correct the tag, or list it under `shipped_tags` in config.yaml"
            yield Finding(path, shipped.line, "unknown-tag", "error", words, mend)
        other = tags.other_batch(batch.slug, shipped.tag, slugs, known)
        if other:
            mend = "name the tag of this batch"
            yield Finding(path, shipped.line, "tag-of-another-batch", "warning", other, mend)


def _slugs(tree: Tree) -> Iterator[Finding]:
    first: dict[str, Batch] = {}
    for batch in (*tree.active, *(b for b in tree.archived if not is_misplaced(b, tree.rules))):
        if batch.slug in first:
            words = f"has the slug of {first[batch.slug].path}"
            mend = "rename one of the two, or merge them"
            yield Finding(batch.path, None, "duplicate-slug", "warning", words, mend)
        first.setdefault(batch.slug, batch)


def _overlaps(tree: Tree) -> Iterator[Finding]:
    owners: dict[str, list[Batch]] = defaultdict(list)
    for batch in tree.active:
        if batch.tasks.complete:
            continue
        for path in batch.capability_files:
            owners[path].append(batch)
    for path, batches in sorted(owners.items()):
        for batch in batches[1:]:
            capability = path[len("specs/") : -len("/spec.md")]
            words = f"capability {capability!r} is also changed by {batches[0].name}"
            mend = "agree on one batch for the capability, or order the two"
            yield Finding(
                f"{batch.path}/{path}", None, "overlapping-batches", "warning", words, mend
            )


def _proposals(tree: Tree) -> Iterator[Finding]:
    for batch in (*tree.active, *tree.archived):
        if batch.wraps_batches:
            continue
        path, text = f"{batch.path}/proposal.md", batch.text("proposal.md")
        outline = markdown.sections(text or "")
        lacking = "has no proposal.md" if text is None else "has no such section"
        for title in ("Why", "What Changes"):
            section = markdown.find_section(outline, title)
            if section and section.content:
                continue
            words = f'"{title}": ' + ("is empty" if section else lacking)
            mend = f'write a "## {title}" section'
            rule: Rule = "no-why" if title == "Why" else "no-what-changes"
            yield Finding(path, section.line if section else None, rule, "error", words, mend)


def _task_lists(tree: Tree) -> Iterator[Finding]:
    for batch in tree.active:
        path, text = f"{batch.path}/tasks.md", batch.text("tasks.md")
        if text is None:
            continue
        for line, words in tasks.order_faults(batch.tasks):
            mend = "put each task after what it depends on, waves in order"
            yield Finding(path, line, "task-order", "warning", words, mend)
        for line, words in tasks.numbering_faults(text):
            mend = "give each task an id of its own, in its group"
            yield Finding(path, line, "task-numbering", "warning", words, mend)


def _promises(tree: Tree) -> Iterator[Finding]:
    for path, entry in tree.snapshot.items():
        if not path.endswith(".md") or isinstance(entry, Link):
            continue
        if not isinstance(entry, File) or b"live in" not in entry.data:
            continue
        for number, line in markdown.unfenced(entry.text):
            if _PROMISE.search(line):
                words = f"says what is not built yet: {line.strip()[:160]}"
                mend = "once it is built, say where it lives"
                yield Finding(path, number, "promised-room", "info", words, mend)
