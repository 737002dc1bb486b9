"""One file's section of a patch, or one untracked file, as the patch that a person reads."""

from collections.abc import Sequence

from boocode_app.contracts.diffs import DiffPatch
from boocode_app.services.diffs import hunks, whitespace
from boocode_app.services.diffs.digest import digest

_NOT_IN_A_TWIN = (b"index ", b"--- ", b"+++ ")


def rendered(index: int, parts: Sequence[bytes]) -> DiffPatch:
    """Parse each part, write it again, and give the twin without whitespace changes if it differs.

    Blocks; raises UpstreamFailed where a part cannot be parsed.
    """
    if len(parts) == 1:
        return _of_one(index, parts[0])
    return _answer(index, b"".join(map(written_again, parts)), digest(parts))


def written_again(section: bytes) -> bytes:
    """The bytes of one part after parsing: what `git apply` takes, whatever the encoding."""
    header, body = hunks.split_header(section)
    return header + hunks.serialised(hunks.parse(body))


def _of_one(index: int, section: bytes) -> DiffPatch:
    patch, twin, hidden = _both(section)
    return _answer(index, patch, digest((section,)), twin, hidden)


def _both(section: bytes) -> tuple[bytes, bytes | None, int]:
    """The patch, its twin where it differs, and how many pairs that hides.

    The parsed lines are the bulk of the memory: they are gone once this returns.
    """
    header = hunks.header_of(section)
    parsed = hunks.parse(section, len(header))
    patch = header + hunks.serialised(parsed)
    if not whitespace.may_differ(section, len(header)):
        return patch, None, 0
    kept, hidden = whitespace.without_whitespace(parsed)
    twin = header + hunks.serialised(kept) if kept else _without_hunks(header)
    return patch, twin, hidden


def _without_hunks(header: bytes) -> bytes:
    """What is left of a file without hunks: its rename or change of mode; else nothing."""
    lines = [
        line for line in header.splitlines(keepends=True) if not line.startswith(_NOT_IN_A_TWIN)
    ]
    return b"".join(lines) if len(lines) > 1 else b""


def _answer(
    index: int, patch: bytes, mark: str, twin: bytes | None = None, hidden: int = 0
) -> DiffPatch:
    text = patch.decode("utf-8", "replace")
    return DiffPatch(
        index=index,
        patch=text,
        digest=mark,
        whitespace_free=None if twin is None else twin.decode("utf-8", "replace"),
        whitespace_lines=hidden,
        lossy="\ufffd" in text and text.encode() != patch,
    )
