"""Registered repositories.

Invariant: a project is the top folder of a git repository, registered at most once; its number
never names another. Forgetting one keeps its row, so that registering it again brings it back.
"""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from boocode_app.contracts.projects import Project
from boocode_app.core.auth.credentials import OWNER
from boocode_app.core.db import Database
from boocode_app.core.errors import InvalidInput, NotFound
from boocode_app.core.ids import utc_now
from boocode_app.services.projects.git import try_git
from boocode_app.services.projects.tables import ProjectRow

GIT_AT_ONCE = 4


@dataclass(frozen=True)
class Projects:
    """The projects of `database`."""

    database: Database
    _gits: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(GIT_AT_ONCE), init=False
    )

    async def register(self, path: str | Path, name: str | None = None) -> Project:
        """The project that holds `path`; made where there is none yet.

        Raises InvalidInput for "path" where no git repository with working files holds it.
        """
        top = await top_folder(path)
        async with self.database.write() as session:
            row = await _known(session, top)
            if row is None:
                row = await _made(session, top, name or top.name)
            elif row.forgotten_at is not None:
                row.forgotten_at, row.trusted, row.name = None, False, name or top.name
                session.add(row)
        return await self._described(row)

    async def ensure_first(self, path: Path) -> Project:
        """Register the repository in which BooCode was started: project 1 on an empty table."""
        return await self.register(path)

    async def all(self) -> list[Project]:
        """Every project that is not forgotten, in the order of registration."""
        query = (
            select(ProjectRow)
            .where(col(ProjectRow.forgotten_at).is_(None))
            .order_by(col(ProjectRow.id))
        )
        async with self.database.read() as session:
            rows = (await session.exec(query)).all()
        return list(await asyncio.gather(*map(self._described, rows)))

    async def get(self, project_id: int) -> Project:
        """One project. Raises NotFound."""
        return await self._described(await self._row(project_id))

    async def folder(self, project_id: int) -> Path:
        """Its top folder. Raises NotFound where the project is unknown or its folder is gone."""
        row = await self._row(project_id)
        if not Path(row.path).is_dir():
            raise NotFound(f"The folder {row.path} of project {project_id} is gone.")
        return Path(row.path)

    async def forget(self, project_id: int) -> None:
        """Take it out of the list; nothing on disk changes. Raises NotFound."""
        row = await self._row(project_id)
        async with self.database.write() as session:
            row.forgotten_at = utc_now()
            session.add(row)

    async def _row(self, project_id: int) -> ProjectRow:
        async with self.database.read() as session:
            row = await session.get(ProjectRow, project_id)
        if row is None or row.forgotten_at is not None:
            raise NotFound(f"There is no project {project_id}.")
        return row

    async def _described(self, row: ProjectRow) -> Project:
        assert row.id is not None
        folder = Path(row.path)
        available = folder.is_dir()
        return Project(
            id=row.id,
            name=row.name,
            path=row.path,
            branch=await self._branch(folder) if available else None,
            available=available,
            created_at=row.created_at,
        )

    async def _branch(self, folder: Path) -> str | None:
        """The branch that is checked out, None on a detached HEAD."""
        async with self._gits:
            answer = await try_git("symbolic-ref", "--short", "-q", "HEAD", folder=folder)
        return answer.output.decode("utf-8", "replace").strip() or None


async def top_folder(path: str | Path) -> Path:
    """The top folder of the git repository that holds `path`. Raises InvalidInput for "path"."""
    folder = _existing_folder(path)
    answer = await try_git("rev-parse", "--show-toplevel", folder=folder)
    if answer.code:
        raise InvalidInput(_no_repository(folder, answer.complaint), field="path")
    try:
        top = Path(answer.output.removesuffix(b"\n").decode())
    except UnicodeDecodeError:
        raise InvalidInput(f"{str(path)!r}: its name is not UTF-8", field="path") from None
    if not folder.is_relative_to(top):
        raise InvalidInput(
            f"{str(folder)!r}: its git configuration (core.worktree) points to {str(top)!r}",
            field="path",
        )
    return top


def _existing_folder(path: str | Path) -> Path:
    try:
        folder = Path(path).expanduser()
        if not folder.is_absolute():
            raise InvalidInput(f"{str(path)!r} is not an absolute path", field="path")
        folder = folder.resolve(strict=True)
        if not folder.is_dir():
            raise InvalidInput(f"{str(path)!r} is a file, not a folder", field="path")
    except FileNotFoundError:
        raise InvalidInput(f"{str(path)!r} does not exist", field="path") from None
    except OSError as fault:
        raise InvalidInput(f"{str(path)!r}: {fault.strerror}", field="path") from None
    except (ValueError, RuntimeError) as fault:  # a NUL in it; a home of nobody
        raise InvalidInput(f"{path!r} is no path: {fault}", field="path") from None
    return folder


def _no_repository(folder: Path, complaint: str) -> str:
    if "not a git repository" in complaint:
        return f"{str(folder)!r} is not in a git repository (`git init` makes it one)"
    if "must be run in a work tree" in complaint:
        return f"{str(folder)!r} is in a git repository, but not among its working files"
    first = complaint.splitlines()[0] if complaint else "git does not say why"
    return f"{str(folder)!r}: {first.removeprefix('fatal: ')}"


async def _known(session: AsyncSession, top: Path) -> ProjectRow | None:
    return (await session.exec(select(ProjectRow).where(ProjectRow.path == str(top)))).first()


async def _made(session: AsyncSession, top: Path, name: str) -> ProjectRow:
    row = ProjectRow(name=name, path=str(top), user=OWNER, created_at=utc_now())
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another process registered it in this moment
        known = await _known(session, top)
        assert known is not None
        return known
    return row
