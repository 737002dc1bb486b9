"""What tells one patch of a file from another: a viewed mark or a staging request carries it.

Invariant: it depends on names, modes and hunks alone, so it is the same however git abbreviates the
ids of its objects, and whichever objects hold the text.
"""

from collections.abc import Sequence
from hashlib import sha256

from boocode_app.services.diffs.hunks import split_header

DIGITS = 32


def digest(parts: Sequence[bytes]) -> str:
    """The first `DIGITS` hex digits of the SHA-256 of a file's unfiltered patch.

    Its parts are taken as git wrote them, without their `index` lines.
    """
    running = sha256()
    for part in parts:
        header, body = split_header(part)
        for line in header.splitlines(keepends=True):
            if not line.startswith(b"index "):
                running.update(line)
        running.update(body)
    return running.hexdigest()[:DIGITS]
