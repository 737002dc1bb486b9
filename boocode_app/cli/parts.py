"""The four processes of a BooCode: their commands, ports and environments."""

import hashlib
import json
import os
import sys
from pathlib import Path

from boocode_app.core.frontend.sources import CHECKOUT, program_key
from boocode_app.core.settings import Settings
from boocode_app.core.supervise.part import Part

SIDECAR_GRACE_S = 12.0
"""It ends llama-server, too, which may be in the middle of freeing a large model."""


def daemons(settings: Settings) -> list[Part]:
    """Sidecar, booterm, coder: in the order in which they are added, the reverse of their end."""
    sidecar = Part(
        "sidecar",
        _command("boocode_app.daemons.sidecar"),
        settings.sidecar_port,
        "BOOCODE_SIDECAR_PORT",
        _fingerprint(settings),
        settings.home,
        environment(settings),
        SIDECAR_GRACE_S,
    )
    booterm = Part(
        "booterm",
        _command("boocode_app.daemons.booterm"),
        settings.pty_port,
        "BOOCODE_PTY_PORT",
        _fingerprint(settings),
        settings.home,
        environment(settings),
    )
    coder = Part(
        "coder",
        _command("boocode_app.daemons.coder"),
        settings.coder_port,
        "BOOCODE_CODER_PORT",
        _fingerprint(settings),
        settings.home,
        environment(settings),
    )
    own_sidecar = [] if settings.sidecars else [sidecar]
    return [*own_sidecar, booterm, coder]


def web(settings: Settings, build: Path) -> Part:
    """The web app over the front end in `build`, which is its working directory."""
    return Part(
        "web",
        _command("boocode_app.serve_web"),
        settings.port,
        "BOOCODE_PORT",
        _fingerprint(settings, build.name),
        build,
        environment(settings),
        host=settings.host,
    )


def environment(settings: Settings) -> dict[str, str]:
    """The caller's environment with exactly these settings in it."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("BOOCODE_")}
    caller = os.environ.get("BOOCODE_CALLER_DIR") or str(Path.cwd())
    return (
        inherited
        | settings.environment()
        | {"PYTHONPATH": str(CHECKOUT), "BOOCODE_CALLER_DIR": caller}
    )


def _command(module: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", module)


def _fingerprint(settings: Settings, salt: str = "") -> str:
    """A hash over program, settings and `salt`: no secret can be read from it."""
    given = json.dumps([program_key(), salt, sys.executable, settings.environment()])
    return hashlib.sha256(given.encode()).hexdigest()[:16]
