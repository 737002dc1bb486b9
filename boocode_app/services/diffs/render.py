"""One file's section of a patch, or one untracked file, as the patch that a person reads.

Everything here blocks, and raises UpstreamFailed where a part cannot be parsed.
"""

from collections.abc import Sequence

from boocode_app.contracts.diffs import DiffPatch, DiffTwin
from boocode_app.services.diffs import hunks, whitespace
from boocode_app.services.diffs.digest import digest

_NOT_IN_A_TWIN = (b"index ", b"--- ", b"+++ ")


class Rendering:
    """The parts of one file, checked: what `git apply` takes, whatever the encoding."""

    def __init__(self, index: int, parts: Sequence[bytes]) -> None:
        self._index = index
        self._digest = digest(parts)
        self._parts = [hunks.checked(part) for part in parts]

    def patch(self) -> DiffPatch:
        """The patch without its twin."""
        patch = b"".join(header + body for header, body in self._parts)
        text = patch.decode("utf-8", "replace")
        return DiffPatch(
            index=self._index,
            patch=text,
            digest=self._digest,
            lossy="\ufffd" in text and text.encode() != patch,
        )

    def twin(self) -> DiffTwin | None:
        """The patch without its whitespace changes; None: it has none, or is of several parts."""
        if len(self._parts) != 1 or not whitespace.may_differ(self._parts[0][1]):
            return None
        header, body = self._parts[0]
        kept, hidden = whitespace.without_whitespace(body)
        patch = header + kept if kept else _without_hunks(header)
        return DiffTwin(
            index=self._index,
            digest=self._digest,
            whitespace_free=patch.decode("utf-8", "replace"),
            whitespace_lines=hidden,
        )


def rendered(index: int, parts: Sequence[bytes]) -> DiffPatch:
    """The patch with its twin."""
    rendering = Rendering(index, parts)
    patch, twin = rendering.patch(), rendering.twin()
    if twin is None:
        return patch
    return patch.model_copy(
        update={
            "whitespace_free": twin.whitespace_free,
            "whitespace_lines": twin.whitespace_lines,
        }
    )


def _without_hunks(header: bytes) -> bytes:
    """What is left of a file without hunks: its rename or change of mode; else nothing."""
    lines = [
        line for line in header.splitlines(keepends=True) if not line.startswith(_NOT_IN_A_TWIN)
    ]
    return b"".join(lines) if len(lines) > 1 else b""
