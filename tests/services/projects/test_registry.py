"""Projects are registered once, found again, forgotten without loss."""

import asyncio
import shutil
from pathlib import Path

import pytest

from boocode_app.core.db import Database
from boocode_app.core.errors import InvalidInput, NotFound
from boocode_app.services.projects.registry import Projects, top_folder
from tests.services.projects.repositories import new_repository, run_git


@pytest.fixture
def projects(database: Database) -> Projects:
    return Projects(database)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return new_repository(tmp_path / "repository")


async def test_the_first_repository_is_project_1(projects: Projects, repository: Path) -> None:
    project = await projects.ensure_first(repository)
    assert (project.id, project.name, project.path) == (1, "repository", str(repository))
    assert (project.branch, project.available) == ("main", True)


async def test_a_repository_is_registered_once_by_whatever_path(
    projects: Projects, repository: Path, tmp_path: Path
) -> None:
    (repository / "src" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(repository)
    paths = [repository, repository / "src" / "deep", tmp_path / "link" / "src", f"{repository}/."]
    found = [await projects.register(path, "another name") for path in paths]
    assert {project.id for project in found} == {1}
    assert [project.path for project in await projects.all()] == [str(repository)]


async def test_a_race_registers_a_repository_once(
    projects: Projects, database_url: str, repository: Path
) -> None:
    others = [Database(database_url) for _ in range(4)]
    try:
        found = await asyncio.gather(*(Projects(other).register(repository) for other in others))
    finally:
        await asyncio.gather(*(other.close() for other in others))
    assert len({project.id for project in found}) == 1
    assert len(await projects.all()) == 1


async def test_a_forgotten_project_comes_back_with_its_number(
    projects: Projects, repository: Path, tmp_path: Path
) -> None:
    await projects.register(repository)
    second = await projects.register(new_repository(tmp_path / "second"))
    await projects.forget(second.id)
    assert [project.id for project in await projects.all()] == [1]
    with pytest.raises(NotFound, match="no project 2"):
        await projects.get(second.id)
    with pytest.raises(NotFound):
        await projects.forget(second.id)
    assert (await projects.register(second.path, "again")).id == second.id
    assert (await projects.get(second.id)).name == "again"


async def test_a_project_whose_folder_is_gone_is_listed_as_unavailable(
    projects: Projects, repository: Path
) -> None:
    await projects.register(repository)
    assert await projects.folder(1) == repository
    shutil.rmtree(repository)
    (project,) = await projects.all()
    assert (project.available, project.branch) == (False, None)
    with pytest.raises(NotFound, match="is gone"):
        await projects.folder(1)


async def test_a_detached_head_is_no_branch(projects: Projects, repository: Path) -> None:
    run_git(repository, "checkout", "-q", "--detach")
    assert (await projects.register(repository)).branch is None


async def test_a_repository_without_a_commit_has_its_branch(
    projects: Projects, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    run_git(empty, "init", "-q", "-b", "trunk")
    assert (await projects.register(empty)).branch == "trunk"


async def test_a_linked_worktree_is_a_project_of_its_own(
    projects: Projects, repository: Path, tmp_path: Path
) -> None:
    run_git(repository, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    await projects.register(repository)
    side = await projects.register(tmp_path / "side")
    assert (side.id, side.branch) == (2, "side")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("{tmp}/nowhere", "does not exist"),
        ("{tmp}/plain", "is not in a git repository"),
        ("{tmp}/plain/file", "is a file"),
        ("{tmp}/repository/.git", "not among its working files"),
        ("relative/path", "not an absolute path"),
        ("{tmp}/nul\0", "is no path"),
        ("{tmp}/\ud800", "is no path"),
        ("~nobody-of-that-name/x", "is no path"),
        ("/" + "x" * 300, "name too long"),
    ],
)
async def test_a_path_that_cannot_be_registered_says_why(
    tmp_path: Path, repository: Path, path: str, reason: str
) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "file").write_text("")
    with pytest.raises(InvalidInput, match=f"(?i){reason}") as caught:
        await top_folder(path.format(tmp=tmp_path))
    assert [fault.field for fault in caught.value.fields] == ["path"]


async def test_a_configuration_that_points_elsewhere_is_refused(
    tmp_path: Path, repository: Path
) -> None:
    (tmp_path / "private").mkdir()
    run_git(repository, "config", "core.worktree", str(tmp_path / "private"))
    with pytest.raises(InvalidInput, match=r"core\.worktree"):
        await top_folder(repository)
