"""Which files of a project's diff a person has viewed, and as what patch.

A mark names the patch by its digest, so it holds for that patch only: a file that changes again is
to be viewed again, and one that changes back is viewed. Of a project the newest MAX_MARKS stay.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from boocode_app.contracts.viewed import ViewedEdit, ViewedFile, ViewedFiles
from boocode_app.core.auth.credentials import OWNER
from boocode_app.core.columns import storable
from boocode_app.core.db import Database
from boocode_app.core.ids import utc_now
from boocode_app.core.upsert import upsert
from boocode_app.services.diffs.tables import ViewedRow
from boocode_app.services.projects.registry import Projects

MAX_MARKS = 5_000


@dataclass(frozen=True)
class Viewed:
    """The marks in `database`, of the projects in `projects`."""

    database: Database
    projects: Projects

    async def all(self, project_id: int) -> ViewedFiles:
        """Every mark of a project. Raises NotFound."""
        await self.projects.folder(project_id)
        async with self.database.read() as session:
            rows = (await session.exec(_marks(project_id))).all()
        return ViewedFiles(items=[ViewedFile(path=row.path, digest=row.digest) for row in rows])

    async def mark(self, project_id: int, wanted: ViewedEdit) -> None:
        """Mark a file, or take its mark away. Raises NotFound."""
        await self.projects.folder(project_id)
        name = hashlib.sha256(storable(wanted.path).encode()).hexdigest()
        values = {
            "user": OWNER,
            "project_id": project_id,
            "name": name,
            "path": wanted.path,
            "digest": wanted.digest,
            "at": utc_now(),
        }
        async with self.database.write() as session:
            if wanted.digest is None:
                await session.exec(delete(ViewedRow).where(*_of(project_id), _named([name])))
                return
            await upsert(session, ViewedRow, values, changing=("digest", "at"))
            oldest = (await session.exec(_marks(project_id).offset(MAX_MARKS))).all()
            if oldest:
                names = [row.name for row in oldest]
                await session.exec(delete(ViewedRow).where(*_of(project_id), _named(names)))


def _of(project_id: int) -> tuple[ColumnElement[bool], ...]:
    return (col(ViewedRow.user) == OWNER, col(ViewedRow.project_id) == project_id)


def _named(names: list[str]) -> ColumnElement[bool]:
    return col(ViewedRow.name).in_(names)


def _marks(project_id: int) -> SelectOfScalar[ViewedRow]:
    """The newest first."""
    order = (col(ViewedRow.at).desc(), col(ViewedRow.name))
    return select(ViewedRow).where(*_of(project_id)).order_by(*order)
