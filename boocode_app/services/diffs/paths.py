"""Names that stay within a project: what a caller sends is a path only once it passed here."""

from boocode_app.core.errors import InvalidInput


def confined(field: str, path: str) -> bytes:
    """The name as git holds it. Raises InvalidInput where it is none within a project."""
    parts = path.split("/")
    if not path or "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise InvalidInput(f"{path!r} is no path within the project.", field=field)
    if any(part.lower() == ".git" for part in parts):
        raise InvalidInput(f"{path!r} belongs to git itself.", field=field)
    return path.encode("utf-8", "surrogateescape")
