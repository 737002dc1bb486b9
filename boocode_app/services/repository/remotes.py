"""Where a branch is pushed to, as far as the repository may say.

Of the repository's own configuration only a remote's address and its branches' upstreams are read:
programs, helpers and rewritten addresses that it names are not.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from boocode_app.core.errors import Conflict
from boocode_app.services.repository.state import remotes_of
from boocode_app.services.repository.tree import BRANCHES, Tree

_SCHEMES: Final = ("http", "https", "ssh", "git+ssh", "ssh+git", "file")
_HELPER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.-]*::")
_HOST_PATH: Final = re.compile(r"[^/]*:")
_SECRET: Final = re.compile(r"(?<=://)[^/@\s]*@")


@dataclass(frozen=True)
class Remote:
    """A remote's `name`, its `address` as git is given it, and the `branch` to push to."""

    name: str
    address: str
    branch: str

    @property
    def shown(self) -> str:
        """The address without a password."""
        return without_secret(self.address)

    @property
    def is_local(self) -> bool:
        """Whether it is a folder of this machine."""
        return self.address.startswith(("/", "file:"))

    @property
    def tracking(self) -> str:
        """The ref that tells where the remote's branch was last seen."""
        return f"refs/remotes/{self.name}/{self.branch}"


def without_secret(text: str) -> str:
    """`text` without what stands before the `@` of an address."""
    return _SECRET.sub("", text)


async def remote_for(tree: Tree, wanted: str | None) -> Remote:
    """Where the branch of `tree` goes. Raises Conflict where that is not clear, or not allowed."""
    assert tree.branch is not None
    names = await remotes_of(tree)
    upstream = tree.configuration.value(f"branch.{tree.branch}.remote")
    name = wanted or upstream or ("origin" if "origin" in names else None)
    if name is None and len(names) == 1:
        name = names[0]
    if name is None or name not in names:
        raise Conflict(_unknown(name, names))
    branch = tree.branch
    if name == upstream:
        named = tree.configuration.value(f"branch.{tree.branch}.merge") or ""
        branch = named.removeprefix(BRANCHES) or branch
    return Remote(name, _address(tree, name), branch)


def rewrites(tree: Tree) -> list[str]:
    """What a preview says where the repository would have addresses rewritten."""
    if not tree.configuration.own_keys(r"url\..*\.(pushinsteadof|insteadof)"):
        return []
    return ["Addresses are not rewritten as the repository's own configuration says (url.*)."]


def _address(tree: Tree, name: str) -> str:
    for key in ("pushurl", "url"):
        if found := tree.configuration.values(f"remote.{name}.{key}"):
            break
    if len(found) != 1:
        count = f"{len(found)} addresses" if found else "no address"
        raise Conflict(f"The remote {name!r} has {count} to push to: it needs one.")
    if tree.configuration.value(f"remote.{name}.vcs"):
        raise Conflict(f"The remote {name!r} names a helper program (vcs), which is not run.")
    return _allowed(tree.root, name, found[0])


def _allowed(root: Path, name: str, address: str) -> str:
    """`address`, a folder made absolute. Raises Conflict for what git would have a program do."""
    scheme = urlsplit(address).scheme if "://" in address else ""
    if _HELPER.match(address) or address.startswith("-") or (scheme and scheme not in _SCHEMES):
        shown = without_secret(address)
        raise Conflict(
            f"The remote {name!r} is at {shown!r}: BooCode pushes to http, https, ssh and folders."
        )
    if scheme or _HOST_PATH.match(address):
        return address
    return str((root / address).resolve())


def _unknown(name: str | None, names: list[str]) -> str:
    if name is not None:
        return f"There is no remote {name!r}."
    if not names:
        return "The repository has no remote: `git remote add origin ADDRESS` names one."
    return f"Which remote is meant: {', '.join(names)}?"
