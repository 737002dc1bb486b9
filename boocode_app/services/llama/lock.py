"""The lock that lets one sidecar at a time own the llama-servers of a BOOCODE_HOME."""

import asyncio
import fcntl
from contextlib import suppress
from pathlib import Path
from typing import IO

POLL_S = 0.2


async def alone(folder: Path) -> IO[str]:
    """The lock in `folder`, waited for while another sidecar holds it; closing it gives it up."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (folder / "lock").open("w")
    try:
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return file
            await asyncio.sleep(POLL_S)
    except BaseException:
        file.close()
        raise
