"""Looks at what tells nothing by itself, as long as somebody follows the news: how many wait for a
model, and what ready servers do. It also keeps the logs of servers that run within their bound.

Invariant: nobody follows: no server is asked anything.
"""

import asyncio
from contextlib import suppress

from boocode_app.contracts.llama import LlamaEvent, LlamaLive
from boocode_app.core.errors import BooError
from boocode_app.core.ids import utc_now
from boocode_app.services.llama.fleet import Fleet
from boocode_app.services.llama.live import Live
from boocode_app.services.llama.news import News
from boocode_app.services.llama.process import LlamaServer
from boocode_app.services.llama.queue import Queue

QUEUE_S = 0.5
LIVE_S = 2.0
LOGS_S = 20.0


class Watch:
    """Watches `fleet` and `queue`, and tells `news`."""

    def __init__(self, fleet: Fleet, queue: Queue, live: Live, news: News) -> None:
        self._fleet = fleet
        self._queue = queue
        self._live = live
        self._news = news
        self._waiting: dict[str, int] = {}

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.gather(self._queues(), self._lives(), self._logs())

    async def look(self, server: LlamaServer) -> LlamaLive:
        """What `server` does now. Raises Conflict and Unavailable."""
        berth = self._fleet.berth(server.name)
        return await self._live.look(server, berth.need.kv if berth else None)

    async def _queues(self) -> None:
        while True:
            await self._news.until_followed()
            for name in [server.name for server in self._fleet]:
                waiting = len(self._queue.lane(name).waiting)
                if waiting != self._waiting.get(name, 0):
                    self._waiting[name] = waiting
                    self._news.tell(
                        LlamaEvent(kind="queue", model=name, at=utc_now(), waiting=waiting)
                    )
            await asyncio.sleep(QUEUE_S)

    async def _lives(self) -> None:
        while True:
            await self._news.until_followed()
            ready = [server for server in self._fleet if server.state == "ready"]
            await asyncio.gather(*(self._tell(server) for server in ready))
            await asyncio.sleep(LIVE_S)

    async def _tell(self, server: LlamaServer) -> None:
        with suppress(BooError):  # too busy, or just ended: the next look tells
            live = await self.look(server)
            self._news.tell(LlamaEvent(kind="live", model=server.name, at=live.at, live=live))

    async def _logs(self) -> None:
        while True:
            await asyncio.sleep(LOGS_S)
            for server in list(self._fleet):
                await asyncio.to_thread(server.log.trim)
