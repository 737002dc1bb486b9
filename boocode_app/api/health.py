"""GET /api/health: the state of each part, always with status 200, and never waiting for one.

It joins what the supervisor wrote (run/status.json) with what each part answers right now. Whoever
has no credential is told the states alone: no pid, no path, no reason.
"""

from fastapi import APIRouter, Request

from boocode_app import __version__
from boocode_app.api.parts import PartsBoard
from boocode_app.contracts.health import Health, PartHealth
from boocode_app.core.lag import LoopLag


def health_router(board: PartsBoard, lag: LoopLag) -> APIRouter:
    """The route over `board` and the lag of web's event loop."""
    router = APIRouter(prefix="/api", tags=["health"])

    @router.get("/health")
    async def health(request: Request) -> Health:
        """The whole house: `ok` when every part is ready, else `degraded`."""
        parts = await board.parts()
        known = getattr(request.state, "user", None) is not None
        return Health(
            status="ok" if all(p.state == "ready" for p in parts.values()) else "degraded",
            version=__version__,
            parts=parts
            if known
            else {name: PartHealth(state=part.state) for name, part in parts.items()},
            loop_lag_ms=lag.percentiles() if known else {},
        )

    return router
