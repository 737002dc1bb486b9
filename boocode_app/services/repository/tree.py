"""The working tree of a project, opened to be asked and to be changed.

Nothing that the repository names is run: on top of the safe runner, filters of its own and merge
drivers of its own are replaced, signing and transports are off, and submodules are left alone.
"""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from boocode_app.core.errors import Conflict, InvalidInput
from boocode_app.services.projects.git import NO_TRANSPORT, Answer, git, try_git, without_filters

CHANGE_S: Final = 120.0
"""How long a command may take that writes the working tree."""
BRANCHES: Final = "refs/heads/"
_SETTINGS: Final = {
    "commit.gpgSign": "false",
    "core.editor": "false",
    "diff.ignoreSubmodules": "dirty",
    "i18n.commitEncoding": "UTF-8",
    "i18n.logOutputEncoding": "UTF-8",
    "merge.autoStash": "false",
    "merge.verifySignatures": "false",
    "submodule.recurse": "false",
    "user.useConfigOnly": "true",
    **NO_TRANSPORT,
}
_PLAIN_MERGE: Final = "git merge-file --marker-size=%L %A %O %B"
"""What git itself does with two texts: in the place of a driver that the repository names."""


@dataclass(frozen=True)
class Tree:
    """A working tree as it stood when it was opened.

    `own` is its git folder, `common` the one that all worktrees share; `head` is its commit, None
    before the first one, `branch` the name of its branch, None on a detached HEAD.
    """

    root: Path
    own: Path
    common: Path
    settings: Mapping[str, str]
    head: str | None
    branch: str | None

    async def ask(
        self,
        *words: str | bytes,
        config: Mapping[str, str] | None = None,
        stdin: bytes | None = None,
        timeout_s: float = 30.0,
        holding: int | None = None,
    ) -> bytes:
        """What `git WORDS` writes here. Raises what `git` raises."""
        return await git(
            *words,
            folder=self.root,
            config={**self.settings, **(config or {})},
            stdin=stdin,
            timeout_s=timeout_s,
            holding=holding,
        )

    async def try_(
        self,
        *words: str | bytes,
        config: Mapping[str, str] | None = None,
        stdin: bytes | None = None,
        timeout_s: float = 30.0,
    ) -> Answer:
        """As `ask`, but a refusal is an answer too."""
        return await try_git(
            *words,
            folder=self.root,
            config={**self.settings, **(config or {})},
            stdin=stdin,
            timeout_s=timeout_s,
        )

    async def commit_of(self, ref: str, field: str = "ref") -> str:
        """The id of the commit that `ref` names. Raises InvalidInput for `field`."""
        wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        answer = await self.try_(*wanted) if "\0" not in ref else Answer(1, b"", "")
        if answer.code:
            raise InvalidInput(f"{ref!r} is no commit of this repository.", field=field)
        return answer.output.decode().strip()

    async def count(self, *range_: str) -> int:
        """How many commits `range_` holds."""
        return int(await self.ask("rev-list", "--count", *range_, "--"))


async def open_tree(root: Path) -> Tree:
    """The tree whose top folder is `root`.

    Raises Conflict where the folder is gone, or is the top of no repository (any more).
    """
    if not root.is_dir():
        raise Conflict(f"The folder {str(root)!r} is gone.")
    top, own, common, head, branch, settings = await asyncio.gather(
        try_git("rev-parse", "--show-toplevel", folder=root),
        try_git("rev-parse", "--absolute-git-dir", folder=root),
        try_git("rev-parse", "--path-format=absolute", "--git-common-dir", folder=root),
        try_git("rev-parse", "--verify", "--quiet", "HEAD^{commit}", folder=root),
        try_git("symbolic-ref", "--quiet", "HEAD", folder=root),
        _settings(root),
    )
    if top.code or _path(top).resolve() != root.resolve():
        reason = f": {top.complaint}" if top.complaint else "."
        raise Conflict(f"{str(root)!r} is no longer the top folder of a git repository{reason}")
    name = branch.output.decode("utf-8", "surrogateescape").strip()
    return Tree(
        root=root,
        own=_path(own),
        common=_path(common),
        settings=settings,
        head=head.output.decode().strip() or None,
        branch=name.removeprefix(BRANCHES) or None,
    )


def digest_of(*facts: object) -> str:
    """A name for `facts`: 32 hex digits that are others when one of them is."""
    return sha256("\0".join(map(repr, facts)).encode()).hexdigest()[:32]


def check_state(shown: str | None, present: str) -> None:
    """Raises Conflict where a person was shown another state than the present one."""
    if shown is not None and shown != present:
        raise Conflict("The repository has changed since this was shown: look again.")


async def _settings(root: Path) -> dict[str, str]:
    filters, drivers = await asyncio.gather(without_filters(root), _without_drivers(root))
    return {**filters, **drivers, **_SETTINGS}


async def _without_drivers(root: Path) -> dict[str, str]:
    """Merge drivers that the repository's own configuration names do what git itself does."""
    pattern = r"^merge\..*\.driver$"
    own = await own_keys(root, pattern)
    return dict.fromkeys(own, _PLAIN_MERGE)


async def own_keys(root: Path, pattern: str) -> list[str]:
    """The keys like `pattern` that the repository's own configuration sets, not the person's."""
    return [key for scope, key, _ in await _configured(root, pattern) if scope in _OWN]


async def persons_values(root: Path, pattern: str) -> dict[str, str]:
    """What the person's own configuration, or the machine's, says under keys like `pattern`."""
    found = await _configured(root, pattern)
    return {key: value for scope, key, value in found if scope in ("system", "global")}


_OWN: Final = ("local", "worktree")


async def _configured(root: Path, pattern: str) -> list[tuple[str, str, str]]:
    """(scope, key, value) of each key like `pattern`, the last of a key counts."""
    answer = await try_git("config", "--show-scope", "-z", "--get-regexp", pattern, folder=root)
    fields = answer.output.decode("utf-8", "surrogateescape").split("\0")
    entries = zip(fields[::2], fields[1::2], strict=False)
    return [(scope, *_entry(text)) for scope, text in entries]


def _entry(text: str) -> tuple[str, str]:
    """Key and value; a key alone means true, as git has it."""
    key, separator, value = text.partition("\n")
    return key, value if separator else "true"


def _path(answer: Answer) -> Path:
    return Path(os.fsdecode(answer.output.removesuffix(b"\n")))
