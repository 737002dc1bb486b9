"""The stream has every file, in order, each with its patch, and stays within its limits."""

import os
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from boocode_app.contracts.diffs import (
    DiffClosed,
    DiffEnd,
    DiffFile,
    DiffFiles,
    DiffLine,
    DiffPatch,
    DiffQuery,
    DiffScope,
)
from boocode_app.services.diffs.comparing import compared
from boocode_app.services.diffs.limits import MAX_UNTRACKED
from boocode_app.services.diffs.repository import open_repository
from boocode_app.services.diffs.stream import diff_lines
from tests.services.diffs.nasty import (
    NASTY,
    committed,
    empty,
    git,
    numbers,
    odd_names,
    write,
)


async def lines_of(
    folder: Path, scope: DiffScope = "working", max_bytes: int = 1 << 30, **refs: str | None
) -> list[DiffLine]:
    repository = await open_repository(folder)
    comparison = await compared(repository, DiffQuery(scope=scope, **refs))
    async with aclosing(diff_lines(7, repository, comparison, max_bytes)) as lines:
        return [line async for line in lines]


def files_of(lines: list[DiffLine]) -> list[DiffFile]:
    first = lines[0]
    assert isinstance(first, DiffFiles)
    return first.files


def patches_of(lines: list[DiffLine]) -> dict[str, DiffPatch]:
    files = files_of(lines)
    return {files[line.index].path: line for line in lines if isinstance(line, DiffPatch)}


async def test_it_shows_files_before_the_first_commit(tmp_path: Path) -> None:
    lines = await lines_of(NASTY["unborn"](tmp_path / "unborn"))
    first = lines[0]
    assert isinstance(first, DiffFiles)
    assert first.base is None
    assert [(file.path, file.status, file.added) for file in first.files] == [
        ("staged", "added", 2),
        ("untracked", "untracked", 1),
    ]
    assert patches_of(lines)["staged"].patch.endswith("@@ -0,0 +1,2 @@\n+1\n+2\n")
    staged = await lines_of(tmp_path / "unborn", "staged")
    assert [(file.path, file.added) for file in files_of(staged)] == [("staged", 1)]
    unstaged = await lines_of(tmp_path / "unborn", "unstaged")
    assert [(file.path, file.added) for file in files_of(unstaged)] == [
        ("staged", 1),
        ("untracked", 1),
    ]


@pytest.mark.parametrize("scope", ["working", "staged", "unstaged"])
async def test_an_empty_repository_has_an_empty_diff(tmp_path: Path, scope: DiffScope) -> None:
    lines = await lines_of(empty(tmp_path / "empty"), scope)
    assert files_of(lines) == []
    assert lines[1:] == [DiffEnd(patches=0)]


async def test_files_in_conflict_say_so_in_every_scope(tmp_path: Path) -> None:
    folder = NASTY["conflict"](tmp_path / "conflict")
    for scope in ("working", "staged", "unstaged"):
        files = files_of(await lines_of(folder, scope))
        in_conflict = {file.path for file in files if file.status == "unmerged"}
        assert in_conflict == {"both", "added", "they deleted", "we deleted"}, scope
    lines = await lines_of(folder, "unstaged")
    assert "+<<<<<<< HEAD\n" in patches_of(lines)["both"].patch


async def test_untracked_files_come_last_as_new_ones(tmp_path: Path) -> None:
    lines = await lines_of(NASTY["contents"](tmp_path / "contents"))
    untracked = {file.path: file for file in files_of(lines) if file.status == "untracked"}
    patches = patches_of(lines)
    assert list(untracked) == [file.path for file in files_of(lines)][-len(untracked) :]
    assert untracked["untracked binary"].closed == "binary"
    assert untracked["untracked program"].new_mode == "100755"
    assert untracked["untracked empty"].added == 0
    assert "\n+one\n\\ No newline at end of file\n" in patches["untracked without newline"].patch


async def test_a_link_shows_where_it_points_and_is_not_followed(tmp_path: Path) -> None:
    lines = await lines_of(NASTY["contents"](tmp_path / "contents"))
    patch = patches_of(lines)["untracked link"].patch
    assert "new file mode 120000\n" in patch
    assert patch.endswith("+/etc/passwd\n\\ No newline at end of file\n")


async def test_a_repository_inside_is_named_and_not_entered(tmp_path: Path) -> None:
    files = files_of(await lines_of(NASTY["submodule"](tmp_path / "outer")))
    assert [(file.path, file.status, file.closed) for file in files] == [
        ("sub module", "modified", None),
        ("nested/", "untracked", "repository"),
    ]


async def test_ignored_files_are_not_listed(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b".gitignore": b"*.log\nbuild/\n"})
    write(folder, "a.log", "1\n")
    write(folder, "build/b", "1\n")
    write(folder, "c", "1\n")
    assert [file.path for file in files_of(await lines_of(folder))] == ["c"]


