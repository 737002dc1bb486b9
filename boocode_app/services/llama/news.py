"""What happens to the models, told to whoever follows.

Invariant: nothing is kept of what was told. Of one kind of news of one model a follower finds the
latest only, so that it holds no more than there are models, however slowly it reads.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import suppress

from boocode_app.contracts.llama import LlamaEvent

SILENCE_S = 15.0


class News:
    """The followers of one sidecar."""

    def __init__(self) -> None:
        self._followers: set[_Follower] = set()
        self._come = asyncio.Event()

    @property
    def followed(self) -> bool:
        """Whether anybody listens."""
        return bool(self._followers)

    async def until_followed(self) -> None:
        """Wait until somebody listens."""
        while not self._followers:
            self._come.clear()
            await self._come.wait()

    def tell(self, event: LlamaEvent) -> None:
        """Everybody who follows hears of it."""
        for follower in self._followers:
            follower.pending[event.kind, event.model] = event
            follower.news.set()

    async def follow(
        self, first: Callable[[], Awaitable[Sequence[LlamaEvent]]]
    ) -> AsyncGenerator[LlamaEvent | None]:
        """What `first` tells of how things are, then what happens; None: nothing for SILENCE_S."""
        follower = _Follower()
        self._followers.add(follower)
        self._come.set()
        try:
            for event in await first():
                yield event
            while True:
                follower.news.clear()
                pending, follower.pending = follower.pending, {}
                for event in pending.values():
                    yield event
                with suppress(TimeoutError):
                    async with asyncio.timeout(SILENCE_S):
                        await follower.news.wait()
                        continue
                yield None
        finally:
            self._followers.discard(follower)


class _Follower:
    """What one follower has not heard yet."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.pending: dict[tuple[str, str], LlamaEvent] = {}
