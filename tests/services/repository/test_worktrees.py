"""Worktrees: how they stand, and what dropping one keeps."""

from pathlib import Path

import pytest

from boocode_app.contracts.repository import WorktreeDrop
from boocode_app.contracts.staging import ChosenFile, Selection
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.services.repository.dropping import drop, dropped, preview_drop, restore
from boocode_app.services.repository.tree import open_tree
from boocode_app.services.repository.worktrees import worktrees
from boocode_app.wiring import House
from tests.services.diffs.nasty import ODD_NAMES, committed, git, write
from tests.services.repository.conftest import head_of


@pytest.fixture
def beside(folder: Path, tmp_path: Path) -> Path:
    """A worktree on `side`, which has a commit of its own."""
    path = tmp_path / "be side"
    git(folder, "worktree", "add", "-q", "-b", "side", str(path))
    write(path, "c", "1\n")
    git(path, "add", ".")
    git(path, "commit", "-qm", "side")
    return path


async def test_each_says_how_it_stands(folder: Path, beside: Path, tmp_path: Path) -> None:
    write(beside, "new", "1\n")
    write(beside, "a", "2\n")
    git(folder, "commit", "-q", "--allow-empty", "-m", "main goes on")
    git(folder, "worktree", "add", "-q", "--detach", str(tmp_path / "new\nline"))
    git(folder, "worktree", "lock", "--reason", "on a stick", str(tmp_path / "new\nline"))
    git(folder, "worktree", "add", "-q", "-b", "gone", str(tmp_path / "gone"))
    (tmp_path / "gone" / ".git").unlink()
    page = await worktrees(await open_tree(folder))
    found = {Path(one.path).name: one for one in page.items}
    assert page.items[0].main
    side = found["be side"]
    assert (side.branch, side.ahead, side.behind, side.changes) == ("side", 1, 1, 2)
    assert (side.base, side.name) == ("main", "be-side")
    odd = found["new\nline"]
    assert (odd.branch, odd.locked, odd.changes) == (None, "on a stick", 0)
    assert found["gone"].prunable


async def test_a_folder_of_another_repository_is_not_entered(
    folder: Path, beside: Path, tmp_path: Path
) -> None:
    other = committed(tmp_path / "other", {b"x": b"1\n"})
    (folder / ".git" / "worktrees" / "be-side" / "gitdir").write_text(f"{other}/.git\n")
    [_, listed] = (await worktrees(await open_tree(folder))).items
    assert listed.fault
    assert "belongs to another repository" in listed.fault
    with pytest.raises(Conflict, match="another repository"):
        await drop(await open_tree(folder), "be-side", WorktreeDrop())
    assert (other / "x").exists()


async def test_dropping_tells_what_goes_and_undoing_brings_it_back(
    folder: Path, beside: Path
) -> None:
    for name in ODD_NAMES:
        write(beside, name, "1\n")
    (beside / "b").unlink()
    write(beside, ".gitignore", "built\n")
    write(beside, "built", "1\n")
    tip = head_of(beside)
    tree = await open_tree(folder)
    wanted = WorktreeDrop(branch=True)
    preview = await preview_drop(tree, "be-side", wanted)
    assert preview.steps == [f"Removes the folder '{beside}'.", "Deletes the branch 'side'."]
    assert (preview.commits, len(preview.files)) == (1, len(ODD_NAMES) + 2)
    assert preview.losses == [
        "1 entry that git ignores, such as built files, cannot be brought back."
    ]
    status = git(beside, "status", "--porcelain", "-z")
    done = await drop(tree, "be-side", wanted.model_copy(update={"state": preview.state}))
    assert not beside.exists()
    assert b"side" not in git(folder, "branch")
    [kept] = (await dropped(tree)).items
    assert (kept.id, kept.path, kept.branch) == (done.undo, str(beside), "side")
    await restore(tree, kept.id)
    assert (head_of(beside), git(beside, "branch", "--show-current")) == (tip, b"side\n")
    assert git(beside, "status", "--porcelain", "-z") == status
    assert (await dropped(tree)).items == []


async def test_work_that_came_meanwhile_is_not_dropped(folder: Path, beside: Path) -> None:
    tree = await open_tree(folder)
    preview = await preview_drop(tree, "be-side", WorktreeDrop())
    assert "The branch 'side' stays, with all its commits." in preview.notes
    write(beside, "new", "1\n")
    with pytest.raises(Conflict, match="has changed since"):
        await drop(tree, "be-side", WorktreeDrop(state=preview.state))
    assert (beside / "new").exists()


async def test_a_locked_one_the_projects_own_and_an_unknown_one_are_not_dropped(
    folder: Path, beside: Path
) -> None:
    git(folder, "worktree", "lock", str(beside))
    tree = await open_tree(folder)
    with pytest.raises(Conflict, match="It is locked"):
        await drop(tree, "be-side", WorktreeDrop())
    for name in ("main", "..", "project"):
        with pytest.raises(NotFound, match="no worktree"):
            await drop(tree, name, WorktreeDrop())


async def test_one_whose_place_is_taken_is_not_put_back(folder: Path, beside: Path) -> None:
    tree = await open_tree(folder)
    done = await drop(tree, "be-side", WorktreeDrop())
    beside.mkdir()
    with pytest.raises(Conflict, match="is there again"):
        await restore(tree, done.undo or "")
    with pytest.raises(NotFound):
        await restore(tree, "../../heads/main")


async def test_what_a_drop_keeps_is_nothing_that_a_discard_kept(
    folder: Path, beside: Path, house: House
) -> None:
    project = await house.projects.register(folder)
    write(folder, "a", "mine\n")
    chosen = Selection(scope="unstaged", files=[ChosenFile(path="a")])
    discarded = await house.staging.discard(project.id, chosen)
    done = await house.repositories.drop(project.id, "be-side", WorktreeDrop())
    assert await house.staging.undos(project.id) == [discarded.undo]
    kept = (await house.repositories.dropped(project.id)).items
    assert [one.id for one in kept] == [done.undo]
