"""Reads a file: its text by pages of whole lines, or what else it is.

Invariant: never more than `MAX_TEXT_BYTES` are held, whatever the file's size. These functions
block: they run in a thread.
"""

import codecs
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from boocode_app.contracts.files import LineEnds
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.services.files import limits
from boocode_app.services.files.naming import meant
from boocode_app.services.projects.beneath import folder_of, regular_file

_PROBE = 8000
_CHUNK = 256 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 BE"),
)


@dataclass(frozen=True)
class Facts:
    """What is known of a file without reading on. `version` differs once it has changed."""

    name: bytes
    size: int
    modified_at: datetime
    version: str
    binary: bool


@dataclass(frozen=True)
class Text:
    """Lines `first` to `last`. `cut`: the last one lacks its end; `more`: there are lines after."""

    text: str
    encoding: str
    line_ends: LineEnds | None
    first: int
    last: int
    more: bool
    cut: bool


def read(root: Path, path: str, first: int) -> tuple[Facts, Text | None]:
    """The file at `path` and its text from line `first` on; no text where it is binary.

    Raises NotFound, or Conflict where it cannot be read, or `first` lies too far behind.
    """
    with opened(root, path) as (file, stated, name):
        head = file.read(_PROBE)
        facts = _facts(stated, name, head)
        if facts.binary:
            return facts, None
        file.seek(0)
        return facts, _wide(file) if _is_wide(head) else _page(file, first)


def read_bytes(root: Path, path: str, limit: int) -> bytes:
    """A whole file. Raises as `read` does, and Conflict where it has more than `limit` bytes."""
    with opened(root, path) as (file, _, _):
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Conflict(f"{path!r} has more than {limit // 1_000_000} MB.")
    return data


@contextmanager
def opened(root: Path, path: str) -> Iterator[tuple[BinaryIO, os.stat_result, bytes]]:
    """A regular file, open for reading, its facts, and its name on the disk."""
    with ExitStack() as held:
        try:
            name = meant(root, path)
            folder, last = held.enter_context(folder_of(root, name, follow=True))
            file, facts = held.enter_context(regular_file(folder, last))
        except (FileNotFoundError, NotADirectoryError):
            raise NotFound(f"There is no file {path!r} any more.") from None
        except OSError as fault:
            raise Conflict(f"{path!r} cannot be read: {fault.strerror}.") from None
        yield file, facts, name


def _facts(facts: os.stat_result, name: bytes, head: bytes) -> Facts:
    return Facts(
        name=name,
        size=facts.st_size,
        modified_at=datetime.fromtimestamp(facts.st_mtime, UTC),
        version=f"{facts.st_ino:x}-{facts.st_size:x}-{facts.st_mtime_ns:x}",
        binary=b"\0" in head and not _is_wide(head),
    )


def _is_wide(head: bytes) -> bool:
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _page(file: BinaryIO, first: int) -> Text:
    _pass_lines(file, first - 1)
    data = file.read(limits.MAX_TEXT_BYTES + 1)
    more, cut = len(data) > limits.MAX_TEXT_BYTES, False
    if more:
        data = data[: limits.MAX_TEXT_BYTES]
        end = data.rfind(b"\n") + 1
        cut = end == 0
        data = _whole_characters(data) if cut else data[:end]
        more = not cut or _goes_on(file)
    text, encoding = _decoded(data, at_start=first == 1)
    last = first + _count(text) - 1
    return Text(text, encoding, _line_ends(data), first, last, more, cut)


def _wide(file: BinaryIO) -> Text:
    """UTF-16 comes as one page: its line ends are no single bytes."""
    data = file.read(limits.MAX_TEXT_BYTES + 1)
    cut = len(data) > limits.MAX_TEXT_BYTES
    text, encoding = _decoded(data[: limits.MAX_TEXT_BYTES], at_start=True)
    ends = _line_ends(text.encode("utf-8", "replace"))
    return Text(text, encoding, ends, 1, _count(text), False, cut)


def _pass_lines(file: BinaryIO, left: int) -> None:
    """Go behind so many lines, or to the end."""
    while left and (chunk := file.read(_CHUNK)):
        if (count := chunk.count(b"\n")) >= left:
            at = -1
            for _ in range(left):
                at = chunk.index(b"\n", at + 1)
            file.seek(at + 1 - len(chunk), os.SEEK_CUR)
            return
        left -= count
        if file.tell() > limits.MAX_SCANNED_BYTES:
            raise Conflict("That line lies too far behind to be shown: look at it in a terminal.")


def _goes_on(file: BinaryIO) -> bool:
    """Whether another line comes after the one that was cut."""
    while file.tell() < limits.MAX_SCANNED_BYTES and (chunk := file.read(_CHUNK)):
        if b"\n" in chunk:
            return True
    return False


def _decoded(data: bytes, *, at_start: bool) -> tuple[str, str]:
    """The text and what it is written in: told by its mark, else guessed from its bytes."""
    for mark, codec, name in _MARKS if at_start else ():
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace"), name
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if not bad:
        return text, "UTF-8"
    if bad < sum(character > "\x7f" for character in text) / 2:
        return text, "UTF-8 with bad bytes"
    return data.decode("latin-1"), "ISO 8859-1"


def _whole_characters(data: bytes) -> bytes:
    """Without a character of which only the beginning is there."""
    for length in range(1, 4):
        if data[-length] >= 0xC0:
            return data[:-length]
        if data[-length] < 0x80:
            break
    return data


def _line_ends(data: bytes) -> LineEnds | None:
    both, all_ends = data.count(b"\r\n"), data.count(b"\n")
    if not all_ends:
        return None
    return "lf" if not both else "crlf" if both == all_ends else "mixed"


def _count(text: str) -> int:
    """How many lines: what stands after the last line end is one too."""
    return text.count("\n") + (not text.endswith("\n") and text != "")
