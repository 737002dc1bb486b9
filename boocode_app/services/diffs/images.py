"""Images on either side of a diff, told by their names: what a browser draws, and nothing else."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from boocode_app.contracts.diffs import DiffSide
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.services.diffs import limits
from boocode_app.services.diffs.comparison import Comparison
from boocode_app.services.diffs.contents import content_of
from boocode_app.services.diffs.repository import Repository

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


async def image(repository: Repository, comparison: Comparison, path: str, side: DiffSide) -> Image:
    """The image `path`, its name on that side.

    Raises NotFound where there is none, or its name is that of no image; Conflict where it has more
    than `MAX_IMAGE_BYTES`; and what `contents` raises.
    """
    media_type = _MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())
    if media_type is None:
        raise NotFound(f"{path!r} is no image that a browser shows.")
    limit = limits.MAX_IMAGE_BYTES
    content = await content_of(repository, comparison, path, side, limit)
    if content.is_link:
        raise NotFound(f"{path!r} is a link on the {side} side: it is not followed.")
    if content.size > limit or len(content.data) > limit:
        raise Conflict(f"{path!r} has more than {limit // 1_000_000} MB: it is not shown.")
    return Image(content.data, media_type)
