"""Finds or builds the front end, and tells how that goes."""

import shutil
from pathlib import Path

from boocode_app.cli.progress import say, step
from boocode_app.core.frontend.cache import FrontendCache
from boocode_app.core.frontend.sources import CHECKOUT
from boocode_app.core.settings import Settings


def build_frontend(settings: Settings) -> Path:
    """The folder of the current front end."""
    cache = FrontendCache(settings.cache)
    if ready := cache.current():
        return ready
    from boocode_app.core.frontend.build import ensure_frontend

    with step("Building the front end (once for this version)") as report:
        return ensure_frontend(cache, report)


def keep_lock(settings: Settings) -> None:
    """Copy what the last build resolved to reflex.lock/, for everybody to build from.

    The sources changed by that, so the front end is built once more, from the lock.
    """
    resolved = FrontendCache(settings.cache).workspace / "reflex.lock"
    kept = CHECKOUT / "reflex.lock"
    kept.mkdir(exist_ok=True)
    for file in resolved.iterdir():
        shutil.copyfile(file, kept / file.name)
    say(f"Wrote {kept}: commit it")
    build_frontend(settings)
