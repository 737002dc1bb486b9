"""The sidecar: the process that owns llama-server; a restart of the web app unloads nothing.

Invariant: it answers at once, whatever its models are doing; SIGTERM ends its servers with it, a
kill leaves them for the next sidecar to adopt.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from boocode_app.api import llama
from boocode_app.api.app import build_api, guard
from boocode_app.daemons.serve import daemon_settings, health_router, serve
from boocode_app.wiring import house


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Own the llama-servers as long as the application is served."""
    await house().sidecar.open()
    yield
    await house().sidecar.close()


def main() -> None:
    """Serve until SIGTERM."""
    settings = daemon_settings()
    logging.getLogger("gguf").setLevel(logging.WARNING)
    health = health_router("sidecar", lambda: house().sidecar.health())
    api = build_api("BooCode sidecar", [health, llama.router], lifespan)
    serve(guard(api, settings, cookies=False), port=settings.sidecar_port, name="sidecar")


if __name__ == "__main__":
    main()
