"""One file's section of a patch, or one untracked file, as the patch that a person reads."""

from collections.abc import Sequence

from boocode_app.contracts.diffs import DiffPatch
from boocode_app.services.diffs import hunks, whitespace
from boocode_app.services.diffs.digest import digest

_NOT_IN_A_TWIN = (b"index ", b"--- ", b"+++ ")


def rendered(index: int, parts: Sequence[bytes]) -> DiffPatch:
    """Check each part, and give the twin without whitespace changes where it differs.

    Blocks; raises UpstreamFailed where a part cannot be parsed.
    """
    if len(parts) == 1:
        return _of_one(index, parts[0])
    return _answer(index, b"".join(map(whole, parts)), digest(parts))


def whole(section: bytes) -> bytes:
    """The bytes of one part, checked: what `git apply` takes, whatever the encoding."""
    header, body = hunks.checked(section)
    return header + body


def _of_one(index: int, section: bytes) -> DiffPatch:
    mark = digest((section,))
    header, body = hunks.checked(section)
    if not whitespace.may_differ(body):
        return _answer(index, header + body, mark)
    kept, hidden = whitespace.without_whitespace(body)
    twin = header + kept if kept else _without_hunks(header)
    return _answer(index, header + body, mark, twin, hidden)


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
