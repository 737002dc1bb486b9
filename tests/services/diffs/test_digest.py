"""A digest changes with a file's names, modes and hunks, and with nothing else."""

from pathlib import Path

from tests.services.diffs.nasty import NASTY, commit, committed, git, numbers, write
from tests.services.diffs.test_stream import lines_of, patches_of


async def digest_of(folder: Path, path: str) -> str:
    return patches_of(await lines_of(folder))[path].digest


async def test_the_same_change_has_the_same_digest_again(tmp_path: Path) -> None:
    folder = NASTY["every_status"](tmp_path / "one")
    first = {path: patch.digest for path, patch in patches_of(await lines_of(folder)).items()}
    git(folder, "config", "core.abbrev", "7")
    again = {path: patch.digest for path, patch in patches_of(await lines_of(folder)).items()}
    assert first == again
    assert len(set(first.values())) == len(first)
    assert {len(digest) for digest in first.values()} == {32}


async def test_a_further_edit_changes_it(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    write(folder, "a", "2\n")
    before = await digest_of(folder, "a")
    write(folder, "a", "3\n")
    assert await digest_of(folder, "a") != before


async def test_a_change_of_mode_changes_it(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    write(folder, "a", "2\n")
    before = await digest_of(folder, "a")
    (folder / "a").chmod(0o755)
    assert await digest_of(folder, "a") != before


async def test_a_commit_elsewhere_in_the_file_leaves_it(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": numbers(1, 40).encode()})
    write(folder, "a", numbers(1, 19) + "new\n" + numbers(21, 40))
    before = await digest_of(folder, "a")
    write(folder, "a", numbers(1, 39) + "last\n")
    commit(folder)
    write(folder, "a", numbers(1, 19) + "new\n" + numbers(21, 39) + "last\n")
    assert await digest_of(folder, "a") == before
