"""The chosen lines of one file's hunks, as hunks that git takes. Pure: hunks in, hunks out.

One side is kept: the old one where the patch is to be applied (staging), the new one where it is to
be applied in reverse (unstaging, discarding). A changed line of the kept side that is not chosen
becomes context, one of the other side is left out. Within a block of changed lines the first
removed line goes with the first added one, and so on, as a split view shows them.
Invariant: the kept side stays as it is, so the answer applies wherever the whole patch did.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import accumulate, groupby, zip_longest
from typing import Literal

from unidiff.patch import Hunk, Line

from boocode_app.core.errors import Conflict

Kept = Literal["old", "new"]
Run = tuple[int, int]


class Runs:
    """Line numbers, given as runs of first and last."""

    def __init__(self, runs: Iterable[Run]) -> None:
        ordered = sorted(runs)
        self._firsts = [first for first, _ in ordered]
        self._lasts = list(accumulate((last for _, last in ordered), max))

    def __contains__(self, number: int | None) -> bool:
        if number is None:
            return False
        place = bisect_right(self._firsts, number) - 1
        return place >= 0 and number <= self._lasts[place]


@dataclass(frozen=True)
class Choice:
    """The chosen lines: `removed` by their old numbers, `added` by their new ones."""

    removed: Runs
    added: Runs

    def holds(self, line: Line) -> bool:
        """Whether `line` is a changed line that was chosen."""
        if line.is_removed:
            return line.source_line_no in self.removed
        return line.is_added and line.target_line_no in self.added


@dataclass(frozen=True)
class _Row:
    """A line, and its `\\ No newline` marker where it has one."""

    line: Line
    marker: Line | None = None

    @property
    def content(self) -> bytes:
        """The line as it stands in the file."""
        value = self.line.value.encode("latin-1")
        return value.removesuffix(b"\n") if self.marker else value

    def stands_on(self, side: Kept) -> bool:
        """Whether the line is on the old or the new side."""
        return not (self.line.is_added if side == "old" else self.line.is_removed)


def chosen_hunks(hunks: Iterable[Hunk], choice: Choice, kept: Kept) -> list[Hunk]:
    """The hunks that hold a chosen line, cut down to the chosen lines."""
    answer: list[Hunk] = []
    shift = 0
    for hunk in hunks:
        rows = list(_settled(_chosen(_paired(_rows(hunk)), choice, kept), _other(kept)))
        if all(row.line.is_context for row in rows):
            continue
        piece = _numbered(hunk, rows, kept, shift)
        grown = piece.target_length - piece.source_length
        shift += grown if kept == "old" else -grown
        answer.append(piece)
    return answer


def changed_lines(hunks: Iterable[Hunk]) -> int:
    """How many lines the hunks add and remove."""
    return sum(hunk.added + hunk.removed for hunk in hunks)


def new_side(hunks: Iterable[Hunk]) -> bytes:
    """What the hunks hold on the new side."""
    return b"".join(line for hunk in hunks for line in _side(list(_rows(hunk)), "new"))


def put_back(content: bytes, hunks: Iterable[Hunk]) -> bytes:
    """`content`, in which the new side of `hunks` stands, with their old side instead.

    Raises Conflict where it does not stand there.
    """
    lines = BytesIO(content).readlines()
    answer: list[bytes] = []
    at = 0
    for hunk in hunks:
        rows = list(_rows(hunk))
        old, new = _side(rows, "old"), _side(rows, "new")
        start = hunk.target_start - 1 if new else hunk.target_start
        if lines[start : start + len(new)] != new:
            raise Conflict("The file has changed since it was shown: look at it again.")
        answer += [*lines[at:start], *old]
        at = start + len(new)
    return b"".join([*answer, *lines[at:]])


def _side(rows: Sequence[_Row], side: Kept) -> list[bytes]:
    return [row.content for row in rows if row.stands_on(side)]


def _other(side: Kept) -> Kept:
    return "new" if side == "old" else "old"


def _rows(hunk: Hunk) -> Iterator[_Row]:
    held: _Row | None = None
    for line in hunk:
        if line.line_type == "\\" and held:
            held = replace(held, marker=line)
            continue
        if held:
            yield held
        held = _Row(line)
    if held:
        yield held


def _paired(rows: Iterable[_Row]) -> Iterator[_Row]:
    """Each block's removed and added lines by turns."""
    for context, run in groupby(rows, key=lambda row: row.line.is_context):
        if context:
            yield from run
            continue
        block = list(run)
        removed = [row for row in block if row.line.is_removed]
        added = [row for row in block if row.line.is_added]
        for pair in zip_longest(removed, added):
            yield from filter(None, pair)


def _chosen(rows: Iterable[_Row], choice: Choice, kept: Kept) -> Iterator[_Row]:
    for row in rows:
        if row.line.is_context or choice.holds(row.line):
            yield row
        elif row.stands_on(kept):
            yield replace(row, line=Line(row.line.value, " "))


def _settled(rows: Iterable[_Row], other: Kept) -> Iterator[_Row]:
    """The rows, with an end of file only where a side ends.

    A line without a newline that something follows on the other side now has one there.
    """
    held = list(rows)
    last = max((place for place, row in enumerate(held) if row.stands_on(other)), default=-1)
    for place, row in enumerate(held):
        if row.marker is None or place == last or not row.stands_on(other):
            yield row
        elif not row.line.is_context:
            yield _Row(row.line)
        else:
            removed, added = Line(row.line.value, "-"), Line(row.line.value, "+")
            yield _Row(removed, None if other == "old" else row.marker)
            yield _Row(added, None if other == "new" else row.marker)


def _numbered(hunk: Hunk, rows: Sequence[_Row], kept: Kept, shift: int) -> Hunk:
    """The rows as a hunk: the kept side where it was, the other one `shift` lines further."""
    old, new = (sum(row.stands_on(side) for row in rows) for side in ("old", "new"))
    if kept == "old":
        source = hunk.source_start
        target = _start(source, old, new, shift)
    else:
        target = hunk.target_start
        source = _start(target, new, old, shift)
    piece = Hunk(source, old, target, new, hunk.section_header)
    for row in rows:
        piece.append(row.line)
        if row.marker:
            piece.append(row.marker)
    return piece


def _start(kept: int, kept_length: int, length: int, shift: int) -> int:
    """Where the other side starts; an empty side is named by the line before it."""
    first = (kept if kept_length else kept + 1) + shift
    return first if length else first - 1
