"""/api/health: every part's state, whoever hangs, and nothing told to a stranger."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from boocode_app.api.web import build_web_api, wrap
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.files import write_atomically
from boocode_app.core.lag import LoopLag
from boocode_app.wiring import House
from tests.core.supervise.conftest import free_port

PARTS = {"web", "booterm", "sidecar", "coder", "database", "model"}


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The web API behind the gate, over a house whose daemons do not run."""
    ports = {name: free_port() for name in ("pty_port", "sidecar_port", "coder_port")}
    house.settings = house.settings.model_copy(update=ports)
    app = wrap(build_web_api(house.settings), house.settings)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as made:
        yield made


def bearer(house: House) -> dict[str, str]:
    return {"authorization": f"Bearer {Credentials.at(house.settings.home).token}"}


async def test_it_answers_200_with_every_part_also_when_daemons_are_down(
    client: httpx.AsyncClient, house: House
) -> None:
    answer = await client.get("/api/health", headers=bearer(house))
    assert answer.status_code == 200
    said = answer.json()
    assert said["status"] == "degraded"
    assert set(said["parts"]) == PARTS
    assert said["parts"]["web"]["state"] == "ready"
    assert said["parts"]["database"]["state"] == "ready"
    assert said["parts"]["coder"] == {
        "state": "stopped",
        "pid": None,
        "version": None,
        "restarts": 0,
        "next_try_at": None,
        "detail": "coder does not answer",
    }


async def test_a_stranger_is_told_the_states_alone(client: httpx.AsyncClient) -> None:
    said = (await client.get("/api/health")).json()
    assert set(said["parts"]) == PARTS
    assert all(part["pid"] is None and not part["detail"] for part in said["parts"].values())
    assert said["loop_lag_ms"] == {}


async def test_the_supervisors_word_stands_for_a_part_that_is_mute(
    client: httpx.AsyncClient, house: House
) -> None:
    part = {
        "state": "restarting",
        "pid": None,
        "version": "0",
        "restarts": 3,
        "next_try_at": "2030-01-01T00:00:00+00:00",
        "detail": "it ended by signal 9",
    }
    write_atomically(
        house.settings.run_folder / "status.json", json.dumps({"parts": {"coder": part}})
    )
    coder = (await client.get("/api/health", headers=bearer(house))).json()["parts"]["coder"]
    assert coder["state"] == "restarting"
    assert coder["restarts"] == 3
    assert coder["detail"] == "it ended by signal 9"
    assert coder["next_try_at"].startswith("2030-01-01T00:00:00")


async def test_a_part_that_hangs_does_not_hold_the_answer_up(
    client: httpx.AsyncClient, house: House
) -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", house.settings.coder_port)
    async with server:
        began = time.monotonic()
        answer = await client.get("/api/health", headers=bearer(house))
        assert time.monotonic() - began < 2
    assert answer.json()["parts"]["coder"]["state"] == "stopped"


async def test_an_unknown_route_of_the_api_answers_problem_json(
    client: httpx.AsyncClient, house: House
) -> None:
    answer = await client.get("/api/nowhere", headers=bearer(house))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "There is no /api/nowhere"


async def test_openapi_covers_the_daemons_routes_too(
    client: httpx.AsyncClient, house: House
) -> None:
    paths = (await client.get("/api/openapi.json", headers=bearer(house))).json()["paths"]
    assert {"/api/health", "/api/projects", "/api/pty/list", "/api/llama/models"} <= set(paths)
    assert any(path.startswith("/api/coder/") for path in paths)


async def test_a_blocked_loop_shows_in_the_lag() -> None:
    lag = LoopLag()
    sampler = asyncio.create_task(lag.sample())
    await asyncio.sleep(0.1)
    time.sleep(0.15)
    await asyncio.sleep(0.05)
    sampler.cancel()
    assert 100 < lag.percentiles()["max"] < 1000
