"""Compiled front ends on disk, each in a folder named by the hash of its sources.

Invariant: a folder under that name is whole: a build is put together beside it and renamed. One
that is served stays, however many are built meanwhile.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from boocode_app.core.frontend.sources import CHECKOUT, build_key

KEPT = 3
PARTS = ("build/client", "backend", "routes.json")
"""What web needs of `.web`: the pages, which of them hold state, and their routes."""


class FrontendCache:
    """The front ends kept in `folder` (settings.cache)."""

    def __init__(self, folder: Path, root: Path = CHECKOUT) -> None:
        self.root = root
        self.builds = folder / "builds"
        self.workspace = folder / "workspace"

    def current(self) -> Path | None:
        """The folder of the front end that fits the sources, None where it must be built."""
        shipped = self.root / "boocode_app" / "_frontend"
        if (shipped / "rxconfig.py").is_file():
            return shipped
        build = self.builds / build_key(self.root)
        if not build.is_dir():
            return None
        os.utime(build)
        return build

    def admit(self, web: Path, key: str) -> Path:
        """Copy what `web` (a `.web` folder) holds into the cache as `key`; prune the oldest."""
        draft = self.builds / f"{key}.tmp"
        shutil.rmtree(draft, ignore_errors=True)
        for part in PARTS:
            source, target = web / part, draft / ".web" / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copyfile(source, target)
        shutil.copyfile(self.root / "rxconfig.py", draft / "rxconfig.py")
        build = self.builds / key
        shutil.rmtree(build, ignore_errors=True)
        draft.rename(build)
        self._prune()
        return build

    def _prune(self) -> None:
        newest_first = sorted(
            (b for b in self.builds.iterdir() if not b.name.endswith(".tmp")),
            key=lambda build: build.stat().st_mtime,
            reverse=True,
        )
        for build in newest_first[KEPT:]:
            with suppress(BlockingIOError), _locked(build, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(build, ignore_errors=True)


@contextmanager
def served(build: Path) -> Iterator[None]:
    """Keep `build` where it is until the block, or this process, ends."""
    with _locked(build, fcntl.LOCK_SH):
        yield


@contextmanager
def _locked(build: Path, how: int) -> Iterator[None]:
    folder = os.open(build, os.O_RDONLY)
    try:
        fcntl.flock(folder, how)
        yield
    finally:
        os.close(folder)
