"""Viewed marks name the patch that was seen, on both databases."""

from pathlib import Path

import pytest

from boocode_app.contracts.viewed import ViewedEdit, ViewedFile
from boocode_app.core.db import Database
from boocode_app.core.errors import NotFound
from boocode_app.services.diffs import viewed as module
from boocode_app.services.diffs.viewed import Viewed
from boocode_app.services.projects.registry import Projects
from tests.services.projects.repositories import new_repository

FIRST, SECOND = "1" * 32, "2" * 32


@pytest.fixture
async def viewed(database: Database, tmp_path: Path) -> Viewed:
    projects = Projects(database)
    for name in ("one", "two"):
        await projects.register(new_repository(tmp_path / name))
    return Viewed(database, projects)


async def test_a_mark_follows_the_patch_and_goes_away(viewed: Viewed) -> None:
    for path in ("a.py", "odd\ud800 name", "a" * 4000):
        await viewed.mark(1, ViewedEdit.model_construct(path=path, digest=FIRST))
    await viewed.mark(1, ViewedEdit(path="a.py", digest=SECOND))
    await viewed.mark(1, ViewedEdit(path="a" * 4000))
    await viewed.mark(1, ViewedEdit(path="never marked"))
    assert sorted(await _marks(viewed, 1)) == [("a.py", SECOND), ("odd\ufffd name", FIRST)]
    assert await _marks(viewed, 2) == []


async def test_only_the_newest_marks_stay(viewed: Viewed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_MARKS", 3)
    for number in range(5):
        await viewed.mark(1, ViewedEdit(path=f"{number}.py", digest=FIRST))
    await viewed.mark(2, ViewedEdit(path="0.py", digest=FIRST))
    assert await _marks(viewed, 1) == [(f"{number}.py", FIRST) for number in (4, 3, 2)]


async def test_a_project_that_is_not_there_has_no_marks(viewed: Viewed) -> None:
    with pytest.raises(NotFound, match="no project 9"):
        await viewed.all(9)
    with pytest.raises(NotFound, match="no project 9"):
        await viewed.mark(9, ViewedEdit(path="a.py", digest=FIRST))


async def _marks(viewed: Viewed, project_id: int) -> list[tuple[str, str]]:
    items: list[ViewedFile] = (await viewed.all(project_id)).items
    return [(item.path, item.digest) for item in items]
