"""One file's hunks through unidiff, and back to bytes.

Every byte is one character here (Latin-1), so nothing is lost whatever the file's encoding; and the
header never reaches unidiff, which misreads names. Invariant: `checked(section)` and
`serialised(parse(body))` apply to the same file and give the same bytes as git's own patch.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk, PatchSet

from boocode_app.core.errors import UpstreamFailed

_NEUTRAL_NAMES = ("--- a\n", "+++ b\n")
_HUNK_HEADER = re.compile(rb"^@@ .*$", re.MULTILINE)


def split_header(section: bytes) -> tuple[bytes, bytes]:
    """The header of one file's section, and its hunks (empty where it has none)."""
    start = section.find(b"\n@@ ")
    return (section, b"") if start < 0 else (section[: start + 1], section[start + 1 :])


def checked(section: bytes) -> tuple[bytes, bytes]:
    """As `split_header`, once unidiff has counted the lines of every hunk; headings are whole.

    It holds no line, so it costs a sixth of `parse`. Raises UpstreamFailed as that does.
    """
    header, body = split_header(section)
    _patched(body, metadata_only=True)
    return header, body if body.isascii() else _HUNK_HEADER.sub(_mended, body)


def parse(body: bytes) -> list[Hunk]:
    """The hunks of one file. Raises UpstreamFailed where they do not add up."""
    return _patched(body, metadata_only=False)


def serialised(hunks: Iterable[Hunk]) -> bytes:
    """The hunks as patch bytes."""
    written = BytesIO()
    for hunk in hunks:
        written.write(_header(hunk))
        for line in hunk:
            written.write(f"{line.line_type}{line.value}".encode("latin-1"))
    return written.getvalue()


def _patched(body: bytes, *, metadata_only: bool) -> list[Hunk]:
    if not body:
        return []
    try:
        (patched,) = PatchSet(_lines(body), metadata_only=metadata_only)
    except (UnidiffParseError, ValueError) as fault:
        raise UpstreamFailed(f"git's patch cannot be read: {fault}") from None
    return list(patched)


def _lines(body: bytes) -> Iterator[str]:
    yield from _NEUTRAL_NAMES
    for line in BytesIO(body):
        yield line.decode("latin-1")


def _header(hunk: Hunk) -> bytes:
    old, new = (hunk.source_start, hunk.source_length), (hunk.target_start, hunk.target_length)
    heading = _whole_characters(hunk.section_header.encode("latin-1"))
    return b"@@ -%d,%d +%d,%d @@%s\n" % (*old, *new, heading and b" " + heading)


def _mended(header: re.Match[bytes]) -> bytes:
    return _whole_characters(header[0])


def _whole_characters(heading: bytes) -> bytes:
    """Git cuts a long heading at 80 bytes, which may be within a character: drop that one."""
    return heading.decode("utf-8", "ignore").encode()
