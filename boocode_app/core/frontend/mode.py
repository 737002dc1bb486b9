"""Whether this process serves pages that are compiled already, or compiles them."""

from reflex_base import constants
from reflex_base.environment import environment


def serve_compiled() -> None:
    """Let Reflex serve the front end of the working directory, and compile nothing.

    To be called before the app is imported: it reads its mode while it is.
    """
    environment.REFLEX_ENV_MODE.set(constants.Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)


def serves_compiled() -> bool:
    """Whether `serve_compiled` was called."""
    return bool(environment.REFLEX_SKIP_COMPILE.get())
