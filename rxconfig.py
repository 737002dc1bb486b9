"""Reflex's settings. Neither URL nor port stands here: the bundle asks whoever served it."""

import os

import reflex as rx

from boocode_app.core.frontend.same_origin import SameOriginPlugin
from boocode_app.core.frontend.workers import WorkersPlugin


def _dev_origins() -> list[str]:
    """Development serves the pages from a second port: only then is another origin let in."""
    if os.environ.get("BOOCODE_DEV") != "1":
        return []
    port = os.environ.get("BOOCODE_PORT") or "3000"
    return [f"http://{name}:{port}" for name in ("localhost", "127.0.0.1")]


config = rx.Config(
    app_name="boocode_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode="memory",
    cors_allowed_origins=_dev_origins(),
    plugins=[
        rx.plugins.TailwindV4Plugin(),
        SameOriginPlugin(),
        WorkersPlugin(),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
