"""A worktree's branch is merged wholly or not at all, whoever is killed when."""

import fcntl
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from boocode_app.contracts.repository import WorktreeMerge
from boocode_app.core.errors import BooError, Conflict, UpstreamFailed
from boocode_app.services.repository.mending import journal, mend
from boocode_app.services.repository.merging import merge, preview_merge
from boocode_app.services.repository.tree import Tree, open_tree
from tests.daemon import ROOT
from tests.services.diffs.nasty import git, write
from tests.services.repository.conftest import Trap, configure, head_of

CALLER = """
import asyncio, sys
from pathlib import Path
from boocode_app.contracts.repository import WorktreeMerge
from boocode_app.services.repository.merging import merge
from boocode_app.services.repository.tree import open_tree

async def main():
    await merge(await open_tree(Path(sys.argv[1])), "beside", WorktreeMerge())

asyncio.run(main())
"""


@pytest.fixture
def beside(folder: Path, tmp_path: Path) -> Path:
    """A worktree on `side` with another a, no b, and a new c."""
    path = tmp_path / "beside"
    git(folder, "worktree", "add", "-q", "-b", "side", str(path))
    write(path, "a", "1\n2\n")
    (path / "b").unlink()
    write(path, "c", "1\n")
    git(path, "add", "-A")
    git(path, "commit", "-qm", "side")
    return path


def grow(folder: Path, name: str, content: str) -> None:
    """A commit in `folder` that writes `name`."""
    write(folder, name, content)
    git(folder, "add", name)
    git(folder, "commit", "-qm", f"write {name}")


async def test_a_branch_that_is_only_ahead_is_carried_forward(folder: Path, beside: Path) -> None:
    write(folder, "mine", "1\n")
    tree = await open_tree(folder)
    preview = await preview_merge(tree, "beside")
    assert (preview.kind, preview.commits, preview.refusal) == ("fast_forward", 1, None)
    assert preview.files == ["a", "b", "c"]
    await merge(tree, "beside", WorktreeMerge(state=preview.state))
    assert head_of(folder) == head_of(beside)
    assert git(folder, "status", "--porcelain") == b"?? mine\n"
    again = await preview_merge(await open_tree(folder), "beside")
    assert (again.kind, again.refusal) == ("nothing", "There is nothing to merge.")


async def test_two_that_went_apart_are_joined_by_a_merge_commit(folder: Path, beside: Path) -> None:
    grow(folder, "d", "1\n")
    write(beside, "late", "1\n")
    tree = await open_tree(folder)
    preview = await preview_merge(tree, "beside")
    assert preview.kind == "merge"
    assert "1 uncommitted file of the worktree will not be part of it." in preview.notes
    before = head_of(folder)
    done = await merge(tree, "beside", WorktreeMerge(state=preview.state))
    assert done.commit == head_of(folder)
    parents = git(folder, "log", "-1", "--format=%P %s").decode()
    assert parents == f"{before} {head_of(beside)} Merge branch 'side' into main\n"
    assert sorted(path.name for path in folder.iterdir()) == [".git", "a", "c", "d"]
    assert git(folder, "status", "--porcelain") == b""


async def test_conflicts_are_named_and_nothing_is_begun(folder: Path, beside: Path) -> None:
    grow(folder, "a", "other\n")
    tree = await open_tree(folder)
    before = git(folder, "status", "--porcelain"), head_of(folder)
    preview = await preview_merge(tree, "beside")
    assert (preview.kind, preview.files) == ("conflicts", ["a"])
    with pytest.raises(Conflict, match="1 file is in conflict"):
        await merge(tree, "beside", WorktreeMerge())
    assert (git(folder, "status", "--porcelain"), head_of(folder)) == before


@pytest.mark.parametrize("name", ["a", "c"])
@pytest.mark.parametrize("ignored", [False, True])
async def test_uncommitted_work_in_the_way_is_never_overwritten(
    folder: Path, beside: Path, name: str, ignored: bool
) -> None:
    write(folder, ".git/info/exclude", "c\n" if ignored else "")
    write(folder, name, "mine\n")
    tree = await open_tree(folder)
    with pytest.raises(Conflict, match="would be overwritten"):
        await merge(tree, "beside", WorktreeMerge())
    assert (folder / name).read_text() == "mine\n"
    assert head_of(folder) != head_of(beside)
    assert not list((folder / ".git").glob("boocode-merge.json"))


async def test_another_state_than_the_shown_one_is_not_merged(folder: Path, beside: Path) -> None:
    preview = await preview_merge(await open_tree(folder), "beside")
    grow(beside, "more", "1\n")
    tree = await open_tree(folder)
    with pytest.raises(Conflict, match="has changed since"):
        await merge(tree, "beside", WorktreeMerge(state=preview.state))


