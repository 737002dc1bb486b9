"""A commit holds what was shown, is the person's, and runs nothing of the repository's."""

from pathlib import Path

import pytest

from boocode_app.contracts.repository import CommitMake, CommitPlan
from boocode_app.core.errors import Conflict, InvalidInput, UpstreamFailed
from boocode_app.services.repository.committing import commit, preview_commit
from boocode_app.services.repository.state import state_of
from boocode_app.services.repository.tree import open_tree
from tests.services.diffs.nasty import ODD_NAMES, empty, git, write
from tests.services.repository.conftest import Trap, configure, head_of


async def test_what_is_staged_is_listed_and_committed_and_nothing_else(folder: Path) -> None:
    write(folder, "a", "2\n")
    git(folder, "add", "a")
    write(folder, "a", "3\n")
    write(folder, "new", "1\n")
    tree = await open_tree(folder)
    preview = await preview_commit(tree, CommitPlan())
    assert (preview.count, preview.files, preview.refusal) == (1, ["a"], None)
    assert preview.author == "Ada <ada@example.org>"
    assert "1 of them have changes that are not staged: these stay." in preview.notes
    await commit(tree, CommitMake(message="Two\n\n# not a comment", state=preview.state))
    assert git(folder, "show", "HEAD:a") == b"2\n"
    assert git(folder, "log", "-1", "--format=%an %B").decode().startswith("Ada Two\n\n# not a")
    state = await state_of(await open_tree(folder))
    assert (state.staged, state.unstaged, state.untracked) == (0, 1, 1)


async def test_everything_takes_new_gone_and_oddly_named_files(folder: Path) -> None:
    for name in ODD_NAMES:
        write(folder, name, "1\n")
    (folder / "b").unlink()
    tree = await open_tree(folder)
    preview = await preview_commit(tree, CommitPlan(everything=True))
    assert preview.count == len(ODD_NAMES) + 1
    await commit(tree, CommitMake(message="All", everything=True, state=preview.state))
    assert git(folder, "status", "--porcelain") == b""
    held = git(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD").split(b"\0")
    assert sorted(held[:-1]) == sorted([*ODD_NAMES, b"a"])


async def test_the_first_commit_is_made_on_the_branch_that_there_is(
    tmp_path: Path, person: Path
) -> None:
    folder = empty(tmp_path / "new")
    write(folder, "a", "1\n")
    done = await commit(await open_tree(folder), CommitMake(message="One", everything=True))
    assert done.commit == head_of(folder, "main")


async def test_amending_shows_the_last_message_and_replaces_the_commit(folder: Path) -> None:
    write(folder, "a", "2\n")
    git(folder, "add", "a")
    tree = await open_tree(folder)
    preview = await preview_commit(tree, CommitPlan(amend=True))
    assert preview.message == "one"
    await commit(tree, CommitMake(message="Better", amend=True, state=preview.state))
    assert git(folder, "rev-list", "--count", "HEAD") == b"1\n"
    assert git(folder, "show", "HEAD:a") == b"2\n"


async def test_each_reason_against_a_commit_is_told(folder: Path, person: Path) -> None:
    tree = await open_tree(folder)
    with pytest.raises(Conflict, match="Nothing is staged"):
        await commit(tree, CommitMake(message="x"))
    with pytest.raises(InvalidInput, match="needs a message"):
        await commit(tree, CommitMake(message=" \n"))
    write(folder, "a", "2\n")
    git(folder, "add", "a")
    preview = await preview_commit(tree, CommitPlan())
    write(folder, "a", "3\n")
    git(folder, "add", "a")
    with pytest.raises(Conflict, match="has changed since"):
        await commit(tree, CommitMake(message="x", state=preview.state))
    (person / ".gitconfig").unlink()
    with pytest.raises(Conflict, match=r"set user\.name and user\.email"):
        await commit(tree, CommitMake(message="x"))


async def test_a_merge_that_is_under_way_is_concluded_once_it_is_resolved(folder: Path) -> None:
    git(folder, "checkout", "-q", "-b", "side")
    write(folder, "a", "side\n")
    git(folder, "commit", "-qam", "side")
    git(folder, "checkout", "-q", "main")
    write(folder, "a", "main\n")
    git(folder, "commit", "-qam", "main")
    git(folder, "merge", "-q", "side", check=False)
    tree = await open_tree(folder)
    with pytest.raises(Conflict, match="In conflict: 'a'"):
        await commit(tree, CommitMake(message="x"))
    write(folder, "a", "both\n")
    git(folder, "add", "a")
    preview = await preview_commit(tree, CommitPlan())
    assert "This concludes the merge that is under way." in preview.notes
    await commit(tree, CommitMake(message="Both", state=preview.state))
    assert len(git(folder, "log", "-1", "--format=%P").split()) == 2


async def test_hooks_do_not_run_and_it_is_said(folder: Path, trap: Trap) -> None:
    program, traces = trap
    for name in ("pre-commit", "commit-msg", "prepare-commit-msg", "post-commit"):
        hook = folder / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_bytes(program.read_bytes())
        hook.chmod(0o755)
    write(folder, "a", "2\n")
    tree = await open_tree(folder)
    preview = await preview_commit(tree, CommitPlan(everything=True))
    assert any("pre-commit" in note and "not run" in note for note in preview.notes)
    await commit(tree, CommitMake(message="x", everything=True))
    assert traces() == []


async def test_the_repository_cannot_have_a_commit_signed_but_the_person_can(
    folder: Path, person: Path, trap: Trap
) -> None:
    program, traces = trap
    for key in ("gpg.program", "gpg.openpgp.program", "gpg.ssh.program", "gpg.x509.program"):
        git(folder, "config", key, str(program))
    git(folder, "config", "commit.gpgSign", "true")
    await commit(await open_tree(folder), CommitMake(message="x", amend=True))
    assert traces() == []
    mine = person / "signer"
    mine.write_text(f"#!/bin/sh\necho mine >> {person}/signed\nexit 1\n")
    mine.chmod(0o755)
    configure(person, "commit.gpgSign", "true")
    configure(person, "gpg.program", str(mine))
    before = head_of(folder)
    with pytest.raises(UpstreamFailed, match="git commit failed"):
        await commit(await open_tree(folder), CommitMake(message="y", amend=True))
    assert (person / "signed").read_text() == "mine\n"
    assert (traces(), head_of(folder)) == ([], before)


async def test_filters_of_the_repository_and_of_its_submodules_do_not_run(
    folder: Path, tmp_path: Path, trap: Trap
) -> None:
    program, traces = trap
    inner = empty(tmp_path / "inner")
    write(inner, ".gitattributes", "* filter=other\n")
    git(inner, "add", ".")
    git(inner, "commit", "-qm", "inner")
    git(folder, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    git(folder, "commit", "-qm", "sub")
    git(folder / "sub", "config", "filter.other.clean", str(program))
    git(folder / "sub", "config", "core.fsmonitor", str(program))
    write(folder, ".gitattributes", "* filter=evil\n")
    git(folder, "config", "filter.evil.clean", str(program))
    write(folder / "sub", "x", "1\n")
    write(folder, "a", "2\n")
    await commit(await open_tree(folder), CommitMake(message="x", everything=True))
    assert traces() == []
    assert git(folder, "show", "HEAD:a") == b"2\n"
