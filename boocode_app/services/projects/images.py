"""Images that a browser draws, told by their names."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Image:
    """The bytes of an image, as the repository has them."""

    data: bytes
    media_type: str


def media_type_of(path: str) -> str | None:
    """The media type of an image; None: it is none that a browser draws."""
    return _MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())