async def test_drivers_and_filters_of_the_repository_do_not_run(
    folder: Path, beside: Path, trap: Trap
) -> None:
    program, traces = trap
    grow(folder, ".gitattributes", "* merge=evil filter=evil\n")
    grow(folder, "a", "0\n1\n")
    for key in ("merge.evil.driver", "filter.evil.smudge", "filter.evil.clean", "gpg.program"):
        git(folder, "config", key, f"{program} %A %O %B")
    git(folder, "config", "branch.main.mergeOptions", "--verify-signatures --squash")
    git(folder, "config", "merge.verifySignatures", "true")
    git(folder, "config", "commit.gpgSign", "true")
    for name in ("post-merge", "pre-merge-commit", "post-checkout", "reference-transaction"):
        (folder / ".git" / "hooks").mkdir(exist_ok=True)
        (folder / ".git" / "hooks" / name).write_bytes(program.read_bytes())
        (folder / ".git" / "hooks" / name).chmod(0o755)
    tree = await open_tree(folder)
    await merge(tree, "beside", WorktreeMerge())
    assert (folder / "a").read_text() == "0\n1\n2\n"  # as git itself merges
    assert traces() == []
    git(folder, "merge-tree", "--write-tree", "HEAD^", "side")
    assert traces()  # the trap does bite


@pytest.mark.parametrize("done", range(4))
async def test_a_merge_killed_in_its_midst_is_undone_and_can_be_made_again(
    folder: Path, beside: Path, person: Path, done: int
) -> None:
    """git is killed while it writes its file number `done`, held there by the person's filter."""
    grow(folder, ".gitattributes", "* filter=slow\n")
    for name in ("d", "e"):
        grow(beside, name, "1\n")
    tree = await open_tree(folder)
    before = git(folder, "status", "--porcelain"), head_of(folder)
    slow = person / "slow"
    slow.write_text(
        f"#!/bin/sh\necho x >> {person}/count\n"
        f"[ $(wc -l < {person}/count) -gt {done} ] && kill -9 $PPID\ncat\n"
    )
    slow.chmod(0o755)
    configure(person, "filter.slow.smudge", str(slow))
    with pytest.raises(BooError):
        await merge(tree, "beside", WorktreeMerge())
    configure(person, "filter.slow.smudge", "cat")
    assert await mend(await open_tree(folder))
    assert (git(folder, "status", "--porcelain"), head_of(folder)) == before
    await merge(await open_tree(folder), "beside", WorktreeMerge())
    assert git(folder, "status", "--porcelain") == b""


async def test_a_merge_whose_caller_is_killed_is_brought_to_its_end_by_git(
    folder: Path, beside: Path, person: Path
) -> None:
    grow(folder, ".gitattributes", "* filter=slow\n")
    began, go, slow = (person / name for name in ("began", "go", "slow"))
    os.mkfifo(began)
    os.mkfifo(go)
    slow.write_text(
        f"#!/bin/sh\n[ -e {slow}.once ] || {{ touch {slow}.once; echo >{began}; read _ <{go}; }}\n"
        "exec cat\n"
    )
    slow.chmod(0o755)
    configure(person, "filter.slow.smudge", str(slow))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    caller = subprocess.Popen([sys.executable, "-P", "-c", CALLER, str(folder)], env=environment)
    began.read_text()
    caller.kill()
    caller.wait()
    assert not await mend(await open_tree(folder))  # git still holds the lock
    go.write_text("\n")
    with (folder / ".git" / "boocode-merge.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
    tree = await open_tree(folder)
    assert len(git(folder, "log", "-1", "--format=%P").split()) == 2
    assert await mend(tree)
    assert git(folder, "status", "--porcelain") == b""


async def test_one_killed_before_the_branch_followed_is_brought_to_its_end(
    folder: Path, beside: Path
) -> None:
    tree = await open_tree(folder)
    cut(tree, head_of(beside))
    git(folder, "read-tree", "-m", "-u", head_of(folder), head_of(beside))
    assert await mend(tree)
    assert head_of(folder) == head_of(beside)
    assert git(folder, "status", "--porcelain") == b""


async def test_work_done_after_the_kill_is_left_as_it_is(folder: Path, beside: Path) -> None:
    tree = await open_tree(folder)
    cut(tree, head_of(beside))
    write(folder, "a", "mine, since\n")
    write(folder, "c", "")
    assert await mend(tree)
    assert git(folder, "status", "--porcelain") == b" M a\n"
    assert (folder / "a").read_text() == "mine, since\n"


def cut(tree: Tree, new: str) -> None:
    """Leave what a merge leaves whose git is killed."""
    with suppress(UpstreamFailed), journal(tree, tree.head or "", new):
        raise UpstreamFailed("killed", permanent=False)


async def test_a_merge_that_another_process_makes_is_waited_for(folder: Path, beside: Path) -> None:
    tree = await open_tree(folder)
    with journal(tree, head_of(folder), head_of(beside)):
        assert not await mend(tree)
        with pytest.raises(Conflict, match="just now"):
            await merge(tree, "beside", WorktreeMerge())
