"""The repository over HTTP: previews beside each deed, refusals in words."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from boocode_app.api.app import build_api
from boocode_app.api.repository import router
from boocode_app.wiring import House
from tests.services.diffs.nasty import committed, git, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "person"
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\n name = Ada\n email = ada@example.org\n")
    monkeypatch.setenv("HOME", str(home))
    return committed(tmp_path / "project", {b"a": b"1\n"})


@pytest.fixture
async def client(house: House, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    project = await house.projects.register(folder)
    transport = httpx.ASGITransport(build_api("test", [router]))
    base = f"http://test/api/projects/{project.id}/git"
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client


async def test_a_commit_goes_from_preview_to_history(
    client: httpx.AsyncClient, folder: Path
) -> None:
    write(folder, "a", "2\n")
    assert (await client.get("/status")).json()["unstaged"] == 1
    preview = (await client.post("/commit/preview", json={"everything": True})).json()
    assert preview["steps"] == ["Commits 1 file to 'main'."]
    wanted = {"message": "Two", "everything": True, "state": preview["state"]}
    done = (await client.post("/commit", json=wanted)).json()
    log = (await client.get("/log", params={"limit": 1})).json()
    assert (log["items"][0]["id"], log["items"][0]["subject"]) == (done["commit"], "Two")
    rest = (await client.get("/log", params={"cursor": log["next_cursor"]})).json()
    assert [row["subject"] for row in rest["items"]] == ["one"]
    assert (await client.get(f"/commits/{done['commit']}")).json()["body"] == ""
    again = await client.post("/commit", json=wanted)
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")


async def test_a_branch_is_made_and_left_again(client: httpx.AsyncClient) -> None:
    assert (await client.post("/branches/preview", json={"name": "side"})).json()["steps"]
    assert (await client.post("/branches", json={"name": "side"})).status_code == 201
    found = (await client.get("/branches")).json()["items"]
    assert {branch["name"]: branch["current"] for branch in found} == {"main": False, "side": True}
    preview = (await client.post("/switch/preview", json={"branch": "main"})).json()
    wanted = {"branch": "main", "state": preview["state"]}
    assert (await client.post("/switch", json=wanted)).status_code == 200
    refused = await client.post("/branches", json={"name": "a b"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "name"


async def test_a_push_is_a_job_that_can_be_asked_after(
    client: httpx.AsyncClient, folder: Path, tmp_path: Path
) -> None:
    refused = await client.post("/push", json={})
    assert refused.status_code == 409
    assert "no remote" in refused.json()["detail"]
    git(tmp_path, "init", "-q", "--bare", str(tmp_path / "there"))
    git(folder, "remote", "add", "origin", str(tmp_path / "there"))
    preview = (await client.post("/push/preview", json={})).json()
    assert (preview["remote"], preview["branch"], preview["commits"]) == ("origin", "main", 1)
    started = await client.post("/push", json={"state": preview["state"]})
    assert started.status_code == 202
    job = started.json()
    while job["state"] == "running":
        job = (await client.get(f"/push/{job['id']}", params={"wait": 10})).json()
    assert (job["state"], job["detail"]) == ("done", None)
    assert (await client.get("/push/unknown")).status_code == 404


async def test_a_worktree_is_merged_dropped_and_brought_back(
    client: httpx.AsyncClient, folder: Path, tmp_path: Path
) -> None:
    git(folder, "worktree", "add", "-q", "-b", "side", str(tmp_path / "beside"))
    write(tmp_path / "beside", "new", "1\n")
    git(tmp_path / "beside", "add", ".")
    git(tmp_path / "beside", "commit", "-qm", "beside")
    main, beside = (await client.get("/worktrees")).json()["items"]
    assert (main["main"], main["name"]) == (True, None)
    assert (beside["name"], beside["ahead"], beside["behind"]) == ("beside", 1, 0)
    preview = (await client.post("/worktrees/beside/merge/preview")).json()
    assert (preview["kind"], preview["files"]) == ("fast_forward", ["new"])
    merged = await client.post("/worktrees/beside/merge", json={"state": preview["state"]})
    assert merged.status_code == 200
    assert (folder / "new").read_text() == "1\n"
    drop = {"branch": True}
    preview = (await client.post("/worktrees/beside/drop/preview", json=drop)).json()
    wanted = {**drop, "state": preview["state"]}
    done = (await client.post("/worktrees/beside/drop", json=wanted)).json()
    assert not (tmp_path / "beside").exists()
    assert [one["id"] for one in (await client.get("/dropped")).json()["items"]] == [done["undo"]]
    assert (await client.post(f"/dropped/{done['undo']}/restore")).status_code == 200
    assert (tmp_path / "beside" / "new").read_text() == "1\n"
    assert (await client.post("/worktrees/nobody/merge/preview")).status_code == 404


async def test_a_zero_byte_is_in_no_name(client: httpx.AsyncClient) -> None:
    for field in ("path", "text", "ref"):
        assert (await client.get("/log", params={field: "a\0b"})).status_code == 422
    wanted = {"branches": {"name": "a\0b"}, "switch": {"branch": "\0"}, "push": {"remote": "\0"}}
    for place, body in wanted.items():
        assert (await client.post(f"/{place}", json=body)).status_code == 422
        assert (await client.post(f"/{place}/preview", json=body)).status_code == 422
