"""Random edits, random choices of lines: what is staged, left, discarded and put back is exact."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boocode_app.contracts.staging import Selection
from boocode_app.core.db import Database
from boocode_app.core.errors import InvalidInput
from boocode_app.services.diffs.service import Diffs
from boocode_app.services.diffs.staging.staging import Staging
from boocode_app.services.projects.registry import Projects
from boocode_app.services.projects.turns import Turns
from tests.services.diffs.conftest import Desk
from tests.services.diffs.nasty import committed, git, write
from tests.services.diffs.staging.test_selection import texts

NUMBERS = st.sets(st.integers(1, 12))


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts(), texts(), NUMBERS, NUMBERS)
def test_every_choice_is_exact(
    migrated_sqlite: Path, old: bytes, new: bytes, removed: set[int], added: set[int]
) -> None:
    if old == new:
        return
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(migrated_sqlite, Path(folder) / "desk.db")
        asyncio.run(_campaign(Path(folder), old, new, removed, added))


async def _campaign(
    place: Path, old: bytes, new: bytes, removed: set[int], added: set[int]
) -> None:
    folder = committed(place / "project", {b"a": old})
    write(folder, "a", new)
    database = Database(f"sqlite+aiosqlite:///{place / 'desk.db'}")
    projects = Projects(database)
    try:
        project = await projects.register(folder)
        desk = Desk(folder, project.id, Diffs(projects), Staging(projects, Turns()))
        await _discard_and_put_back(desk, new, removed, added)
        await _stage_twice(desk, new, removed, added)
    finally:
        await database.close()


async def _chosen(desk: Desk, removed: set[int], added: set[int]) -> Selection:
    return await desk.chosen(
        "unstaged", "a", [(n, n) for n in sorted(removed)], [(n, n) for n in sorted(added)]
    )


async def _discard_and_put_back(desk: Desk, new: bytes, removed: set[int], added: set[int]) -> None:
    try:
        done = await desk.staging.discard(desk.project_id, await _chosen(desk, removed, added))
    except InvalidInput:
        return  # no changed line is among the chosen ones
    assert (desk.folder / "a").read_bytes() != new
    assert done.undo is not None
    await desk.staging.put_back(desk.project_id, done.undo.id)
    assert (desk.folder / "a").read_bytes() == new


async def _stage_twice(desk: Desk, new: bytes, removed: set[int], added: set[int]) -> None:
    try:
        await desk.staging.stage(desk.project_id, await _chosen(desk, removed, added))
    except InvalidInput:
        assert git(desk.folder, "diff", "--cached") == b""
    if "a" in await desk.shown("unstaged"):
        everything = await desk.chosen("unstaged", "a", [(1, 99)], [(1, 99)])
        await desk.staging.stage(desk.project_id, everything)
    assert git(desk.folder, "cat-file", "blob", ":a") == new
    assert (desk.folder / "a").read_bytes() == new
