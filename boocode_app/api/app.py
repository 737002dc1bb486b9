"""Builds the FastAPI application of the web app and of each daemon from the same routers."""

from collections.abc import Callable, Sequence

from fastapi import APIRouter, FastAPI
from starlette.types import Lifespan

from boocode_app import __version__
from boocode_app.api.errors import add_error_handlers
from boocode_app.core.asgi import ASGIApp
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.auth.gate import Gate, TicketBooth
from boocode_app.core.auth.origin import OriginRule
from boocode_app.core.settings import Settings


def build_api(
    title: str, routers: Sequence[APIRouter], lifespan: Lifespan[FastAPI] | None = None
) -> FastAPI:
    """An application of `routers`, each of which carries its whole path (`/api/...`)."""
    app = FastAPI(
        title=title,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    add_error_handlers(app)
    for router in routers:
        app.include_router(router)
    return app


def guard(
    app: ASGIApp,
    settings: Settings,
    *,
    cookies: bool,
    redeem_ticket: Callable[[str, str], object | None] | None = None,
) -> Gate:
    """`app` behind the gate. Only the web app takes the cookie; daemons take the token.

    `redeem_ticket(path, ticket)` opens WebSockets that show one, also to the web app's pages.
    """
    pages = frozenset(f"http://{name}:{settings.port}" for name in ("127.0.0.1", "localhost"))
    credentials = None if settings.auth == "off" else Credentials.at(settings.home)
    rule = OriginRule.of(settings.allowed_hosts, pages if settings.dev else ())
    booth = TicketBooth(redeem_ticket, pages) if redeem_ticket else None
    return Gate(app, credentials, rule, cookies, booth)
