"""Images of a repository over HTTP: a stranger's bytes, in which nothing runs."""

from starlette.responses import Response

from boocode_app.services.projects.images import Image

HEADERS = {
    # Opened by itself, an image is a document: an SVG's scripts stay dead, and it asks for nothing.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


def image_response(image: Image) -> Response:
    """The bytes as an image, also for who opens its address by itself."""
    return Response(image.data, media_type=image.media_type, headers=HEADERS)
