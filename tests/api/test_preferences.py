"""/api/preferences and /api/projects/{id}/viewed over HTTP."""

from pathlib import Path

import httpx
import pytest

from boocode_app.wiring import House
from tests.services.projects.repositories import new_repository


async def test_a_preference_is_kept_and_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/preferences/diff")).json() == {"name": "diff", "value": {}}
    kept = await client.put("/api/preferences/diff", json={"value": {"split": True}})
    assert kept.json() == {"name": "diff", "value": {"split": True}}
    assert (await client.get("/api/preferences/diff")).json() == kept.json()


@pytest.mark.parametrize(
    ("name", "body"),
    [("Diff", {"value": {}}), ("diff", {"value": [1]}), ("diff", {"value": {"x": "y" * 20_000}})],
)
async def test_what_cannot_be_kept_is_422(
    client: httpx.AsyncClient, name: str, body: dict[str, object]
) -> None:
    answer = await client.put(f"/api/preferences/{name}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in ("name", "value")


async def test_a_viewed_mark_is_set_and_taken_away(
    client: httpx.AsyncClient, house: House, tmp_path: Path
) -> None:
    await house.projects.register(new_repository(tmp_path / "repository"))
    mark = {"path": "a b.py", "digest": "0" * 32}
    assert (await client.put("/api/projects/1/viewed", json=mark)).status_code == 204
    assert (await client.get("/api/projects/1/viewed")).json() == {"items": [mark]}
    assert (await client.put("/api/projects/1/viewed", json={"path": "a b.py"})).status_code == 204
    assert (await client.get("/api/projects/1/viewed")).json() == {"items": []}
    wrong = await client.put("/api/projects/1/viewed", json={"path": "a", "digest": "HEAD"})
    assert wrong.status_code == 422
    assert (await client.get("/api/projects/7/viewed")).status_code == 404
