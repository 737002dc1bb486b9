"""What stays closed until a person opens it, and how much is read at all."""

import re

from boocode_app.contracts.diffs import Closed

MAX_LINES = 20_000
"""Changed lines of one file that come by themselves."""
MAX_PATCH_BYTES = 1_000_000
"""Bytes of one file's patch that come by themselves."""
MAX_OPENED_BYTES = 32_000_000
"""Bytes of one file's patch that come when a person asks for it."""
MAX_STREAM_BYTES = 64_000_000
"""Bytes of all patches that come by themselves."""
MAX_CONTENTS_BYTES = 4_000_000
"""Bytes of a file's text that come to show the lines around a hunk."""
MAX_IMAGE_BYTES = 16_000_000
"""Bytes of an image that is shown."""
MAX_AT_ONCE = 8
"""Diffs that are made at one time."""
MAX_FILES = 5_000
"""Changed files that are listed; the others are counted."""
MAX_UNTRACKED = 1_000
"""Untracked files that are listed; the others are counted."""
MAX_UNTRACKED_READ = 64_000_000
"""Bytes of untracked files that are read to count their lines."""

_LOCK_FILES = re.compile(
    r"(^|/)((bun|cargo|composer|deno|flake|gemfile|mix|pdm|pipfile|podfile|poetry|pubspec|uv|yarn)"
    r"\.lock|bun\.lockb|go\.sum|npm-shrinkwrap\.json|package-lock\.json|package\.resolved"
    r"|packages\.lock\.json|pnpm-lock\.yaml|pylock\.toml)$",
    re.IGNORECASE,
)
_GENERATED = re.compile(
    r"(^|/)(node_modules|__generated__)/"
    r"|\.min\.(js|mjs|css)$|\.(js|mjs|cjs|css)\.map$"
    r"|\.pb\.(go|cc|h)$|_pb2(_grpc)?\.pyi?$|\.g\.dart$|\.designer\.cs$",
    re.IGNORECASE,
)


def is_generated(path: str) -> bool:
    """Whether a program, not a person, wrote `path`, by its name."""
    return bool(_LOCK_FILES.search(path) or _GENERATED.search(path))


def closed_for(path: str, *, binary: bool, lines: int | None) -> Closed | None:
    """Why the patch of `path` does not come by itself; None: it does. `lines`: changed lines."""
    if binary:
        return "binary"
    if is_generated(path):
        return "generated"
    return "too_large" if (lines or 0) > MAX_LINES else None
