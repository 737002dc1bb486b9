"""What a new session runs, where, and in which environment: checked before anything is started.

Invariant: nothing of BooCode's own (BOOCODE_*, its front end's and its llama-server's variables)
reaches a shell; whatever the person's own environment holds does.
"""

import os
import pwd
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from boocode_app.contracts.terminals import PtySpawn
from boocode_app.core.errors import InvalidInput
from boocode_app.services.terminals.processes import MARK

FALLBACK_SHELL = "/bin/sh"
OWN_PREFIXES = ("BOOCODE_", "REFLEX_", "__REFLEX_", "LLAMA_", "PYTHONPATH")
OUTER_TERMINAL = frozenset(
    {
        "TERM_PROGRAM",
        "TERM_PROGRAM_VERSION",
        "TERMCAP",
        "COLUMNS",
        "LINES",
        "TMUX",
        "TMUX_PANE",
        MARK,
    }
)
LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")


@dataclass(frozen=True)
class Launch:
    """A command that can be started: `argv[0]` is an absolute path."""

    argv: list[str]
    workdir: Path
    environment: dict[str, str]
    cols: int
    rows: int


def prepare(request: PtySpawn, environ: Mapping[str, str]) -> Launch:
    """The launch that `request` asks for, in the environment `environ`, cleaned.

    Raises InvalidInput that names the field that cannot be used.
    """
    environment = shell_environment(environ) | _checked(request.env)
    workdir = _folder(request.workdir)
    command = request.command or login_shell(environ)
    if any("\0" in argument for argument in request.args):
        raise InvalidInput("An argument holds a NUL character.", field="args")
    program = _program(command, workdir, environment.get("PATH", os.defpath))
    return Launch([program, *request.args], workdir, environment, request.cols, request.rows)


def login_shell(environ: Mapping[str, str]) -> str:
    """The person's shell: SHELL, else the one of the user database, else /bin/sh."""
    candidates = [environ.get("SHELL", "")]
    with suppress(KeyError):
        candidates.append(pwd.getpwuid(os.getuid()).pw_shell)
    usable = (s for s in candidates if s and Path(s).is_absolute() and os.access(s, os.X_OK))
    return next(usable, FALLBACK_SHELL)


def shell_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` without what is ours and with what this terminal is."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(OWN_PREFIXES) and name not in OUTER_TERMINAL
    }
    if not any(kept.get(name) for name in LOCALE):
        kept["LANG"] = "C.UTF-8"
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def _checked(environment: dict[str, str]) -> dict[str, str]:
    for name, value in environment.items():
        if not name or "=" in name or "\0" in name or "\0" in value:
            raise InvalidInput(f"{name[:80]!r} is no environment variable.", field="env")
    return environment


def _folder(given: str | None) -> Path:
    try:
        folder = Path(given).expanduser() if given else Path.home()
        usable = folder.is_absolute() and folder.is_dir()
    except (ValueError, RuntimeError):
        usable = False
    if not usable:
        raise InvalidInput(
            f"There is no folder {given or str(Path.home())!r}: give the absolute path of one "
            "that exists.",
            field="workdir",
        )
    return folder


def _program(command: str, workdir: Path, path: str) -> str:
    if "\0" not in command:
        candidate = str(workdir / command) if "/" in command else command
        if found := shutil.which(candidate, path=path):
            return str(workdir / found)
    raise InvalidInput(f"The command {command!r} was not found.", field="command")
