"""Git is asked safely, whatever the repository's configuration says."""

import asyncio
import os
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from boocode_app.core.errors import Unavailable, UpstreamFailed
from boocode_app.services.projects.git import git, git_stream, try_git
from tests.services.projects.repositories import new_repository, run_git, trap


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return new_repository(tmp_path / "repository")


async def test_it_answers_in_bytes(repository: Path) -> None:
    assert await git("show", "HEAD:README", folder=repository) == b"hello\n"


async def test_it_feeds_stdin(repository: Path) -> None:
    data = b"x" * 300_000
    name = await git("hash-object", "-w", "--stdin", folder=repository, stdin=data)
    assert await git("cat-file", "blob", name.decode().strip(), folder=repository) == data


async def test_a_failure_carries_gits_own_words(repository: Path) -> None:
    with pytest.raises(UpstreamFailed, match=r"git show failed: .*'nowhere'"):
        await git("show", "nowhere", folder=repository)
    assert (await try_git("show", "nowhere", folder=repository)).code == 128


async def test_the_file_system_monitor_and_the_hooks_of_a_repository_do_not_run(
    repository: Path, tmp_path: Path
) -> None:
    program, mark = trap(tmp_path)
    run_git(repository, "config", "core.fsmonitor", str(program))
    hook = repository / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_bytes(program.read_bytes())
    hook.chmod(0o755)
    (repository / "README").write_text("changed\n")
    await git("status", "--porcelain", folder=repository)
    await git("add", "README", folder=repository)
    assert not mark.exists()


async def test_a_pager_alias_and_prompt_of_a_repository_do_not_run(
    repository: Path, tmp_path: Path
) -> None:
    program, mark = trap(tmp_path)
    for key in ("core.pager", "pager.log", "core.editor", "core.askPass"):
        run_git(repository, "config", key, str(program))
    run_git(repository, "config", "alias.log", f"!{program}")
    await git("log", folder=repository)
    assert not mark.exists()


async def test_the_callers_git_variables_do_not_reach_git(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = new_repository(tmp_path / "other", branch="elsewhere")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert await git("symbolic-ref", "--short", "HEAD", folder=repository) == b"main\n"


async def test_too_much_output_is_refused(repository: Path) -> None:
    with pytest.raises(UpstreamFailed, match="more than 1000 bytes"):
        await git("cat-file", "blob", await _big_blob(repository), folder=repository, limit=1000)


async def test_a_stream_comes_in_pieces_and_whole(repository: Path) -> None:
    name = await _big_blob(repository)
    pieces = [piece async for piece in git_stream("cat-file", "blob", name, folder=repository)]
    assert sum(map(len, pieces)) == 2_000_000
    assert len(pieces) > 1


async def test_a_stream_that_fails_says_so_at_its_end(repository: Path) -> None:
    with pytest.raises(UpstreamFailed, match="git cat-file failed"):
        _ = [piece async for piece in git_stream("cat-file", "blob", "0" * 40, folder=repository)]


async def test_a_stream_that_is_closed_early_ends_its_git(repository: Path) -> None:
    name = await _big_blob(repository)
    async with aclosing(git_stream("cat-file", "blob", name, folder=repository)) as stream:
        await anext(stream)
    assert _children() == []


async def test_a_git_that_takes_too_long_is_ended(repository: Path) -> None:
    fifo = repository / "fifo"
    os.mkfifo(fifo)
    with pytest.raises(UpstreamFailed, match="took longer than") as caught:
        await git("hash-object", "fifo", folder=repository, timeout_s=0.2)
    assert not caught.value.permanent
    assert _children() == []


async def test_a_cancelled_git_is_ended(repository: Path) -> None:
    os.mkfifo(repository / "fifo")
    asking = asyncio.create_task(git("hash-object", "fifo", folder=repository))
    async with asyncio.timeout(5):
        while not _children():
            await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert _children() == []


async def test_a_missing_git_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(Unavailable, match="git is not installed"):
        await git("status", folder=repository)


async def _big_blob(repository: Path) -> str:
    data = b"0123456789" * 200_000
    return (
        (await git("hash-object", "-w", "--stdin", folder=repository, stdin=data)).decode().strip()
    )


def _children() -> list[str]:
    return [child.name() for child in psutil.Process().children() if child.name() == "git"]


async def test_a_git_that_is_ended_takes_its_lock_away(repository: Path, tmp_path: Path) -> None:
    (repository / ".gitattributes").write_text("new filter=slow\n")
    (repository / "new").write_text("1\n")
    os.mkfifo(tmp_path / "began")
    slow = {"filter.slow.clean": f"cat; echo now > '{tmp_path}/began'; sleep 60"}
    adding = asyncio.create_task(git("add", "new", folder=repository, config=slow))
    async with asyncio.timeout(20):
        await asyncio.to_thread((tmp_path / "began").read_text)
    assert (repository / ".git" / "index.lock").exists()
    adding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await adding
    assert not (repository / ".git" / "index.lock").exists()
