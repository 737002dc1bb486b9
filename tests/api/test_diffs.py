"""The diff over HTTP: one JSON object a line, and refusals in words."""

import shutil
from pathlib import Path

import httpx
import psutil
import pytest
from pydantic import TypeAdapter

from boocode_app.contracts.diffs import (
    DiffEnd,
    DiffFault,
    DiffFiles,
    DiffLine,
    DiffOpened,
    DiffPatch,
    DiffQuery,
    OpenedLine,
)
from boocode_app.core.errors import Unavailable
from boocode_app.services.diffs.limits import MAX_AT_ONCE
from boocode_app.wiring import House
from tests.services.diffs.nasty import committed, git, numbers, write

LINE: TypeAdapter[DiffLine] = TypeAdapter(DiffLine)
OPENED: TypeAdapter[OpenedLine] = TypeAdapter(OpenedLine)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return committed(tmp_path / "project", {b"a": b"1\n", b"b": b"1\n"})


@pytest.fixture
async def address(house: House, folder: Path) -> str:
    project = await house.projects.register(folder)
    return f"/api/projects/{project.id}/diff"


async def lines_of(client: httpx.AsyncClient, address: str, **query: str) -> list[DiffLine]:
    answer = await client.get(address, params=query)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.text.endswith("\n")
    return [LINE.validate_json(line) for line in answer.text.splitlines()]


async def test_it_streams_the_list_the_patches_and_the_end(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    write(folder, "a", "2\n")
    write(folder, "c", "1\n")
    first, *patches, last = await lines_of(client, address)
    assert isinstance(first, DiffFiles)
    assert [(file.path, file.status) for file in first.files] == [
        ("a", "modified"),
        ("c", "untracked"),
    ]
    assert (first.added, first.removed) == (2, 1)
    assert [line.index for line in patches if isinstance(line, DiffPatch)] == [0, 1]
    assert last == DiffEnd(patches=2)


async def test_it_takes_a_scope(client: httpx.AsyncClient, address: str, folder: Path) -> None:
    write(folder, "a", "2\n")
    assert len(await lines_of(client, address, scope="unstaged")) == 3
    assert len(await lines_of(client, address, scope="staged")) == 2
    answer = await client.get(address, params={"scope": "yesterday"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "scope"


async def test_it_takes_refs(client: httpx.AsyncClient, address: str, folder: Path) -> None:
    first, *_ = await lines_of(client, address, scope="range", base="HEAD", head="main")
    assert isinstance(first, DiffFiles)
    assert (first.scope, first.files) == ("range", [])
    assert first.base == first.head == git(folder, "rev-parse", "HEAD").decode().strip()
    assert len(await lines_of(client, address, scope="commit", commit="HEAD")) == 4


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"scope": "range"}, "base"),
        ({"scope": "commit"}, "commit"),
        ({"base": "HEAD"}, "base"),
        ({"scope": "commit", "commit": "--all"}, "commit"),
        ({"scope": "commit", "commit": ""}, "commit"),
    ],
)
async def test_a_ref_that_does_not_fit_is_refused(
    client: httpx.AsyncClient, address: str, query: dict[str, str], field: str
) -> None:
    for route, more in ((address, {}), (f"{address}/file", {"path": "a"})):
        answer = await client.get(route, params={**query, **more})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field


async def test_an_unknown_project_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/projects/999/diff")
    assert answer.status_code == 404
    assert "999" in answer.json()["detail"]


