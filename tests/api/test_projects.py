"""/api/projects, over HTTP, on both databases."""

from pathlib import Path

import httpx
import pytest

from tests.services.projects.repositories import new_repository


async def test_an_empty_list_is_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/projects")
    assert answer.status_code == 200
    assert answer.json() == {"items": [], "next_cursor": None, "totals": {"projects": 0}}


async def test_a_repository_is_registered_listed_and_forgotten(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    repository = new_repository(tmp_path / "repository")
    made = await client.post("/api/projects", json={"path": str(repository), "name": "Mine"})
    assert made.status_code == 201
    assert made.json()["name"] == "Mine"
    listed = (await client.get("/api/projects")).json()
    assert listed["items"] == [made.json()]
    one = await client.get(f"/api/projects/{made.json()['id']}")
    assert one.json() == made.json()
    assert (await client.delete("/api/projects/1")).status_code == 204
    assert (await client.get("/api/projects")).json()["items"] == []
    assert (await client.get("/api/projects/1")).status_code == 404


async def test_a_path_that_is_no_repository_is_422_that_says_so(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    answer = await client.post("/api/projects", json={"path": str(tmp_path)})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    (fault,) = answer.json()["errors"]
    assert fault["field"] == "path"
    assert "not in a git repository" in fault["reason"]
    assert str(tmp_path) in fault["reason"]


@pytest.mark.parametrize("body", [{}, {"path": ""}, {"path": 3}, {"path": "/x", "colour": "red"}])
async def test_a_malformed_body_is_422_that_names_the_field(
    client: httpx.AsyncClient, body: dict[str, object]
) -> None:
    answer = await client.post("/api/projects", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in ("path", "colour")


async def test_an_unknown_number_is_404(client: httpx.AsyncClient) -> None:
    for answer in (await client.get("/api/projects/999"), await client.delete("/api/projects/999")):
        assert answer.status_code == 404
        assert "999" in answer.json()["detail"]


@pytest.mark.parametrize("number", ["abc", "0", "-1", "1.5", str(2**31), str(2**70)])
async def test_a_number_that_is_none_is_422(client: httpx.AsyncClient, number: str) -> None:
    answer = await client.get(f"/api/projects/{number}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "project_id"
