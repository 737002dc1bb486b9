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
from boocode_app.services.projects.configuration import Configuration, configuration_of
from boocode_app.services.projects.git import NO_TRANSPORT, Answer, git, no_top, try_git

CHANGE_S: Final = 120.0
"""How long a command may take that writes the working tree."""
BRANCHES: Final = "refs/heads/"
_FOLDERS: Final = ("--show-toplevel", "--absolute-git-dir", "--git-common-dir")
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

    `own` is its git folder, `common` the one that all worktrees share; `settings` is the `config`
    of every command here. `head` is its commit, None before the first one, `branch` the name of its
    branch, None on a detached HEAD.
    """

    root: Path
    own: Path
    common: Path
    configuration: Configuration
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
    (own, common, head), branch, configuration = await asyncio.gather(
        _own_common_head(root),
        try_git("symbolic-ref", "--quiet", "HEAD", folder=root),
        configuration_of(root),
    )
    name = branch.output.decode("utf-8", "surrogateescape").strip()
    return Tree(
        root=root,
        own=own,
        common=common,
        configuration=configuration,
        settings=_settings(configuration),
        head=head,
        branch=name.removeprefix(BRANCHES) or None,
    )


def digest_of(*facts: object) -> str:
    """A name for `facts`: 32 hex digits that are others when one of them is."""
    return sha256("\0".join(map(repr, facts)).encode()).hexdigest()[:32]


def check_state(shown: str | None, present: str) -> None:
    """Raises Conflict where a person was shown another state than the present one."""
    if shown is not None and shown != present:
        raise Conflict("The repository has changed since this was shown: look again.")


async def _own_common_head(root: Path) -> tuple[Path, Path, str | None]:
    """The git folder, the one that worktrees share, the commit. Raises Conflict as `open_tree`."""
    ask = ("rev-parse", "--path-format=absolute")
    answer = await try_git(*ask, "--verify", "--quiet", *_FOLDERS, "HEAD^{commit}", folder=root)
    lines = answer.output.split(b"\n")[:-1]
    head = None if answer.code else lines.pop().decode()
    if not lines:
        raise no_top(root, answer)
    if len(lines) != len(_FOLDERS):  # a name has a line break in it
        answers = [await try_git(*ask, folder, folder=root) for folder in _FOLDERS]
        lines = [answer.output.removesuffix(b"\n") for answer in answers]
    top, own, common = (Path(os.fsdecode(line)) for line in lines)
    if top.resolve() != root.resolve():
        raise no_top(root, answer)
    return own, common, head


def _settings(configuration: Configuration) -> dict[str, str]:
    """Merge drivers that the repository's own configuration names do what git itself does."""
    drivers = dict.fromkeys(configuration.own_keys(r"merge\..*\.driver"), _PLAIN_MERGE)
    return {**configuration.without_filters(), **drivers, **_SETTINGS}
