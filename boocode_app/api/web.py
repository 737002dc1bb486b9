"""The API of the web app: every route of the house, and what stands around it.

Projects, diffs and health are answered here; the proxy answers for the daemons, whose routers are
mounted only so that one OpenAPI document covers all.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.responses import RedirectResponse

from boocode_app.api import (
    chat,
    diffs,
    files,
    llama,
    preferences,
    projects,
    repository,
    specs,
    staging,
    terminals,
    viewed,
)
from boocode_app.api.app import build_api, guard
from boocode_app.api.freshness import Freshness
from boocode_app.api.health import health_router
from boocode_app.api.parts import PartsBoard
from boocode_app.api.proxy import Proxy, upstreams_of
from boocode_app.core.asgi import ASGIApp
from boocode_app.core.auth.gate import Gate
from boocode_app.core.errors import BooError, NotFound
from boocode_app.core.lag import LoopLag
from boocode_app.core.settings import Settings
from boocode_app.wiring import house

log = logging.getLogger(__name__)
ROOMS = (
    projects.router,
    diffs.router,
    files.router,
    staging.router,
    repository.router,
    viewed.router,
    preferences.router,
    specs.router,
    terminals.router,
    llama.router,
    chat.router,
)
_lag = LoopLag()
"""One event loop, one measure."""


def build_web_api(settings: Settings) -> FastAPI:
    """The FastAPI application of the web process."""
    health = health_router(PartsBoard(settings), _lag)
    api = build_api("BooCode", [health, *ROOMS, _unknown_paths()])
    if settings.dev:
        # The pages have another port there: a login here leads to them.
        pages = f"http://localhost:{settings.port}/"
        api.add_route("/", lambda _: RedirectResponse(pages))
    return api


def wrap(app: ASGIApp, settings: Settings) -> Gate:
    """`app` behind the proxy to the daemons, and both behind the gate."""
    return guard(Proxy(Freshness(app), upstreams_of(settings)), settings, cookies=True)


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """What runs beside the requests: the lag's samples. At start, the caller's repository."""
    sampler = asyncio.create_task(_lag.sample())
    try:
        await _register_caller()
        yield
    finally:
        sampler.cancel()
        if "terminal_feed" in vars(house()):
            await house().terminal_feed.close()
        if "database" in vars(house()):
            await house().database.close()


async def _register_caller() -> None:
    """Make the repository in which `up` was started project 1, where there is none yet."""
    folder = os.environ.get("BOOCODE_CALLER_DIR")
    if not folder:
        return
    try:
        await house().projects.ensure_first(Path(folder))
    except BooError as error:
        log.info("%s is not registered as a project: %s", folder, error.detail)


def _unknown_paths() -> APIRouter:
    """The last router: an unknown path under /api answers problem JSON, never a page."""
    router = APIRouter(prefix="/api", include_in_schema=False)

    @router.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def unknown(path: str) -> None:
        raise NotFound(f"There is no /api/{path}")

    return router
