"""Staging over HTTP: what a page sends and gets, and refusals in words."""

import json
from pathlib import Path

import httpx
import pytest

from boocode_app.wiring import House
from tests.services.diffs.nasty import committed, git, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = committed(tmp_path / "project", {b"a": b"1\n2\n", b"b": b"1\n"})
    write(made, "a", "one\ntwo\n")
    return made


@pytest.fixture
async def address(house: House, folder: Path) -> str:
    project = await house.projects.register(folder)
    return f"/api/projects/{project.id}/diff"


async def digest_of(client: httpx.AsyncClient, address: str, scope: str) -> str:
    answer = await client.get(f"{address}/file", params={"path": "a", "scope": scope})
    opened, *_ = answer.text.splitlines()
    return str(json.loads(opened)["patch"]["digest"])


async def test_lines_go_there_and_back(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    digest = await digest_of(client, address, "unstaged")
    line = {"path": "a", "digest": digest, "removed": [[1, 1]], "added": [[1, 1]]}
    answer = await client.post(f"{address}/stage", json={"scope": "unstaged", "files": [line]})
    assert answer.json() == {"changed": ["a"], "undo": None}
    assert git(folder, "cat-file", "blob", ":a") == b"one\n2\n"
    answer = await client.post(
        f"{address}/unstage", json={"scope": "staged", "files": [{"path": "a"}]}
    )
    assert answer.status_code == 200
    assert git(folder, "diff", "--cached") == b""


async def test_a_discard_is_listed_and_put_back(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    body = {"scope": "working", "files": [{"path": "a"}]}
    done = (await client.post(f"{address}/discard", json=body)).json()
    assert (folder / "a").read_text() == "1\n2\n"
    assert done["undo"]["text"] == "Discarded the changes of 'a'"
    listed = (await client.get(f"{address}/undo")).json()
    assert listed["items"] == [done["undo"]]
    answer = await client.post(f"{address}/undo/{done['undo']['id']}")
    assert answer.json() == {"changed": ["a"], "undo": None}
    assert (folder / "a").read_text() == "one\ntwo\n"
    again = await client.post(f"{address}/undo/{done['undo']['id']}")
    assert again.status_code == 404
    assert done["undo"]["id"] in again.json()["detail"]


async def test_another_digest_is_a_conflict(client: httpx.AsyncClient, address: str) -> None:
    body = {"scope": "unstaged", "files": [{"path": "a", "digest": "0" * 32}]}
    answer = await client.post(f"{address}/stage", json=body)
    assert answer.status_code == 409
    assert "'a' has changed since it was shown" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"scope": "range", "files": [{"path": "a"}]}, "'working', 'staged' or 'unstaged'"),
        ({"scope": "unstaged", "files": []}, "at least 1 item"),
        ({"scope": "unstaged", "files": [{"path": "a", "added": [[1, 1]]}]}, "digest is missing"),
        (
            {"scope": "unstaged", "files": [{"path": "a", "added": [[2, 1]], "digest": "0" * 32}]},
            "the first is after the last",
        ),
        ({"scope": "unstaged", "files": [{"path": "a"}, {"path": "a"}]}, "a file is named twice"),
        (
            {
                "scope": "unstaged",
                "files": [{"path": "a"}, {"path": "b", "added": [], "digest": "0" * 32}],
            },
            "not both at once",
        ),
    ],
)
async def test_what_cannot_be_meant_is_told(
    client: httpx.AsyncClient, address: str, body: dict[str, object], words: str
) -> None:
    answer = await client.post(f"{address}/stage", json=body)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


async def test_an_unknown_project_is_not_found(client: httpx.AsyncClient) -> None:
    body = {"scope": "unstaged", "files": [{"path": "a"}]}
    answer = await client.post("/api/projects/999/diff/discard", json=body)
    assert answer.status_code == 404
