"""The whole tree before the clean-up, and what `tidy --apply` makes of it."""

from pathlib import Path

import pytest
import yaml

from boocode_app.core.errors import Conflict
from boocode_app.services.specs import preview
from boocode_app.services.specs.desk import Desk
from boocode_app.services.specs.findings import Finding
from boocode_app.services.specs.plan import line_counts
from boocode_app.services.specs.snapshot import fingerprint, read
from tests.services.specs.before import (
    ACTIVE,
    KEPT,
    MERGED,
    METADATA,
    SHIPPED,
    STUBS,
    WORDS,
    build_before,
    commit,
    git,
    stub,
)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The openspec/ folder, all of it committed."""
    root = build_before(tmp_path)
    commit(tmp_path)
    return root


async def test_the_before_tree_becomes_the_after_tree(before: Path) -> None:
    done = await Desk(before).tidy()
    changes, archived = before / "changes", before / "changes" / "archived"

    assert archived.is_symlink()
    assert archived.resolve() == (changes / "archive").resolve()
    assert sorted(path.name for path in archived.glob("*.md")) == sorted(KEPT)
    assert sorted(path.name for path in archived.iterdir() if path.is_dir()) == sorted(SHIPPED)
    assert {path.name for path in changes.iterdir()} == {*ACTIVE, "archive", "archived"}
    for name in ACTIVE:
        assert (changes / name / ".openspec.yaml").read_text() == METADATA, name
    lines = [
        (path.parent.name, line)
        for path in sorted(archived.glob("*/proposal.md"))
        for line in path.read_text().splitlines()
        if "Shipped in:" in line
    ]
    assert dict(lines) == {name: f"**Shipped in:** `{tag}`" for name, tag in SHIPPED.items()}
    assert len(lines) == 10
    config = (before / "config.yaml").read_bytes()
    assert len(config) > 500
    assert b"schema: spec-driven\n" in config
    assert set(yaml.safe_load(config)) >= {"schema", "context", "rules"}
    assert {finding.rule for finding in done.left} <= {"unknown-tag", "task-numbering"}


async def test_each_misplaced_proposal_stands_in_its_targets_word_for_word(before: Path) -> None:
    sources = {
        slug: {
            name: (before / "changes" / "archived" / f"2026-06-07-{slug}" / name).read_text()
            for name in ("proposal.md", "tasks.md", "design.md")
        }
        for slug in WORDS
    }
    own = {name: (before / "changes" / name / "proposal.md").read_text() for name in ACTIVE[:-1]}

    await Desk(before).tidy()

    for slug, targets in MERGED.items():
        for target in targets:
            for name, text in sources[slug].items():
                merged = (before / "changes" / target / name).read_text()
                assert f"Merged from 2026-06-07-{slug}" in merged
                assert text in merged
            assert (before / "changes" / target / "proposal.md").read_text().startswith(own[target])
        assert not (before / "changes" / "archived" / f"2026-06-07-{slug}").exists()
    moved = before / "changes" / "boocontext"
    assert {name: (moved / name).read_text() for name in sources["boocontext"]} == sources[
        "boocontext"
    ]
    assert (moved / "specs" / "boocontext" / "spec.md").is_file()


async def test_no_line_but_those_of_stubs_is_lost(before: Path) -> None:
    counts = line_counts(read(before))
    stubs = {line.encode() for name in STUBS for line in stub(name, STUBS[name]).splitlines()}

    await Desk(before).tidy()

    after = line_counts(read(before))
    lost = {line for line in counts if after[line] < counts[line]}
    assert lost <= stubs | {line.encode() for line in METADATA.splitlines()}
    assert not {line for line in counts if line not in after} - stubs


async def test_tidy_twice_changes_nothing(before: Path) -> None:
    await Desk(before).tidy()
    seen = fingerprint(before)

    done = await Desk(before).tidy(force=True)

    assert not done.plan
    assert fingerprint(before) == seen
    assert not [path for path in before.parent.iterdir() if path.name.startswith(".openspec")]


async def test_what_is_reported_as_mended_is_gone_from_the_next_doctor(before: Path) -> None:
    desk = Desk(before)
    first = await desk.examine()

    done = await desk.tidy()

    left = {finding.place for finding in await desk.examine()}
    assert done.mended
    assert not {finding.place for finding in done.mended} & left
    assert not {finding.place for finding in first if finding.mendable} & left
    assert rules(first) >= {
        "archive-folder",
        "config-empty",
        "metadata-missing",
        "misplaced-proposal",
        "not-shipped",
        "stub-document",
    }


async def test_it_refuses_uncommitted_changes_unless_forced(before: Path) -> None:
    (before / "changes" / "note.txt").write_text("not committed\n")

    with pytest.raises(Conflict, match=r"uncommitted changes \(1, such as .*note.txt"):
        await Desk(before).tidy()

    assert not (before / "changes" / "archive").exists()
    assert (await Desk(before).tidy(force=True)).plan


async def test_it_refuses_a_tree_that_changed_since_the_preview(before: Path) -> None:
    _, seen = await Desk(before).plan()
    (before / "changes" / "results-page" / "design.md").write_text("other\n")

    with pytest.raises(Conflict, match="changed since the preview"):
        await Desk(before).tidy(seen, force=True)


async def test_the_preview_is_the_diff_that_git_sees_afterwards(before: Path) -> None:
    desk = Desk(before)
    plan, _ = await desk.plan()
    diff = await preview.render(plan)

    assert "deleted file mode" in diff
    assert "rename from openspec/changes/archived/2026-06-07-boocontext/proposal.md" in diff
    assert "+**Shipped in:** `v2.7.0-mit`" in diff
    assert "new file mode 120000" in diff
    await desk.tidy()
    git(before.parent, "add", "-A")
    staged = git(before.parent, "diff", "--cached", "-M", "--name-only")
    assert {line.split(" b/")[1] for line in diff.splitlines() if line.startswith("diff ")} == set(
        staged.splitlines()
    )


def rules(findings: list[Finding]) -> set[str]:
    """Their rules."""
    return {finding.rule for finding in findings}
