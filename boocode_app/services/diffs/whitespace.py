"""Hides what differs only in whitespace. Pure: hunks in, hunks out.

The rule: inside a block of changed lines, a removed and an added line that are equal after all
(ASCII) whitespace is removed, in order, become one context line with the new text. The pairs are a
longest common subsequence, so that no pair is left in any block; a hunk without a change is gone.
Hunk headers stay true: such a pair counts once on either side before and after. The new side stays
the new text; only where lines were removed at its end does it gain a newline there.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

from unidiff.patch import Hunk, Line

_WHITESPACE = b" \t\n\r\v\f"
_NOWHERE: list[int] = []
_MAX_CANDIDATES = 400_000
"""Equal pairs of one block that are weighed; beyond it each line takes the next equal one."""


class _Block:
    """Consecutive changed lines. `*_end`: the `\\ No newline` marker of a side's last line."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = list(lines)
        self.removed: list[Line] = []
        self.added: list[Line] = []
        self.removed_end: list[Line] = []
        self.added_end: list[Line] = []
        end = self.removed_end
        for line in self.lines:
            if line.line_type == "-":
                self.removed.append(line)
                end = self.removed_end
            elif line.line_type == "+":
                self.added.append(line)
                end = self.added_end
            else:
                end.append(line)


def may_differ(body: bytes, start: int = 0) -> bool:
    """Whether some block of `body`, from `start` on, holds an equal pair: a cheap pass.

    Git writes what is removed before what is added.
    """
    removed: set[bytes] = set()
    unread = BytesIO(body)
    unread.seek(start)
    for line in unread:
        sign = line[:1]
        if sign == b"-":
            removed.add(line[1:].translate(None, _WHITESPACE))
        elif sign == b"+":
            if removed and line[1:].translate(None, _WHITESPACE) in removed:
                return True
        elif sign != b"\\":
            removed.clear()
    return False


def without_whitespace(hunks: Iterable[Hunk]) -> tuple[list[Hunk], int]:
    """The hunks that still hold a change, and how many pairs of lines became context."""
    kept: list[Hunk] = []
    hidden = 0
    for hunk in hunks:
        filtered, pairs = _filter(hunk)
        hidden += pairs
        if any(line.is_added or line.is_removed for line in filtered):
            kept.append(filtered)
    return kept, hidden


def _filter(hunk: Hunk) -> tuple[Hunk, int]:
    filtered = Hunk(
        hunk.source_start,
        hunk.source_length,
        hunk.target_start,
        hunk.target_length,
        hunk.section_header,
    )
    hidden = 0
    for is_context, lines in groupby(hunk, _is_context):
        if is_context:
            filtered.extend(lines)
            continue
        block = _Block(lines)
        pairs = _pairs(block)
        hidden += len(pairs)
        filtered.extend(_merged(block, pairs) if pairs else block.lines)
    return filtered, hidden


def _is_context(line: Line) -> bool:
    """A `\\ No newline` marker is none: it goes with the changed line before it."""
    return bool(line.line_type == " ")


def _pairs(block: _Block) -> list[tuple[int, int]]:
    """Indexes of (removed, added) that pair up, ascending in both."""
    places: defaultdict[bytes, list[int]] = defaultdict(list)
    for index, line in enumerate(block.added):
        places[_bare(line)].append(index)
    candidates = [places.get(_bare(line), _NOWHERE) for line in block.removed]
    count = sum(map(len, candidates))
    if count == 0:
        return []
    return _longest(candidates) if count <= _MAX_CANDIDATES else _next_equal(candidates)


def _bare(line: Line) -> bytes:
    text: str = line.value
    return text.encode("latin-1").translate(None, _WHITESPACE)


def _next_equal(candidates: list[list[int]]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    after = 0
    for index, places in enumerate(candidates):
        at = bisect_left(places, after)
        if at < len(places):
            pairs.append((index, places[at]))
            after = places[at] + 1
    return pairs


def _longest(candidates: list[list[int]]) -> list[tuple[int, int]]:
    """The longest common subsequence, after Hunt and Szymanski (1977)."""
    ends: list[int] = []
    chains: list[_Chain] = []
    for index, places in enumerate(candidates):
        for place in reversed(places):
            length = bisect_left(ends, place)
            chain = _Chain(index, place, chains[length - 1] if length else None)
            if length == len(ends):
                ends.append(place)
                chains.append(chain)
            else:
                ends[length], chains[length] = place, chain
    pairs: list[tuple[int, int]] = []
    last = chains[-1] if chains else None
    while last is not None:
        pairs.append((last.removed, last.added))
        last = last.before
    return pairs[::-1]


@dataclass(frozen=True, slots=True)
class _Chain:
    removed: int
    added: int
    before: "_Chain | None"


def _merged(block: _Block, pairs: list[tuple[int, int]]) -> Iterator[Line]:
    """The block's lines, with context in the place of each pair."""
    removed_from = added_from = 0
    for removed, added in pairs:
        yield from block.removed[removed_from:removed]
        yield from block.added[added_from:added]
        yield Line(block.added[added].value, " ")
        removed_from, added_from = removed + 1, added + 1
    removed_rest, added_rest = block.removed[removed_from:], block.added[added_from:]
    if removed_rest:
        yield from removed_rest
        yield from block.removed_end
    yield from added_rest
    if added_rest or not removed_rest:  # else lines follow the last new one: it gets its newline
        yield from block.added_end
