"""Whatever a name or a link says, nothing outside the project's folder is opened."""

import os
import threading
from pathlib import Path

import pytest

from boocode_app.core.errors import InvalidInput
from boocode_app.services.projects.beneath import Outside, confined, folder_of, regular_file

SWAPS = 2000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a file, and a secret beside it."""
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "note").write_text("secret")
    root = tmp_path / "project"
    (root / "inner" / "deep").mkdir(parents=True)
    (root / "inner" / "note").write_text("ours")
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("git's")
    return root


def content(root: Path, path: str, *, follow: bool = True) -> str:
    with (
        folder_of(root, os.fsencode(path), follow=follow) as (folder, name),
        regular_file(folder, name) as (file, _),
    ):
        return file.read().decode()


@pytest.mark.parametrize(
    "path", ["", "/", "/etc/passwd", "a//b", "../secret", "a/..", "a/.", "a\0b"]
)
def test_a_name_that_leaves_the_project_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput, match="no path within"):
        confined("path", path)


@pytest.mark.parametrize("path", [".git/config", "inner/.GIT/HEAD", ".git"])
def test_what_belongs_to_git_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput, match="belongs to git"):
        confined("path", path)


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("inner/note", "ours"),
        ("inner/deep/../note", "ours"),
        ("./inner/./note", "ours"),
        ("{root}/inner/note", "ours"),
    ],
)
def test_a_link_that_stays_inside_is_followed(root: Path, target: str, found: str) -> None:
    (root / "link").symlink_to(target.format(root=root))
    assert content(root, "link") == found
    with pytest.raises(OSError, match="symbolic links"):
        content(root, "link", follow=False)


def test_links_among_the_folders_are_followed_inside(root: Path) -> None:
    (root / "folder").symlink_to("inner")
    (root / "inner" / "up").symlink_to("..")
    assert content(root, "folder/up/folder/note") == "ours"
    with pytest.raises(OSError, match="Not a directory"):
        content(root, "folder/note", follow=False)


@pytest.mark.parametrize(
    "target",
    [
        "../secret",
        "/etc/passwd",
        "inner/../../secret",
        "{root}/../secret",
        "{root}-other/x",
        ".git/config",
        "inner/../.git/config",
    ],
)
def test_a_link_that_leads_out_is_not(root: Path, target: str) -> None:
    (root / "link").symlink_to(target.format(root=root))
    with pytest.raises(Outside):
        content(root, "link")


def test_links_in_a_circle_end(root: Path) -> None:
    (root / "one").symlink_to("two")
    (root / "two").symlink_to("one")
    with pytest.raises(Outside, match="leads nowhere"):
        content(root, "one")


@pytest.mark.parametrize("follow", [False, True])
def test_a_folder_that_becomes_a_link_while_it_is_read_leads_nowhere(
    root: Path, follow: bool
) -> None:
    """One thread swaps the folder and a link to the outside; the other one reads through it."""
    (root / "trap").symlink_to("../outside")
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            for source, target in (("inner", "spare"), ("trap", "inner")):
                (root / source).rename(root / target)
            for source, target in (("inner", "trap"), ("spare", "inner")):
                (root / source).rename(root / target)

    swapper = threading.Thread(target=swap)
    swapper.start()
    found = set()
    try:
        for _ in range(SWAPS):
            try:
                found.add(content(root, "inner/note", follow=follow))
            except OSError:
                continue
    finally:
        over.set()
        swapper.join()
    assert found == {"ours"}


def test_what_is_no_file_is_refused_at_once(root: Path) -> None:
    os.mkfifo(root / "pipe")
    for path, words in (("pipe", "a pipe, a socket or a device"), ("inner", "it is a folder")):
        with pytest.raises(OSError, match=words):
            content(root, path)


def test_missing_folders_are_made_but_never_beyond_a_link(root: Path, tmp_path: Path) -> None:
    (root / "out").symlink_to("../outside")
    with folder_of(root, b"new/deep/file", make=True) as (_, name):
        assert name == b"file"
    assert (root / "new" / "deep").is_dir()
    with pytest.raises(OSError, match="Not a directory"), folder_of(root, b"out/new/x", make=True):
        pass
    assert not (tmp_path / "outside" / "new").exists()


def test_no_descriptor_is_left_open(root: Path) -> None:
    (root / "out").symlink_to("../secret")
    before = _open_files()
    content(root, "inner/note")
    for path in ("out", "inner/none", "inner/note/x"):
        with pytest.raises(OSError):  # noqa: PT011  whichever it is
            content(root, path)
    assert _open_files() == before


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
