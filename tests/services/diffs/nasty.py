"""Makes real repositories of what breaks diff viewers: run it to have them on disk.

`python -m tests.services.diffs.nasty FOLDER` makes each one under FOLDER.
"""

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "LC_ALL": "C",
}
ODD_NAMES = [
    b"with space.txt",
    b"a b/c b/d.txt",
    b" b/leading.txt",
    b"trailing ",
    b'quo"te.txt',
    b"back\\slash.txt",
    "größe-日本.txt".encode(),
    b"new\nline.txt",
    b"new\ndiff --git a/x b/x\n.txt",
    b"tab\there.txt",
    b"bell\x07\x7f.txt",
    b"-leading-dash",
    b"--help",
    b"latin-\xe9.txt",
    b":(top)magic.txt",
    b"star*.txt",
    b"a => b.txt",
    b"{a => b}.txt",
]


def git(
    folder: Path,
    *arguments: str | bytes,
    stdin: bytes = b"",
    check: bool = True,
    index: Path | None = None,
) -> bytes:
    """What git prints in `folder`, with an index of its own where `index` says so."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **IDENTITY}
    if index is not None:
        environment["GIT_INDEX_FILE"] = str(index)
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=stdin, capture_output=True, env=environment
    )
    assert not check or done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout


def write(folder: Path, name: bytes | str, content: bytes | str) -> Path:
    """A file of `folder`, its folders made first."""
    path = folder / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def numbers(first: int, last: int) -> str:
    """One number a line."""
    return "".join(f"{number}\n" for number in range(first, last + 1))


def pixel(red: int, green: int, blue: int) -> bytes:
    """A PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    dots = zlib.compress(bytes([0, red, green, blue]))
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", dots), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def empty(folder: Path) -> Path:
    """A repository without a commit or a file."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    return folder


def committed(folder: Path, files: dict[bytes, bytes]) -> Path:
    """A repository with one commit of `files`."""
    empty(folder)
    for name, content in files.items():
        write(folder, name, content)
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    """Commit all there is."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "one")


def odd_names(folder: Path) -> Path:
    """Every odd name twice: once tracked and edited, once (with `.new`) untracked."""
    committed(folder, {name: b"one\ntwo\n" for name in ODD_NAMES})
    for name in ODD_NAMES:
        write(folder, name, b"one\nTWO\n")
        write(folder, name + b".new", b"one\n")
    return folder


def every_status(folder: Path) -> Path:
    """Added, deleted, renamed and edited, copied, mode only, type changed, emptied, filled."""
    files = {
        b"deleted": b"1\n",
        b"emptied": b"1\n2\n",
        b"filled": b"",
        b"mode": b"1\n",
        b"mode and text": b"1\n",
        b"becomes a link": b"1\n",
        b"old name": numbers(1, 40).encode(),
        b"old pure": numbers(50, 90).encode(),
        b'old "odd"\tname': numbers(400, 440).encode(),
        b"source": numbers(100, 140).encode(),
        b"swap one": numbers(200, 240).encode(),
        b"swap two": numbers(300, 340).encode(),
        b"kept": b"1\n",
    }
    committed(folder, files)
    (folder / "link").symlink_to("kept")
    (folder / "becomes a file").symlink_to("kept")
    commit(folder)
    (folder / "deleted").unlink()
    write(folder, "emptied", "")
    write(folder, "filled", "1\n")
    (folder / "mode").chmod(0o755)
    write(folder, "mode and text", "1\n2\n").chmod(0o755)
    (folder / "becomes a link").unlink()
    (folder / "becomes a link").symlink_to("kept")
    (folder / "becomes a file").unlink()
    write(folder, "becomes a file", "1\n")
    (folder / "link").unlink()
    (folder / "link").symlink_to("elsewhere/gone")
    git(folder, "mv", "old name", "new name")
    write(folder, "new name", numbers(1, 41))
    git(folder, "mv", "old pure", "new pure")
    (folder / 'old "odd"\tname').unlink()
    write(folder, "new\nodd b/name ", numbers(400, 441)).chmod(0o755)
    git(folder, "add", "-A", 'old "odd"\tname', "new\nodd b")
    write(folder, "the copy", numbers(100, 141))
    write(folder, "source", numbers(99, 140))
    write(folder, "swap one", numbers(300, 340))
    write(folder, "swap two", numbers(200, 241))
    write(folder, "added/deep/file", "like no other\n")
    git(folder, "add", "the copy", "added")
    return folder


