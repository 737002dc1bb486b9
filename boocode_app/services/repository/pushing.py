"""Sends the branch of a tree to a remote, never by force.

The push runs in an empty repository that borrows the objects, so nothing of the project's own
configuration is read: the transports, helpers and keys are the person's. No hook runs here, nor in
a remote that is a folder of this machine.
"""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from boocode_app.contracts.repository import PushPreview, PushStart
from boocode_app.core.errors import BooError, Conflict, UpstreamFailed
from boocode_app.services.projects.git import git, try_git
from boocode_app.services.repository.hooks import hooks_note
from boocode_app.services.repository.remotes import Remote, remote_for, rewrites, without_secret
from boocode_app.services.repository.state import remotes_of
from boocode_app.services.repository.tree import BRANCHES, Tree, digest_of
from boocode_app.services.repository.words import counted

PUSH_S: Final = 1800.0
"""How long a push may take."""
_TRANSPORTS: Final = {
    "protocol.allow": "never",
    **{f"protocol.{protocol}.allow": "always" for protocol in ("file", "http", "https", "ssh")},
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": "60",
}
_RECEIVE: Final = (
    "git -c core.hooksPath=/dev/null -c receive.autogc=false -c core.alternateRefsCommand=true"
    " -c receive.denyCurrentBranch=refuse receive-pack"
)
_BEHIND: Final = (
    "{shown} has commits that {branch!r} does not have: fetch and merge (or rebase) them first."
)
_LINE_END: Final = re.compile(rb"[\r\n]")
_IDLE: Final = re.compile(
    r"To |hint:|(remote: )?(Enumerating|Counting|Compressing|Writing|Delta|Total)\b"
    r"|Please make sure you have|and the repository exists"
)
"""Lines of git's that do not say why a push failed."""


async def preview_push(tree: Tree, wanted: PushStart) -> PushPreview:
    """What a push will do, as far as is known without asking the remote."""
    remotes = await remotes_of(tree)
    try:
        remote = await target(tree, wanted)
    except BooError as fault:
        return PushPreview(
            steps=[],
            refusal=fault.detail,
            state=digest_of(tree.head, tree.branch),
            remote=None,
            remotes=remotes,
            address=None,
            branch=None,
            commits=None,
            fast_forward=None,
        )
    known = await tree.try_("rev-parse", "--verify", "--quiet", remote.tracking)
    seen = known.output.decode().strip() if known.code == 0 else None
    others = [f"^{seen}"] if seen else ["--not", f"--remotes={remote.name}"]
    commits = await tree.count(tree.head or "", *others)
    behind = await tree.count(seen, f"^{tree.head}") if seen else None
    return PushPreview(
        steps=[_step(tree, remote, commits, seen is None)],
        notes=await _notes(tree, remote, seen is None),
        refusal=_refusal(tree, remote, commits, behind),
        state=digest_of(tree.head, tree.branch, remote),
        remote=remote.name,
        remotes=remotes,
        address=remote.shown,
        branch=remote.branch,
        commits=commits,
        fast_forward=None if behind is None else behind == 0,
    )


async def target(tree: Tree, wanted: PushStart) -> Remote:
    """Where it goes. Raises Conflict where there is nothing to push, or nowhere."""
    if tree.head is None:
        raise Conflict("There is no commit yet to push.")
    if tree.branch is None:
        raise Conflict("HEAD is on no branch: check one out, or make one, to push it.")
    return await remote_for(tree, wanted.remote)


async def push(tree: Tree, remote: Remote, said: Callable[[str], None]) -> None:
    """Push; `said` gets git's progress, a line at a time.

    Raises Conflict where the remote refuses, UpstreamFailed where it cannot be reached.
    """
    with tempfile.TemporaryDirectory(prefix="boocode-push-") as scratch:
        folder = Path(scratch)
        await _borrow(tree, folder)
        answer = await try_git(
            *("push", "--progress", "--porcelain", "--no-verify", "--recurse-submodules=no"),
            "target",
            f"{tree.head}:{BRANCHES}{remote.branch}",
            folder=folder,
            config=await _settings(folder, remote),
            timeout_s=PUSH_S,
            said=_lines(said),
        )
    _check(remote, answer.code, answer.output.decode("utf-8", "replace"), answer.complaint)
    await _remember(tree, remote)


