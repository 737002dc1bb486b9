"""Whole files go into the index and out of it, whatever their status and their names."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from boocode_app.contracts.staging import ChosenFile, Selection
from boocode_app.core.errors import Conflict, InvalidInput
from tests.services.diffs.conftest import Desk
from tests.services.diffs.nasty import NASTY, committed, git, write

DeskAt = Callable[[Path], Awaitable[Desk]]


def tree_of_everything(folder: Path, tmp_path: Path) -> bytes:
    """What `git add -A` would stage."""
    index = tmp_path / "other-index"
    if (folder / ".git" / "index").exists():
        shutil.copy(folder / ".git" / "index", index)
    git(folder, "add", "-A", index=index)
    return git(folder, "write-tree", index=index)


@pytest.mark.parametrize("name", ["every_status", "submodule", "conflict", "unborn"])
async def test_staging_file_by_file_equals_git_add(
    name: str, desk_at: DeskAt, tmp_path: Path
) -> None:
    desk = await desk_at(NASTY[name](tmp_path / name))
    wanted = tree_of_everything(desk.folder, tmp_path)
    for file in (await desk.everything("unstaged")).files:
        await desk.staging.stage(desk.project_id, Selection(scope="unstaged", files=[file]))
    assert git(desk.folder, "write-tree") == wanted
    assert not await desk.shown("unstaged")


@pytest.mark.parametrize("name", ["odd_names", "contents", "every_status"])
async def test_everything_at_once_and_back(name: str, desk_at: DeskAt, tmp_path: Path) -> None:
    desk = await desk_at(NASTY[name](tmp_path / name))
    wanted = tree_of_everything(desk.folder, tmp_path)
    before = git(desk.folder, "status", "--porcelain", "-z", "--no-renames")
    await desk.staging.stage(desk.project_id, await desk.everything("working"))
    assert git(desk.folder, "write-tree") == wanted
    await desk.staging.unstage(desk.project_id, await desk.everything("staged"))
    assert git(desk.folder, "write-tree") == git(desk.folder, "rev-parse", "HEAD^{tree}")
    if name != "every_status":  # there some were staged before
        assert git(desk.folder, "status", "--porcelain", "-z", "--no-renames") == before


async def test_a_rename_is_unstaged_with_both_names(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"old": b"1\n2\n3\n4\n"})
    git(folder, "mv", "old", "new")
    desk = await desk_at(folder)
    await desk.staging.unstage(desk.project_id, await desk.chosen("staged", "new"))
    assert git(folder, "status", "--porcelain") == b" D old\n?? new\n"


async def test_before_the_first_commit_unstaging_leaves_an_empty_index(
    desk_at: DeskAt, tmp_path: Path
) -> None:
    desk = await desk_at(NASTY["unborn"](tmp_path / "unborn"))
    await desk.staging.unstage(desk.project_id, await desk.everything("staged"))
    assert git(desk.folder, "ls-files") == b""
    assert (desk.folder / "staged").read_text() == "1\n2\n"


async def test_a_file_that_changed_since_it_was_shown_is_refused(
    desk_at: DeskAt, tmp_path: Path
) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    write(folder, "a", "2\n")
    desk = await desk_at(folder)
    seen = await desk.chosen("unstaged", "a")
    write(folder, "a", "3\n")
    for act in (desk.staging.stage, desk.staging.discard):
        with pytest.raises(Conflict, match="'a' has changed since it was shown"):
            await act(desk.project_id, seen)
    assert (folder / "a").read_text() == "3\n"
    assert git(folder, "diff", "--cached") == b""


async def test_what_has_no_change_is_refused(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n", b".gitignore": b"ignored\n"})
    write(folder, "ignored", "1\n")
    desk = await desk_at(folder)
    for path in ("a", "ignored", "gone", "--help", "*"):
        chosen = Selection(scope="unstaged", files=[ChosenFile(path=path)])
        with pytest.raises(Conflict, match="has no unstaged change any more"):
            await desk.staging.stage(desk.project_id, chosen)


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a/../b", ".git/config", "a//b"])
async def test_a_path_cannot_leave_the_project(path: str, desk_at: DeskAt, tmp_path: Path) -> None:
    desk = await desk_at(committed(tmp_path / "one", {b"a": b"1\n"}))
    chosen = Selection(scope="unstaged", files=[ChosenFile(path=path)])
    with pytest.raises(InvalidInput):
        await desk.staging.stage(desk.project_id, chosen)


async def test_scopes_that_show_something_else_are_refused(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    write(folder, "a", "2\n")
    desk = await desk_at(folder)
    with pytest.raises(InvalidInput, match="staged already"):
        await desk.staging.stage(desk.project_id, await desk_selection("staged"))
    with pytest.raises(InvalidInput, match="Only what is staged"):
        await desk.staging.unstage(desk.project_id, await desk_selection("working"))
    with pytest.raises(InvalidInput, match="unstage it first"):
        await desk.staging.discard(desk.project_id, await desk_selection("staged"))


async def desk_selection(scope: str) -> Selection:
    return Selection.model_validate({"scope": scope, "files": [{"path": "a"}]})


async def test_while_another_git_is_at_work_nothing_is_done(
    desk_at: DeskAt, tmp_path: Path
) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n", b"b": b"1\n"})
    write(folder, "a", "2\n")
    write(folder, "b", "2\n")
    desk = await desk_at(folder)
    lock = write(folder, ".git/index.lock", "")
    with pytest.raises(Conflict, match="Another git command is at work"):
        await desk.staging.stage(desk.project_id, await desk.everything("unstaged"))
    lines = await desk.chosen("unstaged", "a", added=[(1, 1)])
    with pytest.raises(Conflict, match="Another git command is at work"):
        await desk.staging.stage(desk.project_id, lines)
    lock.unlink()
    assert git(folder, "diff", "--cached") == b""
    assert (await desk.staging.stage(desk.project_id, lines)).changed == ["a"]


async def test_a_conflict_is_resolved_by_staging_and_is_not_unstaged(
    desk_at: DeskAt, tmp_path: Path
) -> None:
    desk = await desk_at(NASTY["conflict"](tmp_path / "conflict"))
    both = Selection(scope="staged", files=[ChosenFile(path="both")])
    with pytest.raises(Conflict, match="in conflict"):
        await desk.staging.unstage(desk.project_id, both)
    write(desk.folder, "both", "1\nresolved\n3\n")
    await desk.staging.stage(desk.project_id, await desk.chosen("unstaged", "both"))
    assert b"both" not in git(desk.folder, "ls-files", "--unmerged")
    assert git(desk.folder, "cat-file", "blob", ":both") == b"1\nresolved\n3\n"


async def test_line_endings_are_converted_as_git_does(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"one\ntwo\n"})
    git(folder, "config", "core.autocrlf", "true")
    write(folder, "a", b"ONE\r\ntwo\r\nthree\r\n")
    write(folder, "new", b"one\r\ntwo\r\n")
    desk = await desk_at(folder)
    for path in ("a", "new"):
        await desk.staging.stage(
            desk.project_id, await desk.chosen("unstaged", path, removed=[(1, 1)], added=[(1, 1)])
        )
    assert git(folder, "cat-file", "blob", ":a") == b"ONE\ntwo\n"
    assert git(folder, "cat-file", "blob", ":new") == b"one\n"
    await desk.staging.stage(desk.project_id, await desk.everything("unstaged"))
    assert git(folder, "cat-file", "blob", ":a") == b"ONE\ntwo\nthree\n"
    assert git(folder, "cat-file", "blob", ":new") == b"one\ntwo\n"
