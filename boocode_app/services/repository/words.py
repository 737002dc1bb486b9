"""How previews say things."""

from collections.abc import Sequence
from typing import Final, TypedDict

MAX_NAMED: Final = 200
"""Files that a preview names; the others are counted."""


class Named(TypedDict):
    """Files of a preview."""

    files: list[str]
    files_left_out: int


def named(names: Sequence[bytes]) -> Named:
    """The first of `names`, and how many more there are."""
    shown = [words_of(name) for name in names[:MAX_NAMED]]
    return Named(files=shown, files_left_out=len(names) - len(shown))


def words_of(data: bytes) -> str:
    """Text for people: what is not UTF-8 becomes U+FFFD."""
    return data.decode("utf-8", "replace")


def counted(count: int, thing: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def overwritten(count: int) -> str:
    """Why something is refused that `count` files with uncommitted changes are in the way of."""
    files = counted(count, "file")
    return f"{files} with uncommitted changes would be overwritten: commit or discard them first."
