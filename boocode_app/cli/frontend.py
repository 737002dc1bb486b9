"""Finds or builds the front end, and tells how that goes."""

from pathlib import Path

from boocode_app.cli.progress import step
from boocode_app.core.frontend.cache import FrontendCache
from boocode_app.core.settings import Settings


def build_frontend(settings: Settings) -> Path:
    """The folder of the current front end."""
    cache = FrontendCache(settings.cache)
    if ready := cache.current():
        return ready
    from boocode_app.core.frontend.build import ensure_frontend

    with step("Building the front end (once for this version)") as report:
        return ensure_frontend(cache, report)