def contents(folder: Path) -> Path:
    """Binary, Latin-1, CRLF, bare CR, form feed, no newline at the end, one huge line."""
    before = {
        b"binary": b"\x00\x01\x02",
        b"becomes binary": b"text\n",
        b"image.png": pixel(255, 0, 0),
        b"latin-1": "für\nwas\n".encode("latin-1"),
        b"crlf": b"one\r\ntwo\r\nthree\r\n",
        b"to crlf": b"one\ntwo\n",
        b"bare cr": b"one\rtwo\rthree\nfour\n",
        b"form feed": b"one\x0ctwo\n\x0bthree\n\xe2\x80\xa8four\n",
        b"loses newline": b"one\ntwo\n",
        b"gains newline": b"one\ntwo",
        b"never newline": b"one\ntwo",
        b"context without newline": b"one\ntwo\nthree\nfour",
        b"huge line": b"x" * 300_000 + b"\n",
        b"looks like a diff": b"-- a/x\n++ b/x\n@@ -1 +1 @@\ndiff --git a/y b/y\n",
        b"headings.py": ("def " + "ü" * 60 + "():\n" + numbers(1, 20)).encode(),
        b"blank lines": b"a\n\n\n\nb\n",
    }
    after = {
        b"binary": b"\x00\x01\x03",
        b"becomes binary": b"text\n\x00",
        b"image.png": pixel(0, 0, 255),
        b"latin-1": "für\nwaß\n".encode("latin-1"),
        b"crlf": b"one\r\nTWO\r\nthree\r\n",
        b"to crlf": b"one\r\ntwo\r\n",
        b"bare cr": b"one\rTWO\rthree\nfour\n",
        b"form feed": b"one\x0cTWO\n\x0bTHREE\n\xe2\x80\xa8FOUR\n",
        b"loses newline": b"one\ntwo",
        b"gains newline": b"one\ntwo\n",
        b"never newline": b"one\nTWO",
        b"context without newline": b"ONE\ntwo\nthree\nfour",
        b"huge line": b"x" * 300_000 + b"y\n",
        b"looks like a diff": b"++ a/x\n-- b/x\n@@ -9 +9 @@\ndiff --git a/z b/z\n",
        b"headings.py": ("def " + "ü" * 60 + "():\n" + numbers(1, 19) + "new\n").encode(),
        b"blank lines": b"a\n\n\n\n\n\nb\n",
    }
    committed(folder, before)
    for name, content in after.items():
        write(folder, name, content)
    write(folder, "untracked binary", b"\x89PNG\x00")
    write(folder, "untracked without newline", "one")
    write(folder, "untracked empty", "")
    write(folder, "untracked program", "#!/bin/sh\n").chmod(0o755)
    (folder / "untracked link").symlink_to("/etc/passwd")
    return folder


def submodule(folder: Path) -> Path:
    """A submodule that moved on, and an untracked repository inside."""
    inner = committed(folder.with_name(folder.name + "-inner"), {b"file": b"1\n"})
    committed(folder, {b"file": b"1\n"})
    allow = ("-c", "protocol.file.allow=always")
    git(folder, *allow, "submodule", "add", "-q", str(inner), "sub module")
    commit(folder)
    write(folder / "sub module", "file", "2\n")
    commit(folder / "sub module")
    committed(folder / "nested", {b"file": b"1\n"})
    return folder


def conflict(folder: Path) -> Path:
    """A merge that stopped: both changed; one deleted what the other changed; both added."""
    committed(folder, {b"both": b"1\n2\n3\n", b"they deleted": b"1\n", b"we deleted": b"1\n"})
    git(folder, "checkout", "-q", "-b", "theirs")
    write(folder, "both", "1\ntheirs\n3\n")
    write(folder, "added", "theirs\n")
    write(folder, "we deleted", "1\ntheirs\n")
    (folder / "they deleted").unlink()
    commit(folder)
    git(folder, "checkout", "-q", "main")
    write(folder, "both", "1\nours\n3\n")
    write(folder, "added", "ours\n")
    write(folder, "they deleted", "1\nours\n")
    (folder / "we deleted").unlink()
    commit(folder)
    git(folder, "merge", "-q", "theirs", check=False)
    return folder


def unborn(folder: Path) -> Path:
    """No commit yet: one file staged and edited since, one untracked."""
    empty(folder)
    write(folder, "staged", "1\n")
    git(folder, "add", "staged")
    write(folder, "staged", "1\n2\n")
    write(folder, "untracked", "1\n")
    return folder


NASTY: dict[str, Callable[[Path], Path]] = {
    "odd_names": odd_names,
    "every_status": every_status,
    "contents": contents,
    "submodule": submodule,
    "conflict": conflict,
    "unborn": unborn,
    "empty": empty,
}


if __name__ == "__main__":
    for name, make in NASTY.items():
        make(Path(sys.argv[1]) / name)
