"""Reads `git diff -z --raw --numstat -p`: bytes in, records and sections out. It does no IO.

The raw records are the truth about names, modes and status, and numstat about counts; a section of
the patch belongs to the next record whose opening line it starts with, so a name can neither be
misread nor forged. Invariant: at most one section is held, and never more than `max_section` bytes
of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from boocode_app.core.errors import UpstreamFailed
from boocode_app.services.diffs.names import git_line

NO_MODE = "000000"
_OPENING = b"diff --git "
_LONGEST_NAME = 64 * 1024
_RAW_PER_FILE = 10


@dataclass(frozen=True)
class Record:
    """One changed file as git names it. Counts are None for a binary file."""

    status: str
    old_mode: str
    new_mode: str
    path: bytes
    old_path: bytes | None = None
    similarity: int | None = None
    added: int | None = None
    removed: int | None = None
    binary: bool = False

    @property
    def opening(self) -> bytes:
        """The line that its section of the patch starts with, newline included."""
        return git_line(self.old_path or self.path, self.path) + b"\n"


@dataclass(frozen=True)
class Listing:
    """Every changed file, in order; `left_out` counts those beyond the limit."""

    records: tuple[Record, ...]
    left_out: int


@dataclass(frozen=True)
class Section:
    """The patch of record `index`: two parts where the file's type changed, else one."""

    index: int
    parts: tuple[bytes, ...]


@dataclass(frozen=True)
class TooLarge:
    """The patch of record `index` is over the limit; its bytes were let go."""

    index: int


Event = Listing | Section | TooLarge


class DiffReader:
    """Feed it what git wrote with `receive`, then `finish`; each gives the events that are due."""

    def __init__(self, *, max_files: int, max_section: int) -> None:
        self._list = _ListReader(max_files)
        self._listing: Listing | None = None
        self._sections: _SectionReader | None = None
        self._max_section = max_section

    def receive(self, data: bytes) -> Iterator[Event]:
        """What `data` completes. Raises UpstreamFailed on bytes that git does not write."""
        if self._sections is None:
            rest = self._list.receive(data)
            if rest is None:
                return
            yield self._listed()
            data = rest
        assert self._sections is not None
        yield from self._sections.receive(data)

    def finish(self) -> Iterator[Event]:
        """The last events, once git has ended; the listing too where there was no patch."""
        if self._sections is None:
            self._list.finish()
            yield self._listed()
        assert self._sections is not None
        yield from self._sections.finish()

    def _listed(self) -> Listing:
        listing = Listing(tuple(self._list.records), self._list.left_out)
        self._sections = _SectionReader(listing.records, self._max_section)
        return listing


class _ListReader:
    """The part before the patch: NUL-terminated raw records, numstat records, an empty one.

    A raw record that numstat does not count is a file that was touched and is the same.
    """

    def __init__(self, max_files: int) -> None:
        self.records: list[Record] = []
        self.left_out = 0
        self._max_files = max_files
        self._max_raw = max_files * _RAW_PER_FILE
        self._raw: dict[bytes, Record] = {}
        self._tail = b""
        self._fields: list[bytes] = []

    def receive(self, data: bytes) -> bytes | None:
        """None while the list goes on; the first bytes of the patch once it is complete."""
        data = self._tail + data
        start = 0
        while (end := data.find(b"\0", start)) >= 0:
            field = data[start:end]
            start = end + 1
            if not field and not self._fields:
                self._tail = b""
                return data[start:]
            self._fields.append(field)
            self._take()
        self._tail = data[start:]
        if len(self._tail) > _LONGEST_NAME:
            raise UpstreamFailed("git wrote a list of changed files that cannot be read.")
        return None

    def finish(self) -> None:
        if self._tail or self._fields:
            raise UpstreamFailed("git ended within its list of changed files.")

    def _take(self) -> None:
        """Use the collected fields where they make a whole record."""
        head = self._fields[0]
        if head.startswith(b":"):
            wanted = 3 if head.rpartition(b" ")[2][:1] in b"RC" else 2
            if len(self._fields) == wanted:
                self._add(_raw_record(head, self._fields[1:]))
                self._fields = []
            return
        added, removed, name = _numstat(head)
        if name or len(self._fields) == 3:
            self._count(added, removed, name or self._fields[2])
            self._fields = []

    def _add(self, record: Record) -> None:
        if len(self._raw) < self._max_raw:
            self._raw[record.path] = record

    def _count(self, added: bytes, removed: bytes, path: bytes) -> None:
        record = self._raw.pop(path, None)
        if record is None or len(self.records) >= self._max_files:
            self.left_out += 1
        else:
            self.records.append(_with_counts(record, added, removed))