async def _borrow(tree: Tree, folder: Path) -> None:
    """An empty repository in `folder` with all the objects of `tree`."""
    form = (await tree.ask("rev-parse", "--show-object-format")).decode().strip()
    await git("init", "-q", "--bare", "--template=", f"--object-format={form}", folder=folder)
    (folder / "objects" / "info").mkdir(exist_ok=True)
    quoted = str(tree.common / "objects").replace("\\", "\\\\").replace('"', '\\"')
    (folder / "objects" / "info" / "alternates").write_text(f'"{quoted}"\n')
    shallow = tree.common / "shallow"
    if shallow.exists():
        (folder / "shallow").write_bytes(shallow.read_bytes())


async def _settings(folder: Path, remote: Remote) -> dict[str, str]:
    """By the environment, so that no address with a password stands among the arguments."""
    settings = {**_TRANSPORTS, "remote.target.url": remote.address}
    if remote.is_local:
        settings["remote.target.receivepack"] = _RECEIVE
    if (await try_git("config", "--get", "core.sshCommand", folder=folder)).code:
        settings["core.sshCommand"] = "ssh -o BatchMode=yes"
    return settings


def _lines(said: Callable[[str], None]) -> Callable[[bytes], None]:
    def take(chunk: bytes) -> None:
        lines = [line for line in _LINE_END.split(chunk) if line.strip()]
        if lines:
            said(without_secret(lines[-1].decode("utf-8", "replace").strip()))

    return take


def _check(remote: Remote, code: int, output: str, complaint: str) -> None:
    if code == 0:
        return
    rejected = [line for line in output.splitlines() if line.startswith("!")]
    if rejected:
        reason = rejected[0].rpartition("\t")[2]
        if "fetch first" in reason or "non-fast-forward" in reason:
            raise Conflict(_BEHIND.format(shown=remote.name, branch=remote.branch))
        raise Conflict(f"{remote.name!r} refused the push: {reason}")
    telling = [line for line in complaint.splitlines() if line and not _IDLE.match(line)]
    words = without_secret(" ".join(telling[:4])) or f"exit code {code}"
    raise UpstreamFailed(f"{remote.shown!r} could not be pushed to: {words}", permanent=False)


async def _remember(tree: Tree, remote: Remote) -> None:
    """Note where the remote's branch is now; a branch without an upstream gets this one."""
    fetched = await try_git("config", "--get-all", f"remote.{remote.name}.fetch", folder=tree.root)
    standard = f"+refs/heads/*:refs/remotes/{remote.name}/*"
    if standard not in fetched.output.decode("utf-8", "replace").splitlines():
        return
    await tree.ask("update-ref", "-m", "push", remote.tracking, tree.head or "")
    upstream = await tree.try_("rev-parse", "--verify", "--quiet", f"{tree.branch}@{{upstream}}")
    if upstream.code:
        to = f"{remote.name}/{remote.branch}"
        await tree.ask("branch", "--quiet", f"--set-upstream-to={to}", tree.branch or "")


def _step(tree: Tree, remote: Remote, commits: int, is_new: bool) -> str:
    many = counted(commits, "commit")
    where = f"{remote.branch!r} of {remote.name!r} ({remote.shown})"
    if is_new:
        return f"Makes {where} from {tree.branch!r}, with {many} that it does not have."
    return f"Sends {many} of {tree.branch!r} to {where}."


async def _notes(tree: Tree, remote: Remote, is_new: bool) -> list[str]:
    notes = ["Never by force: where the remote has gone another way it refuses."]
    if not is_new:
        notes.append("The count rests on when the remote was last heard of.")
    if remote.is_local:
        notes.append("Hooks of a remote that is a folder of this machine do not run.")
    return [*notes, *rewrites(tree), *hooks_note(tree, "pre-push")]


def _refusal(tree: Tree, remote: Remote, commits: int, behind: int | None) -> str | None:
    if behind is None:
        return None
    if behind:
        return _BEHIND.format(shown=remote.name, branch=tree.branch)
    return None if commits else f"{remote.name!r} has all of {tree.branch!r} already."
