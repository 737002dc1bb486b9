"""Hunks and lines go into the index and out of it, and exactly they."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from boocode_app.core.errors import Conflict, InvalidInput
from tests.services.diffs.conftest import Desk
from tests.services.diffs.nasty import NASTY, committed, git, numbers, write

DeskAt = Callable[[Path], Awaitable[Desk]]


def staged(folder: Path, path: str) -> bytes:
    return git(folder, "cat-file", "blob", f":{path}")


async def test_one_hunk_of_two_is_staged_and_unstaged(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a b/c": numbers(1, 40).encode()})
    text = numbers(1, 40).replace("\n5\n", "\nfive\nand\n").replace("\n30\n", "\nthirty\n")
    write(folder, "a b/c", text)
    desk = await desk_at(folder)
    second = await desk.chosen("working", "a b/c", removed=[(27, 33)], added=[(28, 34)])
    await desk.staging.stage(desk.project_id, second)
    assert staged(folder, "a b/c") == numbers(1, 40).replace("\n30\n", "\nthirty\n").encode()
    back = await desk.chosen("staged", "a b/c", removed=[(27, 33)], added=[(27, 33)])
    await desk.staging.unstage(desk.project_id, back)
    assert staged(folder, "a b/c") == numbers(1, 40).encode()
    assert (folder / "a b/c").read_text() == text


async def test_lines_of_a_partly_staged_file_are_chosen_in_the_unstaged_diff(
    desk_at: DeskAt, tmp_path: Path
) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n2\n"})
    write(folder, "a", "one\n2\n")
    git(folder, "add", "a")
    write(folder, "a", "one\ntwo\n")
    desk = await desk_at(folder)
    chosen = await desk.chosen("working", "a", added=[(2, 2)])
    with pytest.raises(Conflict, match="'a' is partly staged: choose Unstaged"):
        await desk.staging.stage(desk.project_id, chosen)
    with pytest.raises(Conflict, match="'a' is partly staged: choose Unstaged"):
        await desk.staging.discard(desk.project_id, await desk.chosen("working", "a"))
    chosen = await desk.chosen("unstaged", "a", added=[(2, 2)])
    await desk.staging.stage(desk.project_id, chosen)
    assert staged(folder, "a") == b"one\n2\ntwo\n"


async def test_lines_of_a_new_and_of_a_deleted_file(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"gone": b"1\n2\n3\n"})
    (folder / "gone").unlink()
    write(folder, "-new", "1\n2\n3").chmod(0o755)
    desk = await desk_at(folder)
    await desk.staging.stage(desk.project_id, await desk.chosen("unstaged", "-new", added=[(3, 3)]))
    await desk.staging.stage(
        desk.project_id, await desk.chosen("unstaged", "gone", removed=[(2, 3)])
    )
    assert (staged(folder, "-new"), staged(folder, "gone")) == (b"3", b"1\n")
    assert git(folder, "ls-files", "-s", "-z", "--", "-new").startswith(b"100755")
    await desk.staging.stage(
        desk.project_id, await desk.chosen("unstaged", "gone", removed=[(1, 1)])
    )
    assert git(folder, "ls-files") == b"-new\n"
    await desk.staging.unstage(
        desk.project_id, await desk.chosen("staged", "gone", removed=[(1, 2)])
    )
    assert staged(folder, "gone") == b"1\n2\n"
    await desk.staging.unstage(desk.project_id, await desk.chosen("staged", "-new", added=[(1, 9)]))
    assert git(folder, "ls-files") == b"gone\n"


async def test_every_odd_name_and_encoding_can_be_staged_by_lines(
    desk_at: DeskAt, tmp_path: Path
) -> None:
    for kind in ("odd_names", "contents"):
        desk = await desk_at(NASTY[kind](tmp_path / kind))
        everything = await desk.everything("unstaged")
        shown = await desk.shown("unstaged")
        lines = [
            file.model_copy(update={"removed": [(1, 999)], "added": [(1, 999)]})
            for file in everything.files
            if file.digest and (shown[file.path][0].added or shown[file.path][0].removed)
        ]
        chosen = everything.model_copy(update={"files": lines})
        await desk.staging.stage(desk.project_id, chosen)
        left = await desk.shown("unstaged")
        assert not set(left) & {file.path for file in lines}


async def test_the_lines_of_a_renamed_file_leave_its_name(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"old": numbers(1, 20).encode()})
    git(folder, "mv", "old", "new")
    write(folder, "new", numbers(1, 21))
    git(folder, "add", "-A")
    desk = await desk_at(folder)
    await desk.staging.unstage(
        desk.project_id, await desk.chosen("staged", "new", added=[(21, 21)])
    )
    assert staged(folder, "new") == numbers(1, 20).encode()
    assert (await desk.shown("staged"))["new"][0].status == "renamed"


async def test_a_choice_without_a_changed_line_is_refused(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n2\n"})
    write(folder, "a", "1\ntwo\n")
    desk = await desk_at(folder)
    with pytest.raises(InvalidInput, match="No changed line of 'a' is chosen"):
        await desk.staging.stage(
            desk.project_id, await desk.chosen("unstaged", "a", removed=[(1, 1)], added=[(7, 9)])
        )


async def test_what_has_no_lines_goes_whole_only(desk_at: DeskAt, tmp_path: Path) -> None:
    desk = await desk_at(NASTY["every_status"](tmp_path / "one"))
    for path in ("mode", "becomes a link"):
        with pytest.raises(Conflict, match="whole only"):
            await desk.staging.stage(
                desk.project_id, await desk.chosen("unstaged", path, added=[(1, 1)])
            )