def _raw_record(head: bytes, paths: list[bytes]) -> Record:
    try:
        old_mode, new_mode, _, _, status = head[1:].decode("ascii").split(" ")
        similarity = int(status[1:]) if status[1:] else None
    except ValueError:
        raise UpstreamFailed(f"git wrote a record that cannot be read: {head[:80]!r}") from None
    return Record(
        status=status[0],
        old_mode=old_mode,
        new_mode=new_mode,
        path=paths[-1],
        old_path=paths[0] if len(paths) == 2 else None,
        similarity=similarity,
    )


def _numstat(head: bytes) -> tuple[bytes, bytes, bytes]:
    parts = head.split(b"\t", 2)
    if len(parts) != 3:
        raise UpstreamFailed(f"git wrote a count that cannot be read: {head[:80]!r}")
    return parts[0], parts[1], parts[2]


def _with_counts(record: Record, added: bytes, removed: bytes) -> Record:
    if added == b"-":
        return replace(record, binary=True)
    return replace(record, added=int(added), removed=int(removed))


class _SectionReader:
    """The patch: sections that each start with `diff --git`, matched to records in order."""

    _BOUNDARY = re.compile(rb"\n(?=diff --git )")

    def __init__(self, records: tuple[Record, ...], max_section: int) -> None:
        self._records = records
        self._max = max_section
        self._held = bytearray()
        self._searched = 0
        self._overflowed = False
        self._next = 0
        self._first_half: Section | None = None

    def receive(self, data: bytes) -> Iterator[Event]:
        self._held += data
        while match := self._BOUNDARY.search(self._held, self._searched):
            yield from self._close(match.end())
        # A boundary may lie across two reads: its last bytes are looked at again.
        self._searched = max(0, len(self._held) - len(_OPENING))
        if len(self._held) > self._max + _LONGEST_NAME:
            self._let_go()

    def finish(self) -> Iterator[Event]:
        if self._held:
            yield from self._close(len(self._held))
        if self._first_half is not None:
            yield self._first_half

    def _let_go(self) -> None:
        """Keep the opening line and the end of what is held; forget what is between."""
        self._overflowed = True
        opening = self._held.find(b"\n") + 1
        del self._held[opening : len(self._held) - len(_OPENING) - 1]
        self._searched = opening

    def _close(self, end: int) -> Iterator[Event]:
        """The section that ends at `end`."""
        section = bytes(self._held[:end])
        too_large = self._overflowed or end > self._max
        del self._held[:end]
        self._searched, self._overflowed = 0, False
        index = self._index_of(section)
        if index is None:
            return
        if too_large:
            if self._first_half is not None and self._first_half.index == index:
                self._first_half = None
            yield TooLarge(index)
        elif self._records[index].status == "T":
            yield from self._half(index, section)
        else:
            yield Section(index, (section,))

    def _half(self, index: int, section: bytes) -> Iterator[Event]:
        """A type change comes as a deletion and a creation: one section of two parts."""
        first, self._first_half = self._first_half, None
        if first is None:
            self._first_half = Section(index, (section,))
        elif first.index == index:
            yield Section(index, (*first.parts, section))
        else:
            yield first
            self._first_half = Section(index, (section,))

    def _index_of(self, section: bytes) -> int | None:
        """The record that `section` belongs to; None for one beyond the listed files."""
        if self._first_half is not None:
            index = self._first_half.index
            if section.startswith(self._records[index].opening):
                return index
        for index in range(self._next, len(self._records)):
            if section.startswith(self._records[index].opening):
                self._next = index + 1
                return index
        return None
