"""A closed file opens on demand; a path cannot leave the project."""

from contextlib import aclosing
from pathlib import Path

import pytest

from boocode_app.contracts.diffs import (
    DiffEnd,
    DiffOpened,
    DiffPatch,
    DiffQuery,
    DiffScope,
    DiffTwin,
)
from boocode_app.core.errors import Conflict, InvalidInput, NotFound
from boocode_app.services.diffs import opening
from boocode_app.services.diffs.comparing import compared
from boocode_app.services.diffs.repository import Repository, open_repository
from boocode_app.services.diffs.stream import diff_lines
from tests.services.diffs.nasty import NASTY, ODD_NAMES, committed, git, numbers, odd_names, write


async def opened(
    repository: Repository, scope: DiffScope, path: str, old_path: str | None, **refs: str
) -> DiffOpened:
    comparison = await compared(repository, DiffQuery(scope=scope, **refs))
    lines = opening.opened_lines(repository, comparison, path, old_path)
    async with aclosing(lines):
        first = await anext(lines)
    assert isinstance(first, DiffOpened)
    return first


async def test_a_large_file_comes_whole(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"long": b""})
    write(folder, "long", numbers(1, 30_000))
    write(folder, "new", numbers(1, 30_000))
    repository = await open_repository(folder)
    for path, closed in (("long", "too_large"), ("new", "too_large")):
        answer = await opened(repository, "working", path, None)
        assert (answer.file.path, answer.file.added, answer.file.closed) == (path, 30_000, closed)
        assert answer.patch.patch.endswith("+30000\n")
        assert answer.patch.patch.count("\n+") == 30_001


async def test_the_patch_comes_before_what_hiding_whitespace_needs(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n2\n", b"b": b"1\n2\n"})
    write(folder, "a", " 1\n3\n")
    write(folder, "b", "1\n3\n")
    repository = await open_repository(folder)
    comparison = await compared(repository, DiffQuery())
    lines = [line async for line in opening.opened_lines(repository, comparison, "a", None)]
    patch, twin, end = lines
    assert isinstance(patch, DiffOpened)
    assert isinstance(twin, DiffTwin)
    assert isinstance(end, DiffEnd)
    assert patch.patch.whitespace_free is None
    assert (twin.digest, twin.whitespace_lines) == (patch.patch.digest, 1)
    (streamed,) = [
        line
        async for line in diff_lines(1, repository, comparison)
        if isinstance(line, DiffPatch) and line.whitespace_free is not None
    ]
    assert streamed.patch == patch.patch.patch
    assert streamed.whitespace_free == twin.whitespace_free
    plain = [line.t async for line in opening.opened_lines(repository, comparison, "b", None)]
    assert plain == ["opened", "end"]


async def test_a_renamed_file_is_found_by_both_names(tmp_path: Path) -> None:
    repository = await open_repository(NASTY["every_status"](tmp_path / "one"))
    answer = await opened(repository, "working", "new name", "old name")
    assert (answer.file.status, answer.file.old_path) == ("renamed", "old name")
    assert "rename from old name\nrename to new name\n" in answer.patch.patch
    alone = await opened(repository, "working", "new name", None)
    assert alone.file.status == "added"


async def test_an_odd_name_is_only_a_name(tmp_path: Path) -> None:
    repository = await open_repository(odd_names(tmp_path / "odd"))
    for name in ODD_NAMES:
        path = name.decode("utf-8", "surrogateescape")
        assert (await opened(repository, "working", path, None)).file.added == 1
        assert (await opened(repository, "working", path + ".new", None)).file.status == "untracked"


async def test_a_folder_is_no_file(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"src/a": b"1\n"})
    write(folder, "src/a", "2\n")
    write(folder, "src/b", "2\n")
    repository = await open_repository(folder)
    with pytest.raises(NotFound, match="'src' has no change in the scope 'working'"):
        await opened(repository, "working", "src", None)


@pytest.mark.parametrize("path", ["same", "ignored", "gone"])
async def test_a_file_without_a_change_is_not_found(tmp_path: Path, path: str) -> None:
    folder = committed(tmp_path / "one", {b"same": b"1\n", b".gitignore": b"ignored\n"})
    write(folder, "ignored", "1\n")
    with pytest.raises(NotFound, match=path):
        await opened(await open_repository(folder), "working", path, None)


async def test_a_staged_change_is_not_an_unstaged_one(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    write(folder, "a", "2\n")
    git(folder, "add", "a")
    repository = await open_repository(folder)
    assert (await opened(repository, "staged", "a", None)).file.status == "modified"
    with pytest.raises(NotFound):
        await opened(repository, "unstaged", "a", None)


@pytest.mark.parametrize("path", ["binary", "untracked binary"])
async def test_a_binary_file_has_no_lines_to_open(tmp_path: Path, path: str) -> None:
    repository = await open_repository(NASTY["contents"](tmp_path / "one"))
    with pytest.raises(Conflict, match="binary"):
        await opened(repository, "working", path, None)


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a/../../x", "a//b", ".", "", "a\0b", ".git/config", "./a"]
)
async def test_a_path_that_leaves_the_project_is_refused(tmp_path: Path, path: str) -> None:
    repository = await open_repository(committed(tmp_path / "one", {b"a": b"1\n"}))
    for first, second in ((path, None), ("a", path)):
        with pytest.raises(InvalidInput) as refusal:
            await opened(repository, "working", first, second)
        assert refusal.value.fields[0].field == ("path" if second is None else "old_path")
