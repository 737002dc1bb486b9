"""A whole BooCode for a campaign: started by `up`, ended with it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.e2e.system import System, make_repository, wait_for

READY_WITHIN_S = 120.0


@asynccontextmanager
async def system_at(folder: Path) -> AsyncIterator[System]:
    """A BooCode with its home in `folder`, every part ready. BOOCODE_CACHE keeps its front end."""
    cache = os.environ.get("BOOCODE_CACHE")
    system = System(
        folder / "home", make_repository(folder / "lighthouse"), Path(cache) if cache else None
    )
    try:
        system.link = await asyncio.to_thread(system.start)
        await asyncio.to_thread(wait_for, system.is_well, READY_WITHIN_S, "every part being ready")
        yield system
    finally:
        await asyncio.to_thread(system.stop)
