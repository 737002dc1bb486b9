"""What BooTerm tells of its sessions, followed once and handed on to many listeners.

A page that shows sessions stays fresh by a background event among those that its address starts
(`Page.on_load`); Reflex ends it when the page is left or its tab goes:

    @rx.event(background=True)
    async def follow(self) -> None:
        async with aclosing(house().terminal_feed.changes()) as changes:
            async for _ in changes:
                rows = await ...  # the list as it is now; never within `async with self`
                async with self:
                    self.rows = rows

Invariant: there is one connection however many listen, made anew (with a growing pause) when it
breaks off. A listener holds one flag and a place in the KEPT last notices, so one that does not
listen costs nothing and one that is far behind misses the oldest. Nothing is acknowledged here.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager, suppress

from boocode_app.contracts.terminals import PtyNotice
from boocode_app.core.errors import BooError
from boocode_app.core.supervise.backoff import Backoff
from boocode_app.services.terminals.client import BooTermClient
from boocode_app.services.terminals.outbox import seq_of_now

KEPT = 256
GATHER_S = 0.2

log = logging.getLogger(__name__)


class TerminalFeed:
    """Follows the BooTerm of `client` from its first listener on, until `close()`."""

    def __init__(self, client: BooTermClient) -> None:
        self._client = client
        self._last_seq = 0
        self._notices: deque[PtyNotice] = deque(maxlen=KEPT)
        self._notice_listeners: set[asyncio.Event] = set()
        self._change_listeners: set[asyncio.Event] = set()
        self._following: asyncio.Task[None] | None = None

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._notice_listeners) + len(self._change_listeners)

    async def notices(self, after: int) -> AsyncGenerator[list[PtyNotice]]:
        """The notices above seq `after`: those at once that come within GATHER_S; never none."""
        with self._listening(self._notice_listeners, after) as news:
            news.set()
            while True:
                await news.wait()
                await asyncio.sleep(GATHER_S)
                news.clear()
                if fresh := [notice for notice in self._notices if notice.seq > after]:
                    after = fresh[-1].seq
                    yield fresh

    async def changes(self) -> AsyncGenerator[None]:
        """Once at first, then whenever the list of sessions became another. What happens while the
        listener is busy counts as one change; BooTerm tells of a session twice a second at most.
        """
        with self._listening(self._change_listeners, seq_of_now()) as news:
            news.set()
            while True:
                await news.wait()
                news.clear()
                yield

    async def close(self) -> None:
        """Let go of BooTerm."""
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following

    @contextmanager
    def _listening(self, listeners: set[asyncio.Event], after: int) -> Iterator[asyncio.Event]:
        if self._following is None:
            self._last_seq = after
            self._following = asyncio.create_task(self._follow())
        news = asyncio.Event()
        listeners.add(news)
        try:
            yield news
        finally:
            listeners.discard(news)

    async def _follow(self) -> None:
        backoff = Backoff()
        while True:
            began = time.monotonic()
            try:
                await self._take_in()
            except BooError as error:
                log.info("the news of BooTerm: %s", error.detail)
            except Exception:
                log.exception("the news of BooTerm could not be taken in")
            await asyncio.sleep(backoff.next_wait_s(time.monotonic() - began))

    async def _take_in(self) -> None:
        async with aclosing(self._client.news(self._last_seq)) as news:
            async for item in news:
                if isinstance(item, PtyNotice):
                    self._last_seq = item.seq
                    self._notices.append(item)
                    listeners = self._notice_listeners
                else:
                    listeners = self._change_listeners
                for listener in listeners:
                    listener.set()
