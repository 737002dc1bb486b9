"""A hostile repository's diff is shown, and nothing that it names is run."""

import os
from contextlib import aclosing, suppress
from pathlib import Path

import pytest

from boocode_app.contracts.diffs import DiffFiles, DiffQuery, DiffSide
from boocode_app.core.errors import BooError, Conflict, NotFound, UpstreamFailed
from boocode_app.services.diffs.comparing import compared
from boocode_app.services.diffs.comparison import Comparison
from boocode_app.services.diffs.contents import contents
from boocode_app.services.diffs.images import image
from boocode_app.services.diffs.opening import opened_lines
from boocode_app.services.diffs.repository import Repository, open_repository
from boocode_app.services.diffs.stream import diff_lines
from boocode_app.services.diffs.untracked import inspect, new_file_patch
from tests.services.diffs.nasty import commit, committed, git, write

SIDES: tuple[DiffSide, ...] = ("old", "new")
PROGRAMS = {
    "core.fsmonitor": "fsmonitor",
    "core.pager": "pager",
    "core.editor": "editor",
    "core.sshCommand": "ssh",
    "core.gitProxy": "proxy",
    "core.hooksPath": "hooks",
    "diff.external": "external",
    "diff.evil.command": "driver",
    "diff.evil.textconv": "textconv",
    "filter.evil.clean": "clean",
    "filter.evil.smudge": "smudge",
    "filter.evil.process": "process",
    "filter.e vil.clean": "clean with a space",
    "filter.evil.one.clean": "clean with a dot",
}


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A program that leaves a trace, and says nothing."""
    return program(tmp_path, tmp_path / "trap")


def program(tmp_path: Path, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\necho "$0 $*" >> {traces(tmp_path)}\ncat\n')
    path.chmod(0o755)
    return path


def traces(tmp_path: Path) -> Path:
    return tmp_path / "traces"


async def touch_everything(folder: Path) -> set[str]:
    """Read every scope to its end, and each file in every way; the names of the files that came."""
    repository = await open_repository(folder)
    names: set[str] = set()
    for query in (
        *(DiffQuery(scope=scope) for scope in ("working", "staged", "unstaged")),
        DiffQuery(scope="range", base="HEAD"),
        DiffQuery(scope="range", base="HEAD", head="HEAD"),
        DiffQuery(scope="commit", commit="HEAD"),
    ):
        comparison = await compared(repository, query)
        async with aclosing(diff_lines(7, repository, comparison)) as lines:
            async for line in lines:
                if isinstance(line, DiffFiles):
                    names |= {file.path for file in line.files}
        for path in names:
            await touch_file(repository, comparison, path)
    return names


async def touch_file(repository: Repository, comparison: Comparison, path: str) -> None:
    """Open it, and read either side as text and as an image, where there is one."""
    with suppress(NotFound, Conflict):
        async with aclosing(opened_lines(repository, comparison, path, None)) as lines:
            assert [line.t async for line in lines][-1] == "end"
    for side in SIDES:
        with suppress(NotFound, Conflict):
            await contents(repository, comparison, path, side)
        with suppress(NotFound, Conflict):
            await image(repository, comparison, path, side)


async def test_nothing_that_it_configures_is_run(tmp_path: Path, trap: Path) -> None:
    attributes = b'* filter=evil diff=evil\nb filter=evil.one\n[c]* filter="e vil"\n'
    folder = committed(tmp_path / "hostile", {b".gitattributes": attributes, b"a": b"1\n"})
    write(folder, "b", "1\n")
    commit(folder)
    for hook in ("post-index-change", "fsmonitor-watchman", "pre-auto-gc", "reference-transaction"):
        program(tmp_path, folder / ".git" / "hooks" / hook)
        program(tmp_path, folder / ".git" / "evil hooks" / hook)
    for setting in PROGRAMS:
        value = folder / ".git" / "evil hooks" if setting == "core.hooksPath" else trap
        git(folder, "config", setting, str(value))
    git(folder, "config", "filter.evil.required", "true")
    write(folder, "a", "2\n")
    write(folder, "b", "2\n")
    write(folder, "c", "3\n")
    write(folder, "--textconv.svg", "<svg/>")
    os.utime(folder / ".gitattributes", (1, 1))
    assert await touch_everything(folder) == {"a", "b", "c", "--textconv.svg"}
    assert not traces(tmp_path).exists()


async def test_the_trap_of_these_tests_does_bite(tmp_path: Path, trap: Path) -> None:
    folder = committed(tmp_path / "hostile", {b".gitattributes": b"* filter=evil", b"a": b"1\n"})
    git(folder, "config", "filter.evil.clean", str(trap))
    write(folder, "a", "2\n")
    git(folder, "diff")
    assert traces(tmp_path).exists()


async def test_filters_of_an_included_file_are_not_run(tmp_path: Path, trap: Path) -> None:
    folder = committed(tmp_path / "hostile", {b".gitattributes": b"* filter=evil", b"a": b"1\n"})
    write(folder, ".evil", f'[filter "evil"]\n clean = {trap}\n')
    git(folder, "config", "include.path", "../.evil")
    write(folder, "a", "2\n")
    assert await touch_everything(folder) >= {"a", ".evil"}
    assert not traces(tmp_path).exists()


async def test_filters_of_a_worktrees_own_configuration_are_not_run(
    tmp_path: Path, trap: Path
) -> None:
    folder = committed(tmp_path / "hostile", {b".gitattributes": b"* filter=evil", b"a": b"1\n"})
    git(folder, "config", "extensions.worktreeConfig", "true")
    git(folder, "config", "--worktree", "filter.evil.clean", str(trap))
    write(folder, "a", "2\n")
    assert "a" in await touch_everything(folder)
    assert not traces(tmp_path).exists()


async def test_a_filter_with_an_equals_sign_in_its_name_is_not_run(
    tmp_path: Path, trap: Path
) -> None:
    folder = committed(tmp_path / "hostile", {b".gitattributes": b"* filter=a=b", b"a": b"1\n"})
    git(folder, "config", "filter.a=b.clean", str(trap))
    write(folder, "a", "2\n")
    assert "a" in await touch_everything(folder)
    assert not traces(tmp_path).exists()


async def test_a_submodules_own_filters_and_monitor_are_not_run(tmp_path: Path, trap: Path) -> None:
    inner = committed(tmp_path / "inner", {b".gitattributes": b"* filter=other", b"a": b"1\n"})
    folder = committed(tmp_path / "hostile", {b"a": b"1\n"})
    git(folder, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    commit(folder)
    git(folder / "sub", "config", "filter.other.clean", str(trap))
    git(folder / "sub", "config", "core.fsmonitor", str(trap))
    write(folder / "sub", "a", "2\n")
    write(folder, "a", "2\n")
    assert "a" in await touch_everything(folder)
    assert not traces(tmp_path).exists()


@pytest.mark.parametrize("url", ["ssh://example.org/x", "ext::sh -c 'touch {trap}'", "{folder}"])
async def test_a_missing_object_is_not_fetched(tmp_path: Path, trap: Path, url: str) -> None:
    folder = committed(tmp_path / "hostile", {b"a": b"1\n"})
    blob = git(folder, "rev-parse", "HEAD:a").decode().strip()
    (folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for setting, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": url.format(trap=traces(tmp_path), folder=folder),
        "remote.origin.uploadpack": str(trap),
        "core.sshCommand": str(trap),
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "protocol.ssh.allow": "always",
        "protocol.file.allow": "always",
    }.items():
        git(folder, "config", setting, value)
    write(folder, "a", "2\n")
    with pytest.raises(UpstreamFailed):
        await touch_everything(folder)
    assert not traces(tmp_path).exists()


async def test_the_index_is_left_alone(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n", b"b": b"1\n"})
    write(folder, "a", "2\n")
    os.utime(folder / "b", (1, 1))
    before = (folder / ".git" / "index").stat()
    await touch_everything(folder)
    after = (folder / ".git" / "index").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("name", [b"../outside", b"link/outside", b"/etc/passwd", b"a/../../x"])
def test_reading_an_untracked_file_never_leaves_the_project(tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    write(tmp_path, "outside", "secret\n")
    (folder / "link").symlink_to(tmp_path)
    assert inspect(folder, name, 1000) is None
    with pytest.raises(BooError):
        new_file_patch(folder, name, 1000)


def test_a_pipe_is_no_file_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert inspect(tmp_path, b"pipe", 1000) is None
    with pytest.raises(BooError):
        new_file_patch(tmp_path, b"pipe", 1000)
