"""Each rule of the doctor, on a tree that breaks it and on one that does not."""

import time
from pathlib import Path

import pytest

from bench.openspec import build
from boocode_app.services.specs import tags
from boocode_app.services.specs.doctor import examine
from boocode_app.services.specs.findings import Finding
from boocode_app.services.specs.snapshot import Entry, File, Folder, Link, parents, read
from boocode_app.services.specs.tree import is_stub, read_tree

WHY = "# X\n\n## Why\n\nBecause.\n\n## What Changes\n\n- this\n"
META = "schema: spec-driven\ncreated: 2026-06-07\n"
CONFIG = "schema: spec-driven\ncontext: x\nrules: {proposal: [x]}\nshipped_tags: [v1.0.0-one]\n"


def found(files: dict[str, str | Entry], git_tags: tuple[str, ...] = ()) -> list[Finding]:
    """The findings of a tree of these files, on top of a sound config."""
    snapshot: dict[str, Entry] = {"config.yaml": File(CONFIG.encode())}
    for path, content in files.items():
        for parent in parents(path):
            snapshot.setdefault(parent, Folder())
        snapshot[path] = File(content.encode()) if isinstance(content, str) else content
    return examine(read_tree(snapshot), git_tags)


def rules(files: dict[str, str | Entry], git_tags: tuple[str, ...] = ()) -> list[str]:
    """The rules that the tree breaks."""
    return [finding.rule for finding in found(files, git_tags)]


def sound(name: str = "one", **more: str) -> dict[str, str | Entry]:
    """An active batch without a fault."""
    folder = f"changes/{name}"
    return {f"{folder}/.openspec.yaml": META, f"{folder}/proposal.md": WHY} | {
        f"{folder}/{file.replace('__', '/')}.md": text for file, text in more.items()
    }


def shipped(name: str, line: str) -> dict[str, str | Entry]:
    """An archived batch with a "Shipped in:" line."""
    return {f"changes/archive/{name}/proposal.md": WHY.replace("Because.", f"{line}\n\nSo.")}


def test_a_sound_tree_has_no_finding() -> None:
    assert rules(sound() | shipped("two", "**Shipped in:** `v1.0.0-one`")) == []


def test_it_finds_an_archive_under_the_wrong_name() -> None:
    assert rules({"changes/archived": Folder()}) == ["archive-folder"]
    assert rules({"changes/archived": Link("elsewhere")}) == ["archive-link"]
    assert rules({"changes/archive": Folder(), "changes/archived": Link("archive")}) == []


@pytest.mark.parametrize(
    ("text", "stub"),
    [
        ("# v1\n\nStatus: shipped\n", True),
        ("# v1\n\n**Status:** shipped in May\n", True),
        ("# v1\n\n## Status: shipped\n", True),
        ("# v1\n\nStatus: shipped\n\nAnd a word.\n", False),
        ("# v1\n", False),
        ("# v1\n\nStatus: " + "s" * 256, False),
    ],
)
def test_it_tells_a_stub_from_a_document(text: str, stub: bool) -> None:
    assert is_stub(text.encode()) is stub


def test_it_finds_dated_proposals_that_never_shipped() -> None:
    folder = "changes/archive/2026-06-07-late"
    assert rules({f"{folder}/proposal.md": WHY}) == ["misplaced-proposal"]
    assert rules({f"{folder}/proposal.md": WHY, f"{folder}/tasks.md": "- [x] 1.1 done\n"}) == [
        "not-shipped"
    ]


def test_it_finds_missing_and_invalid_metadata() -> None:
    path = "changes/one/.openspec.yaml"
    assert rules({"changes/one/proposal.md": WHY}) == ["metadata-missing"]
    for text, mendable in [
        ("created: 2026-06-07\n", True),
        ("schema: spec-driven\n", True),
        ("schema: spec-driven\ncreated: June\n", False),
        ("schema: [\n", False),
    ]:
        (finding,) = found(sound() | {path: text})
        assert (finding.rule, finding.mendable) == ("metadata-invalid", mendable)


