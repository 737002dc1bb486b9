"""A push: told first, never by force, by the person's own means only."""

import asyncio
from pathlib import Path

import pytest

from boocode_app.contracts.repository import PushStart, PushStatus
from boocode_app.core.errors import Conflict, UpstreamFailed
from boocode_app.services.repository.pushes import Pushes
from boocode_app.services.repository.pushing import preview_push, push, target
from boocode_app.services.repository.remotes import without_secret
from boocode_app.services.repository.tree import open_tree
from tests.services.diffs.nasty import git
from tests.services.repository.conftest import Trap, configure, head_of


@pytest.fixture
def there(folder: Path, tmp_path: Path) -> Path:
    """The bare repository that `folder` calls origin."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(tmp_path / "there"))
    git(folder, "remote", "add", "origin", str(tmp_path / "there"))
    return tmp_path / "there"


@pytest.fixture
def other(there: Path, folder: Path, tmp_path: Path) -> Path:
    """A clone of origin that has what `folder` has."""
    git(folder, "push", "-q", "-u", "origin", "main")
    git(tmp_path, "clone", "-q", str(there), str(tmp_path / "other"))
    return tmp_path / "other"


async def pushed(folder: Path, wanted: PushStart | None = None) -> list[str]:
    """Push, and give what was said meanwhile."""
    tree = await open_tree(folder)
    said: list[str] = []
    await push(tree, await target(tree, wanted or PushStart()), said.append)
    return said


async def test_a_first_push_makes_the_branch_and_its_upstream(folder: Path, there: Path) -> None:
    preview = await preview_push(await open_tree(folder), PushStart())
    assert (preview.remote, preview.branch, preview.commits) == ("origin", "main", 1)
    assert (preview.refusal, preview.fast_forward, preview.address) == (None, None, str(there))
    assert await pushed(folder)
    assert head_of(there, "main") == head_of(folder)
    assert git(folder, "rev-parse", "--abbrev-ref", "main@{upstream}") == b"origin/main\n"
    after = await preview_push(await open_tree(folder), PushStart())
    assert after.refusal == "'origin' has all of 'main' already."


async def test_a_branch_goes_to_its_upstream_whatever_that_is_called(
    folder: Path, other: Path, there: Path
) -> None:
    git(folder, "push", "-q", "-u", "origin", "main:trunk")
    git(folder, "commit", "-q", "--allow-empty", "-m", "two")
    preview = await preview_push(await open_tree(folder), PushStart())
    assert (preview.branch, preview.commits, preview.fast_forward) == ("trunk", 1, True)
    await pushed(folder)
    assert head_of(there, "trunk") == head_of(folder, "refs/remotes/origin/trunk")
    assert head_of(there, "trunk") == head_of(folder)


async def test_what_the_remote_has_besides_is_never_overwritten(
    folder: Path, other: Path, there: Path
) -> None:
    git(other, "commit", "-q", "--allow-empty", "-m", "theirs")
    git(other, "push", "-q", "origin", "main")
    git(folder, "commit", "-q", "--allow-empty", "-m", "mine")
    git(folder, "config", "remote.origin.push", "+refs/heads/main:refs/heads/main")
    git(folder, "config", "remote.origin.mirror", "true")
    theirs = head_of(there, "main")
    with pytest.raises(Conflict, match="has commits that 'main' does not have"):
        await pushed(folder)
    assert head_of(there, "main") == theirs
    git(folder, "fetch", "-q")
    preview = await preview_push(await open_tree(folder), PushStart())
    assert preview.fast_forward is False
    assert preview.refusal


async def test_each_place_that_is_none_is_told(folder: Path, tmp_path: Path) -> None:
    async def refusal(wanted: PushStart | None = None) -> str:
        preview = await preview_push(await open_tree(folder), wanted or PushStart())
        return preview.refusal or ""

    assert "has no remote" in await refusal()
    git(folder, "remote", "add", "one", str(tmp_path / "one"))
    git(folder, "remote", "add", "two", "https://example.org/x.git")
    assert await refusal() == "Which remote is meant: one, two?"
    assert await refusal(PushStart(remote="three")) == "There is no remote 'three'."
    with pytest.raises(UpstreamFailed, match="does not appear to be a git repository"):
        await pushed(folder, PushStart(remote="one"))
    git(folder, "checkout", "-q", "--detach")
    assert "on no branch" in await refusal(PushStart(remote="one"))


@pytest.mark.parametrize(
    "address",
    ["ext::sh -c {trap}", "--upload-pack={trap}", "evil::x", "fd::7", "git://example.org/x"],
)
async def test_an_address_that_would_run_a_program_is_refused(
    folder: Path, trap: Trap, address: str
) -> None:
    program, traces = trap
    git(folder, "config", "remote.origin.url", address.format(trap=program))
    git(folder, "config", "protocol.allow", "always")
    git(folder, "config", "protocol.ext.allow", "always")
    with pytest.raises(Conflict, match="BooCode pushes to http, https, ssh and folders"):
        await pushed(folder)
    assert traces() == []


async def test_nothing_that_the_repository_configures_is_run(
    folder: Path, there: Path, trap: Trap, tmp_path: Path
) -> None:
    program, traces = trap
    evil = "url.ext::sh -c " + str(program)
    for key, value in {
        "remote.origin.receivepack": str(program),
        "remote.origin.uploadpack": str(program),
        "credential.helper": f"!{program}",
        "core.sshCommand": str(program),
        "core.gitProxy": str(program),
        "core.askPass": str(program),
        "core.alternateRefsCommand": str(program),
        "core.fsmonitor": str(program),
        "core.hooksPath": str(tmp_path / "hooks"),
        f"{evil}.insteadOf": str(there),
        f"{evil}.pushInsteadOf": str(there),
        "protocol.ext.allow": "always",
    }.items():
        git(folder, "config", key, value)
    for place in (folder / ".git" / "hooks", tmp_path / "hooks", there / "hooks"):
        for name in ("pre-push", "reference-transaction", "pre-receive", "update", "post-receive"):
            place.mkdir(exist_ok=True)
            (place / name).write_bytes(program.read_bytes())
            (place / name).chmod(0o755)
    git(there, "config", "core.alternateRefsCommand", str(program))
    preview = await preview_push(await open_tree(folder), PushStart())
    assert any("pre-push hook does not run" in note for note in preview.notes)
    assert any("are not rewritten" in note for note in preview.notes)
    await pushed(folder)
    assert traces() == []
    assert head_of(there, "main") == head_of(folder)


@pytest.mark.parametrize("address", ["ssh://example.org/x", "example.org:x"])
async def test_over_ssh_the_persons_own_command_is_run_and_not_the_repositorys(
    folder: Path, person: Path, trap: Trap, address: str
) -> None:
    program, traces = trap
    git(folder, "config", "core.sshCommand", str(program))
    git(folder, "remote", "add", "origin", address)
    mine = person / "myssh"
    mine.write_text(f"#!/bin/sh\necho \"$@\" >> {person}/calls\necho 'no such key' >&2\nexit 255\n")
    mine.chmod(0o755)
    configure(person, "core.sshCommand", str(mine))
    with pytest.raises(UpstreamFailed, match="no such key"):
        await pushed(folder)
    assert "example.org" in (person / "calls").read_text()
    assert traces() == []


def test_a_password_in_an_address_is_not_shown() -> None:
    told = "fatal: unable to access 'https://ada:s3cret@example.org/x/': no"
    assert without_secret(told) == "fatal: unable to access 'https://example.org/x/': no"


async def test_a_job_tells_how_it_ends_and_can_be_cancelled(
    folder: Path, person: Path, there: Path
) -> None:
    pushes = Pushes()
    tree = await open_tree(folder)
    began = pushes.start(1, tree, await target(tree, PushStart()))
    with pytest.raises(Conflict, match="running already"):
        pushes.start(1, tree, await target(tree, PushStart()))
    assert (await _ended(pushes, began)).state == "done"

    slow = person / "slow"
    slow.write_text("#!/bin/sh\n[ $1 = -G ] && exit\necho 'Connecting' >&2\nexec sleep 100\n")
    slow.chmod(0o755)
    configure(person, "core.sshCommand", str(slow))
    git(folder, "remote", "add", "far", "ssh://example.org/x")
    tree = await open_tree(folder)
    began = pushes.start(1, tree, await target(tree, PushStart(remote="far")))
    assert (await pushes.get(1, began.id, wait_s=10)).progress == "Connecting"
    assert (await pushes.cancel(1, began.id)).state == "cancelled"


async def test_a_job_that_fails_says_why(folder: Path, tmp_path: Path) -> None:
    git(folder, "remote", "add", "origin", str(tmp_path / "nowhere"))
    pushes = Pushes()
    tree = await open_tree(folder)
    ended = await _ended(pushes, pushes.start(1, tree, await target(tree, PushStart())))
    assert ended.state == "failed"
    assert "does not appear to be a git repository" in (ended.detail or "")


async def _ended(pushes: Pushes, status: PushStatus) -> PushStatus:
    async with asyncio.timeout(20):
        while status.state == "running":
            status = await pushes.get(1, status.id, wait_s=5)
    return status
