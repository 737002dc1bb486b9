"""Branches: listed, made, checked out, and never at the cost of uncommitted work."""

from pathlib import Path

import pytest

from boocode_app.contracts.repository import BranchCreate, BranchSwitch
from boocode_app.core.errors import Conflict, InvalidInput, NotFound
from boocode_app.services.repository.branches import branches, create, preview_switch, switch
from boocode_app.services.repository.state import state_of
from boocode_app.services.repository.tree import open_tree
from tests.services.diffs.nasty import committed, empty, git, write
from tests.services.repository.conftest import head_of


@pytest.fixture
def forked(folder: Path) -> Path:
    """`side` has another b and a new file c; main is checked out."""
    git(folder, "checkout", "-q", "-b", "side")
    write(folder, "b", "2\n")
    write(folder, "c", "1\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "on the side")
    git(folder, "checkout", "-q", "main")
    return folder


async def test_they_are_listed_with_their_distance_from_upstream(
    forked: Path, tmp_path: Path
) -> None:
    git(forked, "remote", "add", "origin", str(tmp_path / "nowhere"))
    git(forked, "update-ref", "refs/remotes/origin/main", "side")
    git(forked, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    git(forked, "branch", "-q", "--set-upstream-to=origin/main", "main")
    git(forked, "commit", "-q", "--allow-empty", "-m", "ahead")
    git(forked, "worktree", "add", "-q", str(tmp_path / "new\nline"), "side")
    found = {branch.name: branch for branch in (await branches(await open_tree(forked))).items}
    assert set(found) == {"main", "side", "origin/main"}
    main, side, remote = found["main"], found["side"], found["origin/main"]
    assert (main.current, main.upstream, main.ahead, main.behind) == (True, "origin/main", 1, 1)
    assert (side.subject, side.worktree) == ("on the side", str(tmp_path / "new\nline"))
    assert (side.ahead, side.behind) == (None, None)
    assert (remote.kind, remote.current) == ("remote", False)


async def test_a_switch_carries_over_what_is_not_in_its_way(forked: Path) -> None:
    write(forked, "a", "mine\n")
    tree = await open_tree(forked)
    preview = await preview_switch(tree, BranchSwitch(branch="side"))
    assert preview.refusal is None
    assert preview.files == ["a"]
    await switch(tree, BranchSwitch(branch="side", state=preview.state))
    assert (forked / "a").read_text() == "mine\n"
    assert (await open_tree(forked)).branch == "side"


@pytest.mark.parametrize("name", ["b", "c"])
async def test_a_switch_that_would_overwrite_work_is_refused(forked: Path, name: str) -> None:
    write(forked, name, "mine\n")
    tree = await open_tree(forked)
    preview = await preview_switch(tree, BranchSwitch(branch="side"))
    assert preview.files == [name]
    assert preview.refusal
    with pytest.raises(Conflict, match="would be overwritten"):
        await switch(tree, BranchSwitch(branch="side"))
    assert (forked / name).read_text() == "mine\n"


async def test_what_was_shown_of_another_state_is_not_done(forked: Path) -> None:
    preview = await preview_switch(await open_tree(forked), BranchSwitch(branch="side"))
    write(forked, "a", "mine\n")
    tree = await open_tree(forked)
    with pytest.raises(Conflict, match="has changed since"):
        await switch(tree, BranchSwitch(branch="side", state=preview.state))


async def test_a_branch_of_another_worktree_or_of_nobody_is_not_checked_out(
    forked: Path, tmp_path: Path
) -> None:
    git(forked, "worktree", "add", "-q", str(tmp_path / "beside"), "side")
    tree = await open_tree(forked)
    with pytest.raises(Conflict, match="is checked out in"):
        await switch(tree, BranchSwitch(branch="side"))
    with pytest.raises(Conflict, match="checked out already"):
        await switch(tree, BranchSwitch(branch="main"))
    with pytest.raises(NotFound, match="'HEAD~1'"):
        await switch(tree, BranchSwitch(branch="HEAD~1"))


async def test_a_branch_is_made_at_a_commit_and_checked_out(forked: Path) -> None:
    tree = await open_tree(forked)
    await create(tree, BranchCreate(name="feature/ü", start="side"))
    assert (await open_tree(forked)).branch == "feature/ü"
    await create(tree, BranchCreate(name="later", switch=False))
    assert head_of(forked, "later") == head_of(forked, "main")


@pytest.mark.parametrize("name", ["-f", "a b", "a..b", "HEAD", "side", "x.lock", "a\nb"])
async def test_a_name_that_is_none_is_refused(forked: Path, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await create(await open_tree(forked), BranchCreate(name=name))
    assert refused.value.fields[0].field == "name"


async def test_before_the_first_commit_a_new_name_is_taken(tmp_path: Path, person: Path) -> None:
    folder = empty(tmp_path / "new")
    await create(await open_tree(folder), BranchCreate(name="trunk"))
    assert (await state_of(await open_tree(folder))).branch == "trunk"


async def test_a_folder_with_a_line_break_in_its_name_is_opened(
    tmp_path: Path, person: Path
) -> None:
    root = committed(tmp_path / "two\nlines", {b"a": b"1\n"})
    tree = await open_tree(root)
    assert (tree.own, tree.common, tree.branch) == (root / ".git", root / ".git", "main")
    assert tree.head == head_of(root)
