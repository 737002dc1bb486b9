"""What git says of files, for the files themselves and the folders above them."""

from pathlib import Path

import pytest

from boocode_app.services.files.marks import Mark, Marks, marks
from tests.services.diffs.nasty import committed, git, write
from tests.services.diffs.test_hostile import PROGRAMS, program, traces

MODIFIED = Mark("modified")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = committed(
        tmp_path / "project",
        {b".gitignore": b"build/\n*.log\n", b"src/a.py": b"1\n", b"src/deep/b.py": b"1\n"},
    )
    write(root, "src/deep/b.py", "2\n")
    write(root, "src/-new.py", "1\n")
    write(root, "fresh/c.py", "1\n")
    write(root, "build/out/d.o", "1\n")
    write(root, "src/run.log", "1\n")
    return root


async def test_each_name_has_its_mark(root: Path) -> None:
    known = await marks(root, b"")
    assert known.of(b"src/deep/b.py") == MODIFIED
    assert known.of(b"src/-new.py") == Mark("untracked")
    assert known.of(b"fresh/c.py") == Mark("untracked")
    assert known.of(b"build/out/d.o") == Mark(ignored=True)
    assert known.of(b"src/run.log") == Mark(ignored=True)
    assert known.of(b"src/a.py") == Mark()


async def test_a_folder_tells_of_changes_beneath_it(root: Path) -> None:
    known = await marks(root, b"")
    assert known.of(b"src") == MODIFIED
    assert known.of(b"src/deep") == MODIFIED
    assert known.of(b"fresh") == Mark("untracked")
    assert known.of(b"build") == Mark(ignored=True)


@pytest.mark.parametrize("path", [b"src", b"src/deep", b"fresh", b"build/out", b"src/deep/b.py"])
async def test_a_part_of_the_project_says_the_same(root: Path, path: bytes) -> None:
    all_of_it, part = await marks(root, b""), await marks(root, path)
    assert part.of(path) == all_of_it.of(path)
    assert part.of(path + b"/more") == all_of_it.of(path + b"/more")


async def test_a_conflict_outweighs_other_changes(root: Path) -> None:
    git(root, "stash", "-q")
    git(root, "checkout", "-qb", "other")
    write(root, "src/a.py", "other\n")
    git(root, "commit", "-qam", "other")
    git(root, "checkout", "-q", "-")
    write(root, "src/a.py", "mine\n")
    git(root, "commit", "-qam", "mine")
    git(root, "merge", "other", check=False)
    known = await marks(root, b"")
    assert known.of(b"src/a.py") == Mark("unmerged")
    assert known.of(b"src") == Mark("unmerged")


async def test_where_git_cannot_tell_there_are_none(root: Path) -> None:
    (root / "link").symlink_to("src")
    assert await marks(root, b"link/a.py") == Marks()


async def test_nothing_that_the_repository_names_is_run(root: Path, tmp_path: Path) -> None:
    for key, name in PROGRAMS.items():
        git(root, "config", key, str(program(tmp_path, tmp_path / name)))
    write(root, ".gitattributes", "*.py filter=evil diff=evil\n")
    (root / "src" / "a.py").touch()
    assert (await marks(root, b"")).of(b"src") == MODIFIED
    assert not traces(tmp_path).exists()
