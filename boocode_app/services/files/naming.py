"""Names as people send them back: a bad byte was shown to them as U+FFFD."""

import os
from pathlib import Path

from boocode_app.services.projects.beneath import confined, folder_of

_LOST = "\ufffd"


def shown(name: bytes) -> str:
    """A name for people; each byte that is not UTF-8 is U+FFFD."""
    return name.decode("utf-8", "replace")


def meant(root: Path, path: str) -> bytes:
    """The path on the disk that `path` was shown for; the first one where there are several.

    Raises InvalidInput where it leaves the project, OSError where a folder on its way is gone.
    """
    name = confined("path", path)
    if _LOST not in path:
        return name
    found = b""
    for part in path.split("/"):
        found += (b"/" if found else b"") + part.encode()
        if _LOST in part:
            with folder_of(root, found, follow=True) as (folder, last):
                found = found[: -len(part.encode())] + _alike(folder, last, part)
    return found


def _alike(folder: int, name: bytes, part: str) -> bytes:
    names = sorted(os.fsencode(entry) for entry in os.listdir(folder))
    if name in names:
        return name
    return next((entry for entry in names if shown(entry) == part), name)
