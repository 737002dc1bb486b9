"""coder: the process that writes the replies. A restart of web stops none of them.

Invariant: one coder a BOOCODE_HOME, so what bears its name in the database at its start was left by
a dead one.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from types import FrameType

from fastapi import FastAPI

from boocode_app.api import chat
from boocode_app.api.app import build_api, guard
from boocode_app.core.auth.gate import Gate
from boocode_app.core.settings import Settings
from boocode_app.daemons.serve import daemon_settings, health_router, serve
from boocode_app.daemons.sole import sole
from boocode_app.wiring import house


def build(settings: Settings) -> Gate:
    """The guarded application of coder."""
    app = build_api("BooCode coder", [chat.router, health_router("coder")], _life)
    return guard(app, settings, cookies=False)


@asynccontextmanager
async def _life(_: FastAPI) -> AsyncIterator[None]:
    conversations = house().chat
    await conversations.start()
    kept_for = timedelta(days=house().settings.events_days)
    pruning = asyncio.create_task(house().events.prune_daily(kept_for))
    with _called_at_sigterm(conversations.leave):
        try:
            yield
        finally:
            pruning.cancel()
            await asyncio.wait([pruning])
            await conversations.close()
            await house().database.close()


@contextmanager
def _called_at_sigterm(leave: Callable[[], None]) -> Iterator[None]:
    """`leave` at the signal itself: the server waits for streams before it ends the lifespan."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGTERM)

    def leave_first(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(leave)
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, leave_first)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def main() -> None:
    """Run until SIGTERM."""
    settings = daemon_settings()
    with sole("coder", settings.run_folder):
        serve(build(settings), port=settings.coder_port, name="coder")


if __name__ == "__main__":
    main()
