"""Images on either side of a diff, told by their names: what a browser draws, and nothing else."""

from boocode_app.contracts.diffs import DiffSide
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.services.diffs import limits
from boocode_app.services.diffs.comparison import Comparison
from boocode_app.services.diffs.contents import content_of
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.projects.images import Image, media_type_of


async def image(repository: Repository, comparison: Comparison, path: str, side: DiffSide) -> Image:
    """The image `path`, its name on that side.

    Raises NotFound where there is none, or its name is that of no image; Conflict where it has more
    than `MAX_IMAGE_BYTES`; and what `contents` raises.
    """
    media_type = media_type_of(path)
    if media_type is None:
        raise NotFound(f"{path!r} is no image that a browser shows.")
    limit = limits.MAX_IMAGE_BYTES
    content = await content_of(repository, comparison, path, side, limit)
    if content.is_link:
        raise NotFound(f"{path!r} is a link on the {side} side: it is not followed.")
    if content.size > limit or len(content.data) > limit:
        raise Conflict(f"{path!r} has more than {limit // 1_000_000} MB: it is not shown.")
    return Image(content.data, media_type)