async def test_a_folder_that_is_gone_is_told_in_words(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    shutil.rmtree(folder)
    answer = await client.get(address)
    assert answer.status_code == 409
    assert answer.json()["detail"] == f"The project's folder {str(folder)!r} is gone."


async def test_a_folder_that_is_no_repository_any_more_is_told_in_words(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    shutil.rmtree(folder / ".git")
    answer = await client.get(address)
    assert answer.status_code == 409
    assert "no longer the top folder of a git repository" in answer.json()["detail"]


async def test_a_missing_git_is_told_in_words(
    client: httpx.AsyncClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/does/not/exist")
    answer = await client.get(address)
    assert answer.status_code == 503
    assert "git is not installed" in answer.json()["detail"]


async def test_a_broken_repository_is_told_in_words(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    write(folder, ".git/index", "nonsense")
    answer = await client.get(address)
    assert answer.status_code == 502
    assert "git diff failed" in answer.json()["detail"]


async def test_a_failure_after_the_first_line_is_a_fault_line_without_an_end(
    house: House, address: str, folder: Path
) -> None:
    for name in range(40):
        write(folder, f"new {name}", numbers(1, 19_000))
    git(folder, "add", "-N", ".")
    lines = house.diffs.stream(int(address.split("/")[3]), DiffQuery())
    assert isinstance(await anext(lines), DiffFiles)
    (running,) = [child for child in psutil.Process().children() if child.name() == "git"]
    running.kill()
    rest = [line async for line in lines]
    assert isinstance(rest[-1], DiffFault)
    assert rest[-1].index is None
    assert "git diff failed" in rest[-1].detail
    assert not [line for line in rest if isinstance(line, DiffEnd)]


async def test_a_diff_too_many_is_told_to_come_again(house: House, address: str) -> None:
    project_id = int(address.split("/")[3])
    running = [house.diffs.stream(project_id, DiffQuery()) for _ in range(MAX_AT_ONCE)]
    for lines in running:
        await anext(lines)
    with pytest.raises(Unavailable, match="8 diffs"):
        await anext(house.diffs.stream(project_id, DiffQuery()))
    for lines in running:
        await lines.aclose()
    assert isinstance(await anext(house.diffs.stream(project_id, DiffQuery())), DiffFiles)


async def test_a_closed_file_opens_on_demand(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    write(folder, "a", numbers(1, 30_000))
    answer = await client.get(f"{address}/file", params={"path": "a"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    opened, end = map(OPENED.validate_json, answer.content.splitlines())
    assert isinstance(opened, DiffOpened)
    assert isinstance(end, DiffEnd)
    assert (opened.file.closed, opened.file.added) == ("too_large", 29_999)
    assert opened.patch.patch.endswith("+30000\n")


@pytest.mark.parametrize(("path", "status"), [("../x", 422), ("b", 404), ("", 422)])
async def test_a_file_that_cannot_be_opened_is_refused(
    client: httpx.AsyncClient, address: str, path: str, status: int
) -> None:
    answer = await client.get(f"{address}/file", params={"path": path})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_files_content_comes_by_side(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    write(folder, "a", "2\n")
    for side, text in (("old", "1\n"), ("new", "2\n")):
        answer = await client.get(f"{address}/contents", params={"path": "a", "side": side})
        assert answer.json() == {
            "path": "a",
            "side": side,
            "text": text,
            "lossy": False,
            "binary": False,
            "size": 2,
            "truncated": False,
        }


async def test_an_image_comes_as_one_and_runs_nothing(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    write(folder, "a.svg", drawing)
    answer = await client.get(f"{address}/image", params={"path": "a.svg", "side": "new"})
    assert (answer.status_code, answer.text) == (200, drawing)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"path": "../x.png", "side": "new"}, 422),
        ({"path": "b", "side": "left"}, 422),
        ({"path": "b"}, 422),
        ({"path": "gone.png", "side": "old"}, 404),
        ({"path": "b.png", "side": "new", "scope": "commit", "commit": "--all"}, 422),
    ],
)
@pytest.mark.parametrize("route", ["contents", "image"])
async def test_a_content_that_cannot_come_is_refused(
    client: httpx.AsyncClient, address: str, route: str, query: dict[str, str], status: int
) -> None:
    answer = await client.get(f"{address}/{route}", params=query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
