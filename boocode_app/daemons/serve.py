"""How every daemon is served: uvicorn on loopback, one plain log, a clean end.

Invariant: SIGTERM and SIGINT run the application's lifespan to its end and exit with status 0; open
streams and sockets hold that up for GRACE_S seconds at most.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import uvicorn
from fastapi import APIRouter

from boocode_app import __version__
from boocode_app.contracts.health import DaemonHealth, PartName, PartState
from boocode_app.core.asgi import ASGIApp
from boocode_app.core.errors import SettingsError
from boocode_app.core.settings import Settings
from boocode_app.daemons.websockets import SafeWebSocket
from boocode_app.wiring import house

HOST = "127.0.0.1"
GRACE_S = 3
SOCKET_FRAME_LIMIT = 2 * 1024 * 1024
PING_EVERY_S = 20
PONG_WITHIN_S = 75
"""Longer than a minute: a client that stops reading for one keeps its socket."""

Probe = Callable[[], tuple[PartState, str]]
log = logging.getLogger(__name__)


def daemon_settings() -> Settings:
    """The settings of this daemon; bad ones end the process with status 2 and are told in words."""
    try:
        return house().settings
    except SettingsError as error:
        sys.stderr.write(f"{error.detail}\n")
        raise SystemExit(2) from None


def health_router(name: PartName, probe: Probe | None = None) -> APIRouter:
    """`/api/health` of daemon `name`. `probe` gives its state and, in words, what is wrong."""
    router = APIRouter(prefix="/api", tags=["health"])

    @router.get("/health")
    async def health() -> DaemonHealth:
        """The state of this daemon."""
        state, detail = probe() if probe else ("ready", "")
        return DaemonHealth(
            name=name, version=__version__, pid=os.getpid(), state=state, detail=detail
        )

    return router


def serve(app: ASGIApp, *, port: int, name: PartName, host: str = HOST) -> None:
    """Serve `app` until SIGTERM or SIGINT. A port that is taken exits with status 3."""
    write_log_to_stderr(name)
    # uvicorn raises the signal that ended it once more when it is done: that must be no failure.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            loop="uvloop",
            ws=SafeWebSocket,
            ws_per_message_deflate=False,
            ws_max_size=SOCKET_FRAME_LIMIT,
            ws_ping_interval=PING_EVERY_S,
            ws_ping_timeout=PONG_WITHIN_S,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_S,
        )
    )
    log.info("%s %s starts on %s:%d, pid %d", name, __version__, host, port, os.getpid())
    server.run()


def write_log_to_stderr(name: str) -> None:
    """One line a record: UTC time, process, level, logger, message."""
    formatter = logging.Formatter(
        f"%(asctime)s.%(msecs)03dZ {name} %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("uvicorn.error", "httpx"):  # httpx tells each request that it makes
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _leave(signal_number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
