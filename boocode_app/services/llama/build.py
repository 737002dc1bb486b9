"""The build of llama-server that is there: its command, and the flags that its own `--help` lists.

Names change between builds, so each is asked.
A line of its help that begins with a dash lists the spellings of one flag; what explains them is
indented. Invariant: a binary is asked once as long as its file does not change.
"""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from boocode_app.core.errors import UpstreamFailed
from boocode_app.core.settings import Settings
from boocode_app.services.llama.binary import clean_environment, find_llama_server, is_embedded

ASK_S = 30.0
HELP_LIMIT = 1_000_000
NAME = r"-{1,2}[A-Za-z][A-Za-z0-9._-]*"
SPELLINGS = re.compile(rf"(?:^|[ ,])({NAME})")
LISTED = re.compile(rf" {{0,2}}(?:{NAME}(?: [A-Z<{{\[][^ ]*)?,? *)+")


@dataclass(frozen=True)
class Build:
    """How to start it, and every spelling of every flag that it has."""

    command: tuple[str, ...]
    known: frozenset[str]


def find_build(settings: Settings) -> Build:
    """The build that these settings, PATH and the embedded server lead to; asks its `--help`.

    Raises UpstreamFailed where it cannot be asked, or is no llama-server. Blocks.
    """
    command = find_llama_server(settings, os.environ)
    return Build(tuple(command), flags_of(command))


def flags_of(command: Sequence[str]) -> frozenset[str]:
    """Every spelling of every flag that the llama-server started by `command` has.

    Raises UpstreamFailed where it cannot be asked, or is no llama-server.
    """
    if is_embedded(command):
        from boocode_app.services.llama.embedded import flags

        return frozenset(flags()._option_string_actions)
    try:
        file = Path(command[0]).stat()
    except OSError as fault:
        raise UpstreamFailed(f"{command[0]!r} cannot be run: {fault.strerror}") from fault
    return _asked(tuple(command), file.st_mtime_ns, file.st_size)


def listed(text: str) -> frozenset[str]:
    """The spellings that a help text lists."""
    found: set[str] = set()
    for line in text.splitlines():
        if head := LISTED.match(line):
            found.update(SPELLINGS.findall(head[0]))
    return frozenset(found)


@lru_cache(maxsize=8)
def _asked(command: tuple[str, ...], _changed: int, _size: int) -> frozenset[str]:
    try:
        said = subprocess.run(
            [*command, "--help"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=clean_environment(os.environ, ""),
            timeout=ASK_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise UpstreamFailed(f"{command[0]!r} did not answer --help: {fault}") from fault
    spellings = listed((said.stdout + said.stderr)[:HELP_LIMIT].decode("utf-8", "replace"))
    if "--model" not in spellings:
        raise UpstreamFailed(f"{command[0]!r} is no llama-server: its --help lists no --model")
    return spellings
