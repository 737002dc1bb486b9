"""Images that a browser draws, told by their names."""

from pathlib import PurePosixPath
from typing import Final

_MEDIA_TYPES: Final = {
    ".apng": "image/apng",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


def media_type_of(path: str) -> str | None:
    """The media type of an image; None: it is none that a browser draws."""
    return _MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())
