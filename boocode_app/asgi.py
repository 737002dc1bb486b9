"""The production factory: the Reflex app over a front end that is compiled already.

Its working directory is a build folder (core/frontend/cache.py), which carries rxconfig.py: Reflex
reads its settings from there and nowhere else, and must never find a stranger's. With core/frontend
it is the only place that leans on Reflex's semi-private parts.
"""

from boocode_app.core.auth.gate import ASGIApp


def create() -> ASGIApp:
    """The whole web app as ASGI: pages, `/_event`, API and gate."""
    from reflex_base import constants
    from reflex_base.environment import environment

    environment.REFLEX_ENV_MODE.set(constants.Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)

    # Only now: the app reads its mode while it is imported.
    from boocode_app.boocode_app import app

    created: ASGIApp = app()
    return created
