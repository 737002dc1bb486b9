"""Puts right what a merge left that was killed in the midst of its work.

Before git carries the folder forward, a journal says from which commit to which; git itself holds
the journal's lock, so it is known when it is gone. A merge that was cut is undone: files that are
as the merge left them go back; one that has other content since is left as it is.
"""

import asyncio
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psutil

from boocode_app.core.errors import BooError, Conflict
from boocode_app.core.files import write_atomically
from boocode_app.services.repository.branches import differing
from boocode_app.services.repository.tree import BRANCHES, Tree

_JOURNAL: Final = "boocode-merge.json"
_LOCK: Final = "boocode-merge.lock"


@contextmanager
def journal(tree: Tree, old: str, new: str) -> Iterator[int]:
    """Around a merge: the descriptor that git is to hold. Raises Conflict while another is made."""
    with _locked(tree) as lock:
        note = {"branch": tree.branch, "old": old, "new": new}
        write_atomically(tree.own / _JOURNAL, json.dumps(note))
        try:
            yield lock
        except BooError as fault:
            if fault.permanent:  # git itself said no, and did nothing
                (tree.own / _JOURNAL).unlink(missing_ok=True)
            raise
        (tree.own / _JOURNAL).unlink(missing_ok=True)


async def mend(tree: Tree) -> bool:
    """Put right what a killed merge left; whether it did. Not while a merge, or another git that
    may hold the index, is at work.
    """
    path = tree.own / _JOURNAL
    if not path.exists():
        return False
    with suppress(Conflict), _locked(tree):
        note = json.loads(path.read_bytes())
        if tree.branch == note["branch"] and tree.head == note["old"]:
            await asyncio.to_thread(_unlock_index, tree)
            if await _index_is(tree, note["new"]):
                ref = BRANCHES + note["branch"]
                await tree.ask("update-ref", "-m", "merge", ref, note["new"], note["old"])
            else:
                await _put_back(tree, note["old"], note["new"])
        path.unlink(missing_ok=True)
        return True
    return False


async def _index_is(tree: Tree, new: str) -> bool:
    """Whether the index got as far as `new`: then all files did, and only the branch is behind."""
    names = await differing(tree, tree.head, new)
    old, target = tree.head, new
    assert old is not None
    options = ("--cached", "-z", "--name-only", "--no-renames")
    from_old = set((await tree.ask("diff-index", *options, old, "--")).split(b"\0"))
    from_new = set((await tree.ask("diff-index", *options, target, "--")).split(b"\0"))
    return set(names) <= from_old and not set(names) & from_new


async def _put_back(tree: Tree, old: str, new: str) -> None:
    """Files that the merge wrote, wholly or in part, as they were before it."""
    before = set(
        (await tree.ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", old)).split(b"\0")
    )
    restored = []
    for name in await differing(tree, old, new):
        path = tree.root / os.fsdecode(name)
        if not await _is_the_merges(tree, path, new, name):
            continue
        if name in before:
            restored.append(name)
        else:
            with suppress(OSError):
                path.unlink()
    words = ("checkout-index", "--force", "-z", "--stdin")
    await tree.ask(*words, stdin=b"".join(name + b"\0" for name in restored))


async def _is_the_merges(tree: Tree, path: Path, new: str, name: bytes) -> bool:
    """Whether `path` is missing, or holds the beginning of what the merge was to write there."""
    if not path.parent.resolve().is_relative_to(tree.root.resolve()):
        return False
    try:
        link = path.is_symlink()
        content = os.fsencode(path.readlink()) if link else path.read_bytes()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    spec = new.encode() + b":" + name
    written = await tree.try_("cat-file", "--filters", spec)
    return written.code == 0 and written.output.startswith(content)


@contextmanager
def _locked(tree: Tree) -> Iterator[int]:
    descriptor = os.open(tree.own / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield descriptor
    except BlockingIOError:
        raise Conflict("A merge is being made here just now.") from None
    finally:
        os.close(descriptor)


def _unlock_index(tree: Tree) -> None:
    """Remove the lock that the killed git left. Raises Conflict while another git runs here."""
    lock = tree.own / "index.lock"
    if not lock.exists():
        return
    for process in psutil.process_iter(["name", "cwd"]):
        folder = process.info["cwd"]
        if process.info["name"] == "git" and folder and Path(folder).is_relative_to(tree.root):
            raise Conflict("Another git is at work in the project's folder.")
    lock.unlink(missing_ok=True)
