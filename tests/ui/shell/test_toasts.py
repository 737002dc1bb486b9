"""A tab listens to the terminals while it is open and no longer: the real web app, its socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from reflex_base.environment import environment
from websockets.asyncio.client import ClientConnection, connect

from boocode_app.core import migrations
from boocode_app.services.terminals.feed import TerminalFeed
from boocode_app.wiring import House, move_in
from tests.booterm import booterm_at
from tests.daemon import until

LOAD = "reflex___state____state.hydrate_and_load"


class Web:
    """The web app without its pages, served in this process."""

    def __init__(self, house: House) -> None:
        self.feed: TerminalFeed = house.terminal_feed
        self.address = f"127.0.0.1:{house.settings.port}"

    @asynccontextmanager
    async def tab(self, token: str) -> AsyncIterator[ClientConnection]:
        """A tab's socket, as Engine.IO 4 and Socket.IO 5 open it."""
        url = f"ws://{self.address}/_event/?EIO=4&transport=websocket&token={token}"
        async with connect(url, origin=f"http://{self.address}", proxy=None) as socket:  # type: ignore[arg-type]
            await socket.recv()
            await socket.send("40/_event,{}")
            await socket.recv()
            yield socket

    async def listening(self, count: int) -> None:
        """Wait until so many tabs listen."""

        async def reached() -> bool:
            return self.feed.listeners == count

        await until(reached)


async def go(tab: ClientConnection, path: str) -> None:
    """Open a page and wait until it is loaded."""
    event = {"name": LOAD, "payload": {}, "router_data": {"pathname": path, "asPath": path}}
    await tab.send("42/_event," + json.dumps(["event", event]))
    while '"is_hydrated_rx_state_":true' not in str(await tab.recv()):
        pass


@pytest.fixture
async def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Web]:
    monkeypatch.setenv(environment.REFLEX_SKIP_COMPILE.name, "true")
    async with booterm_at(tmp_path, BOOCODE_AUTH="off") as booterm:
        house = House(booterm.settings.model_copy(update={"auth": "off"}))
        await asyncio.to_thread(migrations.upgrade, house.settings)
        move_in(house)
        from boocode_app.boocode_app import app

        config = uvicorn.Config(app(), port=house.settings.port, log_level="warning")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())

        async def started() -> bool:
            return server.started

        await until(started)
        yield Web(house)
        server.should_exit = True
        await serving
        move_in(None)
        assert house.terminal_feed.listeners == 0


async def test_a_tab_listens_once_through_pages_and_reloads_until_it_goes(web: Web) -> None:
    async with web.tab("one") as first, web.tab("two") as second:
        for path, lists in (("/settings", 0), ("/terminals", 1), ("/", 1), ("/settings", 0)):
            await go(first, path)
            await web.listening(1 + lists)  # a page with a list of terminals hears of them too
        await go(second, "/results")
        await web.listening(2)
    await web.listening(0)
    for _ in range(3):
        async with web.tab("one") as again:
            await go(again, "/settings")
            await web.listening(1)
        await web.listening(0)
