"""Images of a repository over HTTP. They are a stranger's bytes: nothing in them runs."""

from starlette.responses import Response

HEADERS = {
    "cache-control": "private, no-cache",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}


def image_response(data: bytes, media_type: str) -> Response:
    """The bytes as an image, also for who opens its address: an SVG's scripts stay off."""
    return Response(data, media_type=media_type, headers=HEADERS)
