"""A wait lasts no longer than somebody waits for its answer."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from boocode_app.api import terminals
from boocode_app.api.app import build_api
from boocode_app.contracts.terminals import PtySpawn
from boocode_app.core.asgi import Receive, Scope, Send
from boocode_app.core.settings import Settings
from boocode_app.wiring import House, move_in
from tests.api.test_proxy import served
from tests.core.supervise.conftest import free_port

DEADLINE_S = 20.0


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house whose terminals run in this process."""
    house = House(Settings(home=tmp_path))
    move_in(house)
    await house.terminals.start()
    yield house
    await house.terminals.close()
    move_in(None)


@pytest.mark.parametrize("until", ["exit", "text&text=never", "quiet&quietMs=600000"])
async def test_a_wait_ends_when_its_caller_leaves(house: House, until: str) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()
    api = build_api("BooTerm", [terminals.router])

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        await api(scope, receive, send)
        ended.set()

    port = free_port()
    session = await house.terminals.spawn(PtySpawn(command="sleep", args=["600"]))
    url = f"http://127.0.0.1:{port}/api/pty/{session.id}/wait?until={until}&timeout=600"
    async with served(watched, port), httpx.AsyncClient(trust_env=False) as http:
        asking = asyncio.create_task(http.get(url, timeout=DEADLINE_S))
        await begun.wait()
        asking.cancel()
        async with asyncio.timeout(DEADLINE_S):
            await ended.wait()


async def test_a_wait_that_is_waited_for_is_answered(house: House) -> None:
    port = free_port()
    api = build_api("BooTerm", [terminals.router])
    session = await house.terminals.spawn(PtySpawn(command="sh", args=["-c", "exit 4"]))
    url = f"http://127.0.0.1:{port}/api/pty/{session.id}/wait?timeout=20"
    async with served(api, port), httpx.AsyncClient(trust_env=False) as http:
        answer = (await http.get(url, timeout=DEADLINE_S)).raise_for_status().json()
    assert (answer["met"], answer["session"]["exitCode"]) == ("exit", 4)
