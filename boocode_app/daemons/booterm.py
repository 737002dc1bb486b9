"""BooTerm: the process that owns the PTYs, so that they outlive the browser and the web app.

Invariant: it starts without Reflex and without SQLAlchemy, and leaves no process behind when it
ends. One a BOOCODE_HOME, so a session that is said to run when it starts was lost with a dead one.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from boocode_app.api import terminals
from boocode_app.api.app import build_api, guard
from boocode_app.daemons.serve import daemon_settings, health_router, serve
from boocode_app.daemons.sole import sole
from boocode_app.wiring import house


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Own the terminals as long as the application is served."""
    await house().terminals.start()
    yield
    await house().terminals.close()


def main() -> None:
    """Serve until SIGTERM."""
    settings = daemon_settings()
    api = build_api("BooTerm", [health_router("booterm"), terminals.router], lifespan)
    gate = guard(api, settings, cookies=False, redeem_ticket=terminals.redeem_ticket)
    with sole("booterm", settings.run_folder):
        serve(gate, port=settings.pty_port, name="booterm")


if __name__ == "__main__":
    main()
