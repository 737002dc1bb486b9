"""The repository of a project, opened for reading, and what git is asked about it.

Nothing that the repository names is run: on top of the safe runner, external diffs and text
conversions are off, and no transport is allowed, since git would fetch an object that a partial
clone lacks. The index is not refreshed, since that takes its lock. Dirty work inside submodules is
not looked at: git would run their own filters for it.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from boocode_app.core.errors import Conflict
from boocode_app.services.diffs.comparison import Comparison
from boocode_app.services.projects.configuration import configuration_of
from boocode_app.services.projects.git import (
    NO_TRANSPORT,
    Answer,
    git,
    git_stream,
    no_top,
    try_git,
)

_SETTINGS: Final = {
    "diff.suppressBlankEmpty": "false",
    "diff.autoRefreshIndex": "false",
    "diff.orderFile": "/dev/null",
    **NO_TRANSPORT,
}
_DIFF: Final = (
    *("diff", "--no-ext-diff", "--no-textconv", "--no-color", "--no-relative"),
    *("--submodule=short", "--ignore-submodules=dirty", "--diff-filter=u", "-M", "-C"),
    "-z",
)
_LIST: Final = (*_DIFF, "--raw", "--numstat")
_PATCHES: Final = (
    *(*_DIFF, "-p", "--full-index", "--unified=3", "--inter-hunk-context=0"),
    *("--src-prefix=a/", "--dst-prefix=b/"),
)
_END_OF_LIST: Final = b"\0"


@dataclass(frozen=True)
class Repository:
    """A readable repository. `head` is its commit, None before the first one; `tree`: its tree."""

    root: Path
    settings: Mapping[str, str]
    head: str | None
    tree: str

    async def diff(
        self, comparison: Comparison, paths: Sequence[bytes] = ()
    ) -> AsyncGenerator[bytes]:
        """Raw records, numstat and patch of two sides, of `paths` only where there are any.

        The list and the patches are made by two gits side by side: one alone compares everything
        for the list before it starts on the patches. Files in conflict are left out of the list
        where git has nothing to compare; see `unmerged`.
        """
        words: list[str | bytes] = [*comparison.words, "--", *paths]
        async with (
            aclosing(self._stream(*_LIST, *words)) as listing,
            aclosing(self._stream(*_PATCHES, *words)) as patches,
        ):
            first = asyncio.ensure_future(anext(patches, b""))
            try:
                async for chunk in listing:
                    yield chunk
                yield _END_OF_LIST
                yield await first
                async for chunk in patches:
                    yield chunk
            finally:
                first.cancel()
                await asyncio.gather(first, return_exceptions=True)

    async def untracked(self, paths: Sequence[bytes] = ()) -> AsyncGenerator[bytes]:
        """Names that git neither tracks nor ignores; one that ends in / is a repository."""
        chunks = self._stream("ls-files", "--others", "--exclude-standard", "-z", "--", *paths)
        tail = b""
        async with aclosing(chunks):
            async for chunk in chunks:
                *names, tail = (tail + chunk).split(b"\0")
                for name in names:
                    yield name

    async def unmerged(self) -> frozenset[bytes]:
        """Names that a merge has left in conflict."""
        output = await git("ls-files", "--unmerged", "-z", folder=self.root)
        return frozenset(entry.partition(b"\t")[2] for entry in output.split(b"\0") if entry)

    async def empty_tree(self) -> str:
        """The id of the tree that holds nothing."""
        return await _empty_tree(self.root)

    def _stream(self, *words: str | bytes) -> AsyncGenerator[bytes]:
        return git_stream(*words, folder=self.root, config=self.settings)


async def open_repository(root: Path) -> Repository:
    """The repository whose top folder is `root`.

    Raises Conflict where the folder is gone, or is the top of no repository (any more).
    """
    if not root.is_dir():
        raise Conflict(f"The project's folder {str(root)!r} is gone.")
    answer, configuration = await asyncio.gather(
        try_git(
            *("rev-parse", "--verify", "--quiet", "--show-toplevel", "HEAD^{commit}"), folder=root
        ),
        configuration_of(root),
    )
    top, head = _top_and_head(answer)
    if not top or Path(os.fsdecode(top)).resolve() != root.resolve():
        raise no_top(root, answer)
    settings = {**configuration.without_filters(), **_SETTINGS}
    return Repository(root, settings, head, head or await _empty_tree(root))


def _top_and_head(answer: Answer) -> tuple[bytes, str | None]:
    """The top folder, empty outside of a repository, and the commit below it: none before one."""
    lines = answer.output.removesuffix(b"\n")
    if answer.code:
        return lines, None
    top, _, head = lines.rpartition(b"\n")
    return top, head.decode()


async def _empty_tree(root: Path) -> str:
    output = await git("hash-object", "-t", "tree", "/dev/null", folder=root)
    return output.decode().strip()
