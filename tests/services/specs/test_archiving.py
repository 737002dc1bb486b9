"""Archiving a batch, opening one, and what a delta makes of a spec."""

from pathlib import Path

import pytest

from boocode_app.core.errors import BooError, Conflict, InvalidInput, NotFound
from boocode_app.services.specs.archiving import ArchiveOptions, Blocked
from boocode_app.services.specs.desk import Desk, desk_at, today
from boocode_app.services.specs.merge import merged_spec
from boocode_app.services.specs.snapshot import fingerprint
from tests.services.specs.before import write_batch, write_delta

SPEC = """# cap Specification

## Purpose
Something that is long enough to be the purpose of a capability.

## Requirements

### Requirement: Reading
It SHALL read.

#### Scenario: Reads
- **WHEN** asked
- **THEN** it reads
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A tree with one finished batch that brings a capability."""
    root = tmp_path / "openspec"
    write_batch(root / "changes" / "first", "first", "It was wanted.", done=True)
    write_delta(root / "changes" / "first", "cap")
    return Desk(root)


def test_archiving_moves_the_batch_merges_its_delta_and_names_its_tag(desk: Desk) -> None:
    done = desk.archive("first", ArchiveOptions(tag="v1.0.0-first"))

    assert done.name == f"{today()}-first"
    archived = desk.root / "changes" / "archive" / done.name
    assert (
        "## Why\n\n**Shipped in:** `v1.0.0-first`\n\nIt was"
        in (archived / "proposal.md").read_text()
    )
    spec = (desk.root / "specs" / "cap" / "spec.md").read_text()
    assert spec.startswith("# cap Specification\n\n## Purpose\nA capability that stands here")
    assert spec.count("### Requirement: It works") == 1
    assert not (desk.root / "changes" / "first").exists()
    assert (desk.root / "changes" / "archived" / done.name).is_dir()


def test_it_is_named_as_its_neighbours_in_the_archive_are(desk: Desk) -> None:
    write_batch(desk.root / "changes" / "archive" / "older", "older", "x", done=True)

    assert desk.archive("first", ArchiveOptions(tag="v1")).name == "first"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (ArchiveOptions(check=False), "archive_tasks_incomplete"),
        (ArchiveOptions(yes=True), "archive_validation_failed"),
        (ArchiveOptions(yes=True, check=False), "archive_spec_update_failed"),
    ],
)
def test_a_refusal_changes_nothing(desk: Desk, options: ArchiveOptions, code: str) -> None:
    folder = desk.root / "changes" / "second"
    write_batch(folder, "second", "It is wanted.")
    write_delta(folder, "new")
    path = folder / "specs" / "new" / "spec.md"
    path.write_text("## MODIFIED Requirements\n### Requirement: None\n")
    seen = fingerprint(desk.root)

    with pytest.raises(Blocked) as refused:
        desk.archive("second", options)

    assert refused.value.code == code
    assert fingerprint(desk.root) == seen


def test_an_unknown_batch_is_not_found_and_the_active_ones_are_named(desk: Desk) -> None:
    with pytest.raises(NotFound, match=r"'third' not found\. Active: first"):
        desk.archive("third", ArchiveOptions())


def test_a_tag_with_a_line_end_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="is no tag"):
        desk.archive("first", ArchiveOptions(tag="v1\n## Why"))


def test_deltas_are_applied_in_order_and_keep_what_they_do_not_touch() -> None:
    delta = """## RENAMED Requirements
- FROM: `### Requirement: Reading`
- TO: `### Requirement: Looking`

## MODIFIED Requirements
### Requirement: Looking
It MUST look.

#### Scenario: Reads
- **WHEN** asked
- **THEN** it looks

## ADDED Requirements
### Requirement: Writing
It SHALL write.

#### Scenario: Writes
- **WHEN** told
- **THEN** it writes
"""
    merged = merged_spec("cap", "x", delta, SPEC)

    assert (merged.renamed, merged.modified, merged.added, merged.removed) == (1, 1, 1, 0)
    assert merged.text.startswith(SPEC.split("### Requirement")[0])
    assert merged.text.index("Looking") < merged.text.index("Writing")
    assert "Reading" not in merged.text


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        ("## MODIFIED Requirements\n### Requirement: No\nIt MUST.\n", "is not in the spec"),
        ("## MODIFIED Requirements\n### Requirement: Reading\nIt MUST.\n", "would drop"),
        ("## ADDED Requirements\n### Requirement: Reading\nIt MUST.\n", "already stands"),
        ("## ADDED Requirements\n### Requirement: READING\nIt MUST.\n", "spelt otherwise"),
        ("## REMOVED Requirements\n### Requirement: READING\n", "spelt otherwise"),
        ("## ADDED Requirements\n", "no operation"),
    ],
)
def test_a_delta_that_does_not_fit_is_refused_by_name(delta: str, words: str) -> None:
    with pytest.raises(Conflict, match=words):
        merged_spec("cap", "x", delta, SPEC)


def test_a_new_batch_has_valid_metadata_and_its_neighbours_stay(desk: Desk) -> None:
    before = (desk.root / "changes" / "first" / "proposal.md").stat()

    folder = desk.new("second-one", goal='say "yes": now', description="What for.")

    assert (folder / ".openspec.yaml").read_text().splitlines() == [
        "schema: spec-driven",
        f"created: {today()}",
        'goal: "say \\"yes\\": now"',
    ]
    assert (folder / "README.md").read_text() == "# second-one\n\nWhat for.\n"
    after = (desk.root / "changes" / "first" / "proposal.md").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    batch = desk.tree().batch("second-one")
    assert batch
    assert batch.metadata_faults == []


@pytest.mark.parametrize(
    "name", ["Upper", "a_b", "a--b", "-a", "a/b", "..", "", "first", "a" * 999][:9]
)
def test_a_bad_or_taken_name_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(BooError):
        desk.new(name)


def test_a_tree_is_found_from_below_from_beside_and_by_itself(desk: Desk) -> None:
    repository = desk.repository
    (repository / "src" / "deep").mkdir(parents=True)

    for start in (repository, repository / "src" / "deep", desk.root, desk.root / "changes"):
        assert desk_at(start).root == desk.root
    with pytest.raises(NotFound, match="no openspec/ folder"):
        desk_at(Path("/"))
