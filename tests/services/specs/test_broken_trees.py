"""Generated trees, broken in every way: nothing raises, nothing is lost, what is mended is gone."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boocode_app.services.specs import capability, validate
from boocode_app.services.specs.desk import Desk
from boocode_app.services.specs.doctor import examine
from boocode_app.services.specs.plan import Surroundings, lost_lines, make_plan
from boocode_app.services.specs.service import board_of, finding_of
from boocode_app.services.specs.snapshot import (
    Entry,
    File,
    Folder,
    Link,
    Other,
    Snapshot,
    lines_of,
    parents,
    read,
)
from boocode_app.services.specs.tree import is_stub, read_tree

SURROUNDINGS = Surroundings("2026-07-01", "A context.\n\nWith: colons, # marks and - dashes.")
BATCHES = (
    "alpha", "beta", "archive", "archived", ".hidden", "2026-06-07-alpha", "2026-06-08-alpha",
    "2026-06-07-beta", "2026-06-07-archive", "2026-06-07-.hidden", "v1.13.12-skills", "A b",
    "2026-13-99-x", "x.md", "2026-06-07-déjà",
)  # fmt: skip
FILES = (
    "proposal.md", "tasks.md", "design.md", ".openspec.yaml", "specs/one/spec.md", "specs/spec.md",
    "specs/two/spec.md", "specs", "note.txt", "notes/more.md", "inner/proposal.md", "README.md",
    "proposal.md/odd",
)  # fmt: skip
PIECES = (
    "# Title", "## Why", "## Why\n\nBecause.", "## What Changes\n\n- this", "Status: shipped",
    "**Status:** done", "**Shipped in:** `v1.0.0-alpha`", "**Shipped in:** `v2.5.4–v2.5.13`",
    "Shipped in: ``", "```", "~~~~", "```python\n## Why\n```", "## 1. Group (wave 1)",
    "## 2. Group (wave 0)", "- [ ] 1.1 a", "- [x] 1.1 b after 1.9", "- [x] 3.1 done", "* [ ] 2.1 x",
    "schema: spec-driven", "created: 2026-06-07", "created: never", "skip_specs: true", "schema:",
    "context:", "rules: {}", "{schema: x", "- a\n- b", "? : :", "&a [*a]", "key: !!python/none",
    "## ADDED Requirements", "### Requirement: X\nIt SHALL.", "#### Scenario: S\n- **WHEN** x",
    "## REMOVED Requirements\n- `### Requirement: X`", "## RENAMED Requirements\n- FROM: `x`",
    "- FROM: `### Requirement: X`\n- TO: `### Requirement: Y`", "It will live in services/x.",
    "merge:\n  alpha: [beta, gamma]", "merge: {beta: [beta]}", "shipped:\n  alpha: v1.0.0-alpha",
    "shipped: {beta: 'v1 `x`'}", "merge: [1, 2]", "merge: {alpha: ../out}",
    "shipped_tags: [v1.0.0]",
    "\t", "\ufeff# Bom", "\u2028", "\x00", "9" * 30 + ".1", "- [ ] " + "1." * 40 + "1 x", "\x85",
)  # fmt: skip

pieces = st.lists(st.sampled_from(PIECES), max_size=7)
texts = st.builds(
    lambda parts, joint, end: (joint.join(parts) + end).encode(),
    pieces,
    st.sampled_from(["\n", "\n\n", "\r\n", "\r"]),
    st.sampled_from(["", "\n", "\r\n"]),
)
files = st.builds(File, texts | texts | texts | st.binary(max_size=40))
entries: st.SearchStrategy[Entry] = st.one_of(
    files,
    files,
    files,
    st.builds(Link, st.sampled_from(["archive", "archived", "nowhere", "../..", "."])),
    st.just(Folder()),
    st.just(Other("a pipe")),
)
batch_paths = st.builds(
    lambda folder, batch, name: f"{folder}/{batch}/{name}",
    st.sampled_from(["changes", "changes/archive", "changes/archived"]),
    st.sampled_from(BATCHES),
    st.sampled_from(FILES),
)
crowded_paths = st.builds(
    lambda batch, name: f"changes/{batch}/{name}",
    st.sampled_from(["alpha", "archive/2026-06-07-alpha", "archived/2026-06-08-alpha", "beta"]),
    st.sampled_from(["proposal.md", "tasks.md", ".openspec.yaml", "specs/one/spec.md", "note.txt"]),
)
loose_paths = st.sampled_from(
    [
        "config.yaml",
        "tidy.yaml",
        "README.md",
        "changes",
        "changes/archive",
        "changes/archived",
        "changes/archive/stub.md",
        "changes/archived/stub.md",
        "changes/archived/alpha",
        "specs/one/spec.md",
        "specs",
    ]
)


@st.composite
def trees(draw: st.DrawFn) -> Snapshot:
    """A snapshot in which every path's parents are folders."""
    wanted = draw(st.dictionaries(batch_paths, entries, min_size=2, max_size=12))
    wanted |= draw(st.dictionaries(crowded_paths, files | entries, min_size=4, max_size=12))
    wanted |= draw(st.dictionaries(loose_paths, entries, min_size=1, max_size=8))
    snapshot: dict[str, Entry] = {}
    for path, entry in wanted.items():
        if any(not isinstance(snapshot.get(p, Folder()), Folder) for p in parents(path)):
            continue
        if path in snapshot and not isinstance(entry, Folder):
            continue
        for parent in parents(path):
            snapshot.setdefault(parent, Folder())
        snapshot[path] = _from(path, entry)
    return {path: snapshot[path] for path in sorted(snapshot, key=lambda path: path.split("/"))}


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(trees())
def test_the_doctor_never_raises_and_tidy_never_loses_a_line(snapshot: Snapshot) -> None:
    tree = read_tree(snapshot)
    findings = examine(tree, ["v1.0.0-alpha"])
    for batch in tree.active:
        validate.validate_change(tree, batch)
    for entry in snapshot.values():
        if isinstance(entry, File):
            capability.validate_spec(entry.text)
    for card in board_of(tree):
        card.model_dump_json()
    for finding in findings:
        finding_of(finding).model_dump_json()

    plan = make_plan(snapshot, SURROUNDINGS)

    assert not lost_lines(plan)
    assert _others(snapshot) == _others(plan.after)
    for path in plan.after:
        assert all(isinstance(plan.after.get(p), Folder) for p in parents(path)), path
    left = {finding.place for finding in examine(read_tree(plan.after), ["v1.0.0-alpha"])}
    kept = [f for f in findings if f.mendable and f.place in left]
    assert not kept
    assert not make_plan(plan.after, SURROUNDINGS).operations


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(trees())
def test_on_disk_the_tidied_tree_is_the_planned_one(snapshot: Snapshot) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "openspec"
        root.mkdir()
        _write(root, snapshot)
        before = read(root)

        done = asyncio.run(Desk(root).tidy(force=True))

        after = read(root)
        assert {p: _content(e) for p, e in after.items()} == {
            p: _content(e) for p, e in done.plan.after.items()
        }
        lines = {line for entry in after.values() for line in lines_of(entry)}
        assert {line for line in _lines(before) if line not in lines} == set()
        left = {finding.place for finding in asyncio.run(Desk(root).examine())}
        assert not {finding.place for finding in done.mended} & left
        assert not asyncio.run(Desk(root).tidy(force=True)).plan


