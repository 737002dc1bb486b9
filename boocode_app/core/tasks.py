"""Work at once in one place: what is started here has ended when the call returns."""

import asyncio
from collections.abc import Coroutine
from typing import Any


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
