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
from dataclasses import dataclass, field
from io import BytesIO

from unidiff.patch import Hunk, Line

_WHITESPACE = b" \t\n\r\v\f"
_AWAY = dict.fromkeys(_WHITESPACE)
_MAX_CANDIDATES = 400_000
"""Equal pairs of one block that are weighed; beyond it each line takes the next equal one."""


@dataclass
class _Block:
    """Consecutive changed lines, each with its `\\ No newline` marker where it has one."""

    removed: list[list[Line]] = field(default_factory=list)
    added: list[list[Line]] = field(default_factory=list)


def may_differ(body: bytes) -> bool:
    """Whether some block of `body` holds an equal pair: a cheap pass, before anything is parsed."""
    removed: set[bytes] = set()
    for line in BytesIO(body):
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
    pairs = 0
    for part in _parts(hunk):
        if isinstance(part, Line):
            filtered.append(part)
            continue
        matched = _pairs(part)
        pairs += len(matched)
        for line in _merged(part, matched):
            filtered.append(line)
    return filtered, pairs


def _parts(hunk: Hunk) -> Iterator[Line | _Block]:
    """Context lines one by one, changed lines as blocks."""
    block = _Block()
    side: list[list[Line]] | None = None
    for line in hunk:
        if line.is_removed or line.is_added:
            side = block.removed if line.is_removed else block.added
            side.append([line])
        elif line.line_type == "\\" and side is not None:
            side[-1].append(line)
        else:
            if side is not None:
                yield block
                block, side = _Block(), None
            yield line
    if side is not None:
        yield block


def _pairs(block: _Block) -> list[tuple[int, int]]:
    """Indexes of (removed, added) that pair up, ascending in both."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, (line, *_) in enumerate(block.added):
        places[line.value.translate(_AWAY)].append(index)
    candidates = [places.get(line.value.translate(_AWAY), []) for line, *_ in block.removed]
    if sum(map(len, candidates)) > _MAX_CANDIDATES:
        return _next_equal(candidates)
    return _longest(candidates)


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
    for removed, added in [*pairs, (len(block.removed), len(block.added))]:
        for lines in block.removed[removed_from:removed] + block.added[added_from:added]:
            yield from lines
        if added < len(block.added):
            first, *marker = block.added[added]
            yield Line(first.value, " ")
            if removed == len(block.removed) - 1:  # else removed lines follow the last new one
                yield from marker
        removed_from, added_from = removed + 1, added + 1
