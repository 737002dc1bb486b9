"""Either side's content is what git or the folder holds; nothing is followed or converted."""

from pathlib import Path

import pytest

from boocode_app.contracts.diffs import DiffContents, DiffQuery, DiffSide
from boocode_app.core.errors import Conflict, InvalidInput, NotFound
from boocode_app.services.diffs import contents as subject
from boocode_app.services.diffs.comparing import compared
from boocode_app.services.diffs.limits import MAX_CONTENTS_BYTES
from boocode_app.services.diffs.repository import open_repository
from tests.services.diffs.nasty import NASTY, ODD_NAMES, committed, git, odd_names, write

WORKING = DiffQuery()
STAGED = DiffQuery(scope="staged")
UNSTAGED = DiffQuery(scope="unstaged")


async def contents(folder: Path, query: DiffQuery, path: str, side: DiffSide) -> DiffContents:
    repository = await open_repository(folder)
    return await subject.contents(repository, await compared(repository, query), path, side)


async def text(folder: Path, query: DiffQuery, path: str, side: DiffSide) -> str:
    return (await contents(folder, query, path, side)).text


async def test_each_scope_has_its_own_two_sides(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"before\n"})
    write(folder, "a", "committed\n")
    git(folder, "commit", "-qam", "two")
    write(folder, "a", "staged\n")
    git(folder, "add", "a")
    write(folder, "a", "now\n")
    for query, old, new in (
        (WORKING, "committed\n", "now\n"),
        (STAGED, "committed\n", "staged\n"),
        (UNSTAGED, "staged\n", "now\n"),
        (DiffQuery(scope="range", base="HEAD~1"), "before\n", "now\n"),
        (DiffQuery(scope="range", base="HEAD", head="HEAD~1"), "committed\n", "before\n"),
        (DiffQuery(scope="commit", commit="HEAD"), "before\n", "committed\n"),
    ):
        assert await text(folder, query, "a", "old") == old, query
        assert await text(folder, query, "a", "new") == new, query


async def test_an_odd_name_is_only_a_name(tmp_path: Path) -> None:
    folder = odd_names(tmp_path / "odd")
    paths = [name.decode("utf-8", "replace") for name in ODD_NAMES]
    for path in (path for path in paths if "\ufffd" not in path):
        assert await text(folder, WORKING, path, "old") == "one\ntwo\n"
        assert await text(folder, UNSTAGED, path, "old") == "one\ntwo\n"
        assert await text(folder, WORKING, path, "new") == "one\nTWO\n"


async def test_a_file_in_conflict_has_ours_on_its_old_side(tmp_path: Path) -> None:
    folder = NASTY["conflict"](tmp_path / "one")
    assert await text(folder, UNSTAGED, "both", "old") == "1\nours\n3\n"
    assert "<<<<<<<" in await text(folder, UNSTAGED, "both", "new")
    with pytest.raises(NotFound, match="'we deleted'"):
        await contents(folder, UNSTAGED, "we deleted", "old")


async def test_what_is_no_utf_8_or_no_text_says_so(tmp_path: Path) -> None:
    folder = NASTY["contents"](tmp_path / "one")
    latin = await contents(folder, WORKING, "latin-1", "new")
    assert (latin.text, latin.lossy) == ("f\ufffdr\nwa\ufffd\n", True)
    binary = await contents(folder, WORKING, "binary", "old")
    assert (binary.text, binary.binary, binary.size) == ("", True, 3)
    assert await text(folder, WORKING, "bare cr", "new") == "one\rTWO\rthree\nfour\n"


async def test_over_the_limit_come_the_first_whole_lines(tmp_path: Path) -> None:
    line = b"x" * 99 + b"\n"
    folder = committed(tmp_path / "one", {b"a": line * 50_001})
    for side in ("old", "new"):
        answer = await contents(folder, WORKING, "a", side)
        assert (answer.size, answer.truncated) == (5_000_100, True)
        assert answer.text == (line * (MAX_CONTENTS_BYTES // 100)).decode()


async def test_a_link_is_where_it_points(tmp_path: Path) -> None:
    folder = NASTY["every_status"](tmp_path / "one")
    assert await text(folder, WORKING, "link", "old") == "kept"
    assert await text(folder, WORKING, "link", "new") == "elsewhere/gone"


async def test_a_submodule_and_a_folder_are_no_files(tmp_path: Path) -> None:
    folder = NASTY["submodule"](tmp_path / "one")
    write(folder, "src/a", "1\n")
    git(folder, "add", "src")
    with pytest.raises(Conflict, match="'sub module' is a submodule"):
        await contents(folder, STAGED, "sub module", "old")
    with pytest.raises(Conflict, match="'sub module' cannot be read: it is a folder"):
        await contents(folder, WORKING, "sub module", "new")
    with pytest.raises(NotFound, match="'src'"):
        await contents(folder, STAGED, "src", "new")


@pytest.mark.parametrize("side", ["old", "new"])
async def test_a_file_that_a_side_lacks_is_not_found(tmp_path: Path, side: DiffSide) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    for query in (WORKING, STAGED, UNSTAGED, DiffQuery(scope="commit", commit="HEAD")):
        with pytest.raises(NotFound, match=f"The {side} side has no file 'gone/too'"):
            await contents(folder, query, "gone/too", side)


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a//b", ".git/config", "sub/.GIT/config"])
async def test_a_path_that_leaves_the_project_is_refused(tmp_path: Path, path: str) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    for side in ("old", "new"):
        with pytest.raises(InvalidInput, match=path):
            await contents(folder, WORKING, path, side)


async def test_a_folder_that_is_a_link_is_not_entered(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    write(tmp_path, "outside", "secret\n")
    (folder / "link").symlink_to(tmp_path)
    with pytest.raises(NotFound):
        await contents(folder, WORKING, "link/outside", "new")
