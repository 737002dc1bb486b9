"""Work at once in one place: what is started here has ended when the call returns, or the caller
leaves the loop over it (`aclosing`).
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

Item = TypeVar("Item")


async def first_of(*sides: Coroutine[Any, Any, None]) -> None:
    """Run `sides` at once until the first is over; the others are cancelled. Raises its error."""
    tasks = [asyncio.ensure_future(side) for side in sides]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def uncut(work: Coroutine[Any, Any, Item]) -> Item:
    """Run `work` to its end, also where the caller is cancelled meanwhile: that comes afterwards.

    For a write to the database, which must not be broken off: SQLite may keep its lock.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # the cancellation is told instead
        raise


async def merged(*sources: AsyncGenerator[Item]) -> AsyncGenerator[Item]:
    """What `sources` give, as it comes, until all are over. Raises the first error of one."""
    nexts = {asyncio.ensure_future(anext(source)): source for source in sources}
    try:
        while nexts:
            done, _ = await asyncio.wait(nexts, return_when=asyncio.FIRST_COMPLETED)
            for ready in done:
                source = nexts.pop(ready)
                with suppress(StopAsyncIteration):
                    item = ready.result()
                    nexts[asyncio.ensure_future(anext(source))] = source
                    yield item
    finally:
        for waiting in nexts:
            waiting.cancel()
        await asyncio.gather(*nexts, return_exceptions=True)
        for source in sources:
            await source.aclose()
