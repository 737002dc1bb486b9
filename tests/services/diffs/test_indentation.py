"""Files in which whitespace has meaning are told by their names."""

from pathlib import Path

import pytest

from boocode_app.services.diffs.indentation import has_meaning
from tests.services.diffs.nasty import committed, write
from tests.services.diffs.test_stream import files_of, lines_of


@pytest.mark.parametrize(
    "path", ["a.py", "deep/er/b.YAML", "c.yml", "Makefile", "x/GNUmakefile", "rules.mk", "d.tsv"]
)
def test_indentation_has_meaning(path: str) -> None:
    assert has_meaning(path)


@pytest.mark.parametrize("path", ["a.js", "a.py.txt", "py", "makefile/a.c", "Makefile.md", ""])
def test_elsewhere_it_has_none(path: str) -> None:
    assert not has_meaning(path)


async def test_the_list_tells_it_of_tracked_and_of_new_files(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a.py": b"1\n", b"b.c": b"1\n"})
    for name in ("a.py", "b.c", "c.yml"):
        write(folder, name, "2\n")
    files = files_of(await lines_of(folder))
    assert [file.path for file in files if file.indentation] == ["a.py", "c.yml"]