async def test_a_touched_file_without_a_change_is_not_listed(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"same": b"1\n"})
    os.utime(folder / "same", (1, 1))
    assert files_of(await lines_of(folder)) == []


async def test_a_persons_own_settings_do_not_bend_the_patch(tmp_path: Path) -> None:
    folder = odd_names(tmp_path / "one")
    plain = await lines_of(folder)
    for setting in (
        "diff.noprefix=true",
        "diff.mnemonicPrefix=true",
        "diff.renames=false",
        "diff.context=9",
        "diff.interHunkContext=9",
        "diff.suppressBlankEmpty=true",
        "diff.submodule=log",
        "diff.relative=true",
        "color.ui=always",
        "diff.colorMoved=zebra",
        "diff.orderFile=/does/not/exist",
        "diff.wsErrorHighlight=all",
        "diff.ignoreSubmodules=all",
        "core.quotepath=true",
    ):
        git(folder, "config", *setting.split("=", 1))
    assert await lines_of(folder) == plain


async def test_generated_files_stay_closed_and_are_counted(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"web/package-lock.json": b"{}\n", b"b": b"1\n"})
    write(folder, "web/package-lock.json", "{}\n{}\n")
    write(folder, "b", "2\n")
    lines = await lines_of(folder)
    assert [(file.path, file.closed, file.added) for file in files_of(lines)] == [
        ("b", None, 1),
        ("web/package-lock.json", "generated", 1),
    ]
    assert list(patches_of(lines)) == ["b"]
    assert lines[-1] == DiffEnd(patches=1)


async def test_a_file_with_too_many_lines_stays_closed_and_is_counted(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"long": b"", b"short": b""})
    write(folder, "long", numbers(1, 20_001))
    write(folder, "short", numbers(1, 20_000))
    write(folder, "untracked", numbers(1, 20_001))
    lines = await lines_of(folder)
    assert [(file.path, file.closed, file.added) for file in files_of(lines)] == [
        ("long", "too_large", 20_001),
        ("short", None, 20_000),
        ("untracked", "too_large", 20_001),
    ]
    assert list(patches_of(lines)) == ["short"]


async def test_a_patch_with_too_many_bytes_is_closed_when_it_comes(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"", b"b": b"", b"c": b""})
    write(folder, "a", "1\n")
    write(folder, "b", "x" * 5_000_000)
    write(folder, "c", "1\n")
    lines = await lines_of(folder)
    assert lines[2] == DiffClosed(index=1)
    assert list(patches_of(lines)) == ["a", "c"]


async def test_files_are_closed_once_all_patches_are_too_much(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"", b"b": b"", b"c": b""})
    for name in ("a", "b", "c"):
        write(folder, name, "x" * 1000)
    lines = await lines_of(folder, max_bytes=2_500)
    assert lines[1:][2:] == [DiffClosed(index=2), DiffEnd(patches=2)]


async def test_untracked_files_beyond_the_limit_are_counted(tmp_path: Path) -> None:
    folder = empty(tmp_path / "one")
    for number in range(MAX_UNTRACKED + 3):
        write(folder, f"file {number:05}", "")
    first = (await lines_of(folder))[0]
    assert isinstance(first, DiffFiles)
    assert len(first.files) == MAX_UNTRACKED
    assert first.left_out == 3


async def test_whitespace_free_comes_only_where_it_differs(tmp_path: Path) -> None:
    before = {b"both": b"if x:\ny = 1\nz\n", b"only": b"a\nb\n", b"none": b"a\n"}
    folder = committed(tmp_path / "one", before)
    write(folder, "both", "if x:\n    y = 1\nZ\n")
    write(folder, "only", "a \n b\n")
    write(folder, "none", "b\n")
    patches = patches_of(await lines_of(folder))
    both = patches["both"].whitespace_free
    assert both is not None
    assert both.endswith(" if x:\n     y = 1\n-z\n+Z\n")
    assert patches["both"].whitespace_lines == 1
    assert (patches["only"].whitespace_free, patches["only"].whitespace_lines) == ("", 2)
    assert (patches["none"].whitespace_free, patches["none"].whitespace_lines) == (None, 0)


async def test_git_ends_when_the_reader_goes(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {f"file {n}".encode(): b"" for n in range(40)})
    for number in range(40):
        write(folder, f"file {number}", numbers(1, 19_000))
    repository = await open_repository(folder)
    lines = diff_lines(7, repository, await compared(repository, DiffQuery()))
    assert isinstance(await anext(lines), DiffFiles)
    running = [child for child in psutil.Process().children() if child.name() == "git"]
    assert running
    await lines.aclose()
    assert not [child for child in running if child.is_running()]
