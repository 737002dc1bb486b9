"""Who changes a project's repository takes turns: one operation at a time.

Invariant: whoever waits longer than `WAIT_S` is told so; another program's git keeps its own lock.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from boocode_app.core.errors import Unavailable

WAIT_S = 10.0


class Turns:
    """The turns of this process, a project each."""

    def __init__(self, wait_s: float = WAIT_S) -> None:
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._wait_s = wait_s

    @asynccontextmanager
    async def of(self, project_id: int) -> AsyncIterator[None]:
        """Alone in the repository of `project_id`. Raises Unavailable after `wait_s` seconds."""
        lock = self._locks[project_id]
        try:
            await asyncio.wait_for(lock.acquire(), self._wait_s)
        except TimeoutError:
            raise Unavailable(
                "The repository is being changed by something that takes long: try again."
            ) from None
        try:
            yield
        finally:
            lock.release()