def test_it_finds_an_empty_config() -> None:
    (finding,) = found({"config.yaml": "schema: spec-driven\n"})

    assert finding.rule == "config-empty"
    assert finding.words == "has no `context` and no `rules`"
    assert rules({"config.yaml": "schema: [\n"}) == ["config-invalid"]


def test_it_finds_tags_that_nobody_knows() -> None:
    assert rules(shipped("two", "**Shipped in:** `v9.9.9`")) == ["unknown-tag"]
    assert rules(shipped("two", "**Shipped in:** `v9.9.9`"), ("v9.9.9",)) == []
    assert rules(shipped("two", "**Shipped in:** `v9.9.9–v9.9.10`"), ("v9.9.9", "v9.9.10")) == []
    (finding,) = found(shipped("two", "**Shipped in:** `v9.9.9–v9.9.10`"), ("v9.9.9",))
    assert "'v9.9.10'" in finding.words


def test_it_finds_the_tag_of_another_batch() -> None:
    line = "**Shipped in:** `v1.13.14-drop-cols`"
    known = ("v1.13.12-skills-audit", "v1.13.14-drop-cols")
    for name in ("v1.13.12-skills-audit", "skills-audit"):
        assert rules(shipped(name, line), known) == ["tag-of-another-batch"]
    assert rules(shipped("drop-cols", line), known) == []


@pytest.mark.parametrize(
    ("tag", "ends"),
    [
        ("v2.5.4–v2.5.13", ["v2.5.4", "v2.5.13"]),
        ("v2.5.4 - v2.5.13", ["v2.5.4", "v2.5.13"]),
        ("v2.5.4..v2.5.13", ["v2.5.4", "v2.5.13"]),
        ("v2.7.0-mit", ["v2.7.0-mit"]),
    ],
)
def test_a_range_is_read_as_two_ends(tag: str, ends: list[str]) -> None:
    assert tags.ends(tag) == ends


def test_it_finds_duplicate_slugs_and_overlapping_batches() -> None:
    delta = "## ADDED Requirements\n"
    assert rules(sound("one") | shipped("2026-01-01-one", "**Shipped in:** `v1.0.0-one`")) == [
        "duplicate-slug"
    ]
    both = sound("one", specs__cap__spec=delta) | sound("two", specs__cap__spec=delta)
    assert rules(both) == ["overlapping-batches"]


def test_it_finds_proposals_without_why_or_what_changes() -> None:
    assert rules(sound() | {"changes/one/proposal.md": "# X\n\n## Why\n"}) == [
        "no-what-changes",
        "no-why",
    ]
    fenced = "# X\n\n```\n## Why\n\nx\n\n## What Changes\n\nx\n```\n"
    assert len(rules(sound() | {"changes/one/proposal.md": fenced})) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("## 1. A (wave 1)\n- [ ] 1.1 x (needs 1.2)\n- [ ] 1.2 y\n", "which comes later"),
        ("## 1. A (wave 1)\n- [ ] 1.1 x\n- [ ] 1.2 y after 1.1\n", "same wave"),
        ("## 1. A\n- [ ] 1.1 x depends on 4.4\n", "not in the list"),
        ("## 1. A (wave 2)\n- [ ] 1.1 x\n## 2. B (wave 1)\n", "wave 1 stands after wave 2"),
    ],
)
def test_it_finds_tasks_out_of_dependency_order(text: str, words: str) -> None:
    (finding,) = found(sound(tasks=text))

    assert finding.rule == "task-order"
    assert words in finding.words


def test_it_finds_ids_that_are_used_twice_or_stand_in_another_group() -> None:
    text = "## 1. A\n- [ ] 1.1 x\n- [ ] 1.1 y\n- [ ] 2.1 z\n"
    assert rules(sound(tasks=text)) == ["task-numbering"] * 2


def test_it_lists_rooms_that_are_promised_as_information() -> None:
    (finding,) = found(sound(design="It will live in `services/x`.\n"))

    assert (finding.rule, finding.severity, finding.line) == ("promised-room", "info", 1)


def test_500_batches_take_less_than_a_second_of_cpu(tmp_path: Path) -> None:
    root = build(tmp_path, 500)
    start = time.process_time()  # other work on the machine does not count

    findings = examine(read_tree(read(root)))

    assert time.process_time() - start < 1
    assert findings == []
