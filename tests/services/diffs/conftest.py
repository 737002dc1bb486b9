"""A desk at which changes of one real repository are staged and discarded."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import pytest

from boocode_app.contracts.diffs import DiffFile, DiffFiles, DiffPatch, DiffQuery
from boocode_app.contracts.staging import ChosenFile, Lines, Selection, StagingScope
from boocode_app.core.db import Database
from boocode_app.services.diffs.service import Diffs
from boocode_app.services.diffs.staging.staging import Staging
from boocode_app.services.projects.registry import Projects
from boocode_app.services.projects.turns import Turns


@dataclass(frozen=True)
class Desk:
    """A registered repository, and what works on it."""

    folder: Path
    project_id: int
    diffs: Diffs
    staging: Staging

    async def shown(self, scope: StagingScope) -> dict[str, tuple[DiffFile, str | None]]:
        """The files of a diff by their names, each with the digest of its patch."""
        files: list[DiffFile] = []
        digests: dict[int, str] = {}
        lines = self.diffs.stream(self.project_id, DiffQuery(scope=scope))
        async with aclosing(lines):
            async for line in lines:
                if isinstance(line, DiffFiles):
                    files = line.files
                elif isinstance(line, DiffPatch):
                    digests[line.index] = line.digest
        return {file.path: (file, digests.get(file.index)) for file in files}

    async def chosen(
        self,
        scope: StagingScope,
        path: str,
        removed: list[Lines] | None = None,
        added: list[Lines] | None = None,
    ) -> Selection:
        """One file, or lines of it, as a person would choose them."""
        file, digest = (await self.shown(scope))[path]
        chosen = ChosenFile(
            path=path, old_path=file.old_path, digest=digest, removed=removed, added=added
        )
        return Selection(scope=scope, files=[chosen])

    async def everything(self, scope: StagingScope) -> Selection:
        """Every file of a diff, whole."""
        files = [
            ChosenFile(path=path, old_path=file.old_path, digest=digest)
            for path, (file, digest) in (await self.shown(scope)).items()
        ]
        return Selection(scope=scope, files=files)


@pytest.fixture
async def desk_at(
    migrated_sqlite: Path, tmp_path: Path
) -> AsyncIterator[Callable[[Path], Awaitable[Desk]]]:
    """Gives a desk at a repository."""
    file = tmp_path / "desk.db"
    shutil.copy(migrated_sqlite, file)
    database = Database(f"sqlite+aiosqlite:///{file}")
    projects = Projects(database)

    async def at(folder: Path) -> Desk:
        project = await projects.register(folder)
        return Desk(folder, project.id, Diffs(projects), Staging(projects, Turns()))

    yield at
    await database.close()
