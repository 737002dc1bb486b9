"""This repository's own openspec/ tree, held to its acceptance."""

import asyncio
import re
from pathlib import Path

import pytest
import yaml

from boocode_app.services.specs import capability, validate
from boocode_app.services.specs.desk import Desk
from boocode_app.services.specs.doctor import examine
from boocode_app.services.specs.issues import is_valid
from boocode_app.services.specs.snapshot import read
from boocode_app.services.specs.tree import Tree, read_tree
from tests.services.specs.before import ACTIVE, KEPT, MERGED, SHIPPED, STUBS, WORDS

REPOSITORY = Path(__file__).parents[3]
ROOT = REPOSITORY / "openspec"
CHANGES = ROOT / "changes"
ARCHIVED = CHANGES / "archived"
LOWER_CASE = {
    "import-llm-evaluator": "eval-sandbox",
    "import-pregel-engine": "graph engine",
    "orchestrator-flow-advanced": "hybrid workflow",
    "memory-context": "context engineering",
    "add-behavioral-engine": "port patterns",
    "audit-harness-integration": "port patterns",
}


@pytest.fixture(scope="module")
def tree() -> Tree:
    """The tree, read."""
    return read_tree(read(ROOT))


def test_archived_is_a_link_to_archive() -> None:
    assert ARCHIVED.is_symlink()
    assert str(ARCHIVED.readlink()) == "archive"
    assert (CHANGES / "archive").is_dir()


def test_config_states_schema_context_and_rules() -> None:
    data = (ROOT / "config.yaml").read_bytes()
    config = yaml.safe_load(data)

    assert len(data) > 500
    assert b"\nschema: spec-driven\n" in b"\n" + data
    assert b"\ncontext: |\n" in data
    for word in ("Python", "Reflex", "SQLModel", "Services", "Infrastructure", "Commits", "Tests"):
        assert word in config["context"]
    assert len(config["context"].encode()) <= 50 * 1024
    proposal, tasks = " ".join(config["rules"]["proposal"]), " ".join(config["rules"]["tasks"])
    for words in ('"Why"', '"What Changes"', '"Must Have"', '"Must NOT Have"', "git tags"):
        assert words in proposal
    for words in ("dependency, not by priority", "one atomic change", "share a wave"):
        assert words in tasks


@pytest.mark.parametrize("name", ACTIVE)
def test_each_active_batch_is_whole(name: str) -> None:
    folder = CHANGES / name
    metadata = (folder / ".openspec.yaml").read_text().splitlines()

    assert metadata == ["schema: spec-driven", "created: 2026-06-07"]
    for document in ("proposal.md", "design.md", "tasks.md"):
        assert (folder / document).stat().st_size > 256, document
    assert list(folder.glob("specs/*/spec.md"))
    proposal = (folder / "proposal.md").read_text()
    for heading in ("Why", "What Changes", "Must Have", "Must NOT Have"):
        assert re.search(rf"^## {heading}$", proposal, re.MULTILINE), heading


def test_merged_proposals_name_their_source_and_carry_its_words() -> None:
    for slug, targets in MERGED.items():
        for target in targets:
            for document in ("proposal.md", "design.md"):
                text = (CHANGES / target / document).read_text()
                assert f"Merged from 2026-06-07-{slug}" in text
            assert LOWER_CASE[target] in (CHANGES / target / "proposal.md").read_text().lower()
    assert not [slug for slug in WORDS if (ARCHIVED / f"2026-06-07-{slug}").exists()]


@pytest.mark.parametrize(("name", "tag"), SHIPPED.items())
def test_each_archived_batch_says_once_where_it_shipped(name: str, tag: str) -> None:
    lines = (ARCHIVED / name / "proposal.md").read_text().splitlines()

    assert [line for line in lines if "Shipped in:" in line] == [f"**Shipped in:** `{tag}`"]
    why = lines.index("## Why")
    assert lines[why + 1 : why + 3] == ["", f"**Shipped in:** `{tag}`"]
    assert "## Where it lives" in lines


def test_no_stub_stands_in_the_archive_and_the_real_documents_do() -> None:
    documents = {path.name for path in ARCHIVED.glob("*.md")}

    assert not documents & set(STUBS)
    assert documents >= set(KEPT)


def test_every_item_is_strictly_valid(tree: Tree) -> None:
    for batch in tree.active:
        issues = validate.validate_change(tree, batch)
        assert is_valid(issues, strict=True), (batch.name, issues)
    for name, path in tree.capabilities.items():
        issues = capability.validate_spec((ROOT / path).read_text())
        assert is_valid(issues, strict=True), (name, issues)


def test_the_doctor_finds_nothing_but_rooms_still_to_be_built(tree: Tree) -> None:
    found = [finding for finding in examine(tree) if finding.severity != "info"]

    assert found == []


def test_there_is_nothing_to_tidy() -> None:
    plan, _ = asyncio.run(Desk(ROOT).plan())

    assert plan.operations == ()


def test_what_a_text_says_will_live_somewhere_is_not_there_yet(tree: Tree) -> None:
    for finding in examine(tree):
        if finding.rule != "promised-room":
            continue
        line = (ROOT / finding.path).read_text().splitlines()[(finding.line or 1) - 1]
        promise = line.split("will live in", 1)[1].split(" beside ")[0]
        for room in re.findall(r"`([\w./]+)`", promise):
            assert not (REPOSITORY / "boocode_app" / room).is_file(), (finding.path, room)


def test_complete_batches_have_their_requirements_in_specs(tree: Tree) -> None:
    for batch in tree.active:
        if batch.tasks.complete:
            for path in batch.capability_files:
                assert (ROOT / path).is_file(), (batch.name, path)
