"""/api/coder, over HTTP, on both databases; its streams are tried in tests/daemons."""

from collections.abc import AsyncIterator

import httpx
import pytest

from boocode_app.api.app import build_api
from boocode_app.api.chat import router
from boocode_app.core.ids import utc_now
from boocode_app.services.projects.tables import ProjectRow
from boocode_app.wiring import House

SESSIONS = "/api/coder/sessions"
NOBODY = "01a20564-6a22-7f6f-99db-90461d8386de"


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.database.write() as db:
        db.add(ProjectRow(name="demo", path="/srv/demo", user="owner", created_at=utc_now()))
    transport = httpx.ASGITransport(build_api("test", [router]))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client
    await house.chat.close()
    await house.llama_client.close()


async def test_a_session_is_opened_listed_renamed_and_deleted(client: httpx.AsyncClient) -> None:
    made = await client.post(SESSIONS, json={"project_id": 1})
    assert made.status_code == 201
    session = made.json()
    assert (session["title"], session["model"], session["status"]) == (
        "New session",
        "demo",
        "idle",
    )
    listed = (await client.get(f"{SESSIONS}?project_id=1")).json()
    assert listed == {"items": [session], "next_cursor": None, "totals": {"sessions": 1}}
    path = f"{SESSIONS}/{session['id']}"
    renamed = await client.patch(path, json={"title": "Mine"})
    assert renamed.json()["title"] == "Mine"
    assert (await client.get(path)).json() == renamed.json()
    messages = (await client.get(f"{path}/messages")).json()
    assert messages == {
        "items": [],
        "next_cursor": None,
        "totals": {"messages": 0},
        "last_seq": 2,
    }
    assert (await client.post(f"{path}/stop")).json()["status"] == "idle"
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_a_message_begins_a_turn(client: httpx.AsyncClient) -> None:
    session_id = (await client.post(SESSIONS, json={"project_id": 1})).json()["id"]
    path = f"{SESSIONS}/{session_id}/messages"
    sent = {"text": "Hello", "client_id": "12345678"}
    turn = await client.post(path, json=sent)
    assert turn.status_code == 202
    assert turn.json()["user_message"]["client_id"] == "12345678"
    assert turn.json()["reply"]["state"] == "streaming"
    assert (await client.post(path, json=sent)).json()["task_id"] == turn.json()["task_id"]
    second = await client.post(path, json={"text": "And?"})
    assert second.status_code == 409
    assert "A reply is being written" in second.json()["detail"]
    await client.post(f"{SESSIONS}/{session_id}/stop")
    states = [message["state"] for message in (await client.get(path)).json()["items"]]
    assert states == ["complete", "stopped"]


@pytest.mark.parametrize("query", ["", "?project_id=", "?project_id=x", "?project_id=0"])
async def test_a_missing_or_malformed_project_id_is_422_that_names_it(
    client: httpx.AsyncClient, query: str
) -> None:
    answer = await client.get(SESSIONS + query)
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["project_id"]


async def test_an_unknown_project_has_an_empty_list_and_takes_no_session(
    client: httpx.AsyncClient,
) -> None:
    listed = await client.get(f"{SESSIONS}?project_id=4711")
    assert (listed.status_code, listed.json()["items"]) == (200, [])
    made = await client.post(SESSIONS, json={"project_id": 4711})
    assert made.status_code == 422
    assert made.json()["errors"][0]["field"] == "project_id"


@pytest.mark.parametrize("session_id", [NOBODY, "x", "%00", "%F0%9F%98%80"])
async def test_an_unknown_session_is_404_everywhere(
    client: httpx.AsyncClient, session_id: str
) -> None:
    path = f"{SESSIONS}/{session_id}"
    for answer in (
        await client.get(path),
        await client.patch(path, json={"title": "x"}),
        await client.delete(path),
        await client.get(f"{path}/messages"),
        await client.post(f"{path}/messages", json={"text": "x"}),
        await client.post(f"{path}/stop"),
        await client.get(f"{path}/events"),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": 3}, {"text": "a\0b"}, {"text": "x", "client_id": "short"}]
)
async def test_a_malformed_message_is_422_that_names_the_field(
    client: httpx.AsyncClient, body: dict[str, object]
) -> None:
    session_id = (await client.post(SESSIONS, json={"project_id": 1})).json()["id"]
    answer = await client.post(f"{SESSIONS}/{session_id}/messages", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in ("text", "client_id")


async def test_a_cursor_of_another_list_is_422(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{SESSIONS}?project_id=1&cursor=17")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")
