"""The web process: one uvicorn, one loop, one port, on the host that people open.

Run in a build folder as `python -P -m boocode_app.serve_web`.
"""

from pathlib import Path

from boocode_app import asgi
from boocode_app.core.frontend.cache import served
from boocode_app.daemons.serve import daemon_settings, serve


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = daemon_settings()
    with served(Path.cwd()):
        serve(asgi.create(), host=settings.host, port=settings.port, name="web")


if __name__ == "__main__":
    main()