def _from(path: str, entry: Entry) -> Entry:
    """`entry` as it would be read from `path`."""
    match entry:
        case File(data=data) if data.strip() and path.endswith(".md") and "stub" not in path:
            return File(f"Only in {path}.\n".encode() + data, path)  # so that its loss shows
        case File(data=data):
            return File(data, path)
        case Other():
            return Other(path)
        case _:
            return entry


def _others(snapshot: Snapshot) -> int:
    return sum(isinstance(entry, Other) for entry in snapshot.values())


def _lines(snapshot: Snapshot) -> list[bytes]:
    """Every line of content, stubs of the archive left out."""
    return [
        line
        for path, entry in snapshot.items()
        if not (
            isinstance(entry, File)
            and path.endswith(".md")
            and path.rpartition("/")[0] in ("changes/archive", "changes/archived")
            and is_stub(entry.data)
        )
        for line in lines_of(entry)
    ]


def _content(entry: Entry) -> object:
    return entry.data if isinstance(entry, File) else entry


def _write(root: Path, snapshot: Snapshot) -> None:
    for path, entry in snapshot.items():
        match entry:
            case Folder():
                (root / path).mkdir()
            case Link(target=target):
                (root / path).symlink_to(target)
            case File(data=data):
                (root / path).write_bytes(data)
            case Other():
                pass
