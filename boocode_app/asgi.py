"""The production factory: the Reflex app over a front end that is compiled already.

Its working directory is a build folder (core/frontend/cache.py), which carries rxconfig.py: Reflex
reads its settings from there and nowhere else, and must never find a stranger's. With core/frontend
it is the only place that leans on Reflex's semi-private parts.
"""

from boocode_app.core.asgi import ASGIApp


def create() -> ASGIApp:
    """The whole web app as ASGI: pages, `/_event`, API and gate."""
    from boocode_app.core.frontend.mode import serve_compiled

    serve_compiled()

    # Only now: the app reads its mode while it is imported.
    from boocode_app.boocode_app import app

    created: ASGIApp = app()
    return created
