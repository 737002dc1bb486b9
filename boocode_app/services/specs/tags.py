"""The tags that "Shipped in:" lines name: one tag, or a range that is read as its two ends."""

import re
from collections.abc import Iterable

_RANGE = re.compile(r"\s*(?:–|—|\.{2,3}|\s-\s|\sto\s|,)\s*")
_VERSION = re.compile(r"^v?(\d+(?:\.\d+)+)(?:-(.+))?$")


def ends(tag: str) -> list[str]:
    """The tag itself, or both ends of a range."""
    return [end for part in _RANGE.split(tag) if (end := part.strip(" `"))]


def lineage(*sources: Iterable[str]) -> frozenset[str]:
    """Every tag that the sources name, ranges taken apart."""
    return frozenset(end for source in sources for tag in source for end in ends(tag))


def unknown(tag: str, known: Iterable[str]) -> list[str]:
    """The ends of `tag` that no known tag is. `v1.2.3` is also known as `v1.2.3-anything`."""
    names = set(known)
    return [
        end
        for end in ends(tag)
        if end not in names and not any(name.startswith(end + "-") for name in names)
    ]


def other_batch(slug: str, tag: str, slugs: Iterable[str], known: Iterable[str]) -> str | None:
    """Why `tag` seems to belong to another batch than `slug`; None where it does not."""
    listed = ends(tag)
    if len(listed) != 1:
        return None
    version, suffix = _parts(tag)
    own_version, own_name = _parts(slug)
    name = own_name or slug
    if suffix and suffix != name and suffix in {_parts(other)[1] or other for other in slugs}:
        return f"`{tag}` is named after batch {suffix!r}"
    if own_version and version and own_version != version:
        return f"`{tag}` is version {version}, and the batch's name says {own_version}"
    own = [other for other in known if _parts(other)[1] == name and other != tag]
    if own and suffix != name:
        return f"`{min(own)}` is the tag that carries this batch's name"
    return None


def _parts(name: str) -> tuple[str | None, str | None]:
    """Version and name of `v1.13.12-skills-audit`; None for what is not there."""
    match = _VERSION.match(name)
    return (match[1], match[2]) if match else (None, None)
