"""One file's hunks through unidiff, and back to bytes.

Every byte is one character here (Latin-1), so nothing is lost whatever the file's encoding; and the
header never reaches unidiff, which misreads names. Invariant: `serialised(parse(body))` applies to
the same file and gives the same bytes as `body`.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO

from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk, PatchSet

from boocode_app.core.errors import UpstreamFailed

_NEUTRAL_NAMES = ("--- a\n", "+++ b\n")


def split_header(section: bytes) -> tuple[bytes, bytes]:
    """The header of one file's section, and its hunks (empty where it has none)."""
    header = header_of(section)
    return header, section[len(header) :]


def header_of(section: bytes) -> bytes:
    """What stands before the first hunk."""
    start = section.find(b"\n@@ ")
    return section if start < 0 else section[: start + 1]


def parse(body: bytes, start: int = 0) -> list[Hunk]:
    """The hunks of one file, from `start` on. Raises UpstreamFailed where they do not add up."""
    if start >= len(body):
        return []
    try:
        (patched,) = PatchSet(_lines(body, start))
    except (UnidiffParseError, ValueError) as fault:
        raise UpstreamFailed(f"git's patch cannot be read: {fault}") from None
    return list(patched)


def serialised(hunks: Iterable[Hunk]) -> bytes:
    """The hunks as patch bytes."""
    written = BytesIO()
    for hunk in hunks:
        written.write(_header(hunk))
        for line in hunk:
            written.write(f"{line.line_type}{line.value}".encode("latin-1"))
    return written.getvalue()


def _lines(body: bytes, start: int) -> Iterator[str]:
    yield from _NEUTRAL_NAMES
    unread = BytesIO(body)
    unread.seek(start)
    for line in unread:
        yield line.decode("latin-1")


def _header(hunk: Hunk) -> bytes:
    old, new = (hunk.source_start, hunk.source_length), (hunk.target_start, hunk.target_length)
    heading = _whole_characters(hunk.section_header).encode("latin-1")
    return b"@@ -%d,%d +%d,%d @@%s\n" % (*old, *new, heading and b" " + heading)


def _whole_characters(heading: str) -> str:
    """Git cuts a long heading at 80 bytes, which may be within a character: drop that one."""
    if heading.isascii():
        return heading
    return heading.encode("latin-1").decode("utf-8", "ignore").encode("utf-8").decode("latin-1")
