"""The entries of a folder: in order, as what they are, and none of the outside."""

import os
from pathlib import Path

import pytest

from boocode_app.services.files import limits
from boocode_app.services.files.listing import Entry, entries
from tests.services.diffs.nasty import ODD_NAMES


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    (root / ".git").mkdir()
    return root


def names(root: Path, path: bytes = b"") -> list[bytes]:
    return [entry.name for entry in entries(root, path)[0]]


def one(root: Path, name: str) -> Entry:
    return next(entry for entry in entries(root, b"")[0] if entry.name == name.encode())


def test_folders_come_first_and_case_does_not_matter(root: Path) -> None:
    for name in ("b.txt", "A.txt", "a.txt", "Z"):
        (root / name).touch()
    (root / "Lib").mkdir()
    assert names(root) == [b"Lib", b"src", b"A.txt", b"a.txt", b"b.txt", b"Z"]


def test_gits_own_folder_is_not_there(root: Path) -> None:
    (root / "src" / ".git").write_text("gitdir: ../.git/modules/src")
    assert names(root) == [b"src"]
    assert names(root, b"src") == []
    assert one(root, "src").kind == "submodule"


@pytest.mark.parametrize("name", [name for name in ODD_NAMES if b"/" not in name])
def test_odd_names_are_names(root: Path, name: bytes) -> None:
    with open(os.fsencode(root) + b"/" + name, "wb") as file:  # noqa: PTH123  a name in bytes
        file.write(b"12345")
    assert entries(root, b"")[0][-1] == Entry(name, "file", 5)


def test_a_pipe_is_told_without_waiting_for_a_writer(root: Path) -> None:
    os.mkfifo(root / "pipe")
    assert one(root, "pipe").kind == "special"


def test_a_link_tells_where_it_points_and_what_is_there(root: Path) -> None:
    (root / "a.txt").touch()
    targets = {"to-file": "a.txt", "to-folder": "src", "broken": "none", "out": "/etc/passwd"}
    for name, target in targets.items():
        (root / name).symlink_to(target)
    found = {name: one(root, name) for name in targets}
    assert {name: entry.target for name, entry in found.items()} == {
        name: target.encode() for name, target in targets.items()
    }
    assert {name: entry.leads_to for name, entry in found.items()} == {
        "to-file": "file",
        "to-folder": "folder",
        "broken": None,
        "out": None,
    }


def test_a_linked_folder_is_listed_only_inside(root: Path) -> None:
    (root / "src" / "a.py").touch()
    (root / "link").symlink_to("src")
    (root / "out").symlink_to("/etc")
    assert names(root, b"link") == [b"a.py"]
    with pytest.raises(OSError, match="leaves the project"):
        entries(root, b"out")


def test_of_many_entries_the_first_come_and_all_are_counted(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_ENTRIES", 3)
    for number in range(10):
        (root / f"{number}.txt").touch()
    assert names(root) == [b"src", b"0.txt", b"1.txt"]
    assert entries(root, b"")[1] == 11
