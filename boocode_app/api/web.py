"""The API of the web app: every route of the house, and what stands around it.

Projects, diffs and health are answered here; the proxy answers for the daemons, whose routers are
mounted only so that one OpenAPI document covers all.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, FastAPI

from boocode_app.api.app import build_api, guard
from boocode_app.api.freshness import Freshness
from boocode_app.api.health import health_router
from boocode_app.api.parts import PartsBoard
from boocode_app.api.proxy import Proxy, upstreams_of
from boocode_app.core.auth.gate import ASGIApp, Gate
from boocode_app.core.errors import BooError, NotFound
from boocode_app.core.lag import LoopLag
from boocode_app.core.settings import Settings
from boocode_app.wiring import house

log = logging.getLogger(__name__)
_lag = LoopLag()
"""One event loop, one measure."""


def build_web_api(settings: Settings) -> FastAPI:
    """The FastAPI application of the web process."""
    routers = [health_router(PartsBoard(settings), _lag), *_rooms(), _unknown_paths()]
    return build_api("BooCode", routers)


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


def _rooms() -> list[APIRouter]:
    names = [f"boocode_app.api.{n}" for n in ("projects", "diffs", "terminals", "llama", "chat")]
    return [import_module(name).router for name in names if find_spec(name)]


def _unknown_paths() -> APIRouter:
    """The last router: an unknown path under /api answers problem JSON, never a page."""
    router = APIRouter(prefix="/api", include_in_schema=False)

    @router.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def unknown(path: str) -> None:
        raise NotFound(f"There is no /api/{path}")

    return router
