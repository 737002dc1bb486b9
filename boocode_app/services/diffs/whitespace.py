"""Hides what differs only in whitespace. Pure: the bytes of one file's hunks in, and out.

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

_WHITESPACE = b" \t\n\r\v\f"
_NOWHERE: list[int] = []
_MAX_CANDIDATES = 400_000
"""Equal pairs of one block that are weighed; beyond it each line takes the next equal one."""


class _Block:
    """Consecutive changed lines. `*_end`: the `\\ No newline` marker of a side's last line."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.lines = list(lines)
        self.removed: list[bytes] = []
        self.added: list[bytes] = []
        self.removed_end: list[bytes] = []
        self.added_end: list[bytes] = []
        end = self.removed_end
        for line in self.lines:
            if line.startswith(b"-"):
                self.removed.append(line)
                end = self.removed_end
            elif line.startswith(b"+"):
                self.added.append(line)
                end = self.added_end
            else:
                end.append(line)


def may_differ(body: bytes) -> bool:
    """Whether some block of `body` holds an equal pair: a cheap pass.

    Git writes what is removed before what is added.
    """
    removed: set[bytes] = set()
    for line in BytesIO(body):
        sign = line[:1]
        if sign == b"-":
            removed.add(_bare(line))
        elif sign == b"+":
            if removed and _bare(line) in removed:
                return True
        elif sign != b"\\":
            removed.clear()
    return False


def without_whitespace(body: bytes) -> tuple[bytes, int]:
    """The hunks that still hold a change, and how many pairs of lines became context."""
    kept: list[bytes] = []
    hunk: list[bytes] = []
    hidden, changed = 0, False
    for kind, lines in groupby(BytesIO(body), _kind):
        if kind == b"@":
            kept += hunk if changed else ()
            hunk, changed = list(lines), False
        elif kind == b" ":
            hunk += lines
        else:
            block = _Block(lines)
            pairs = _pairs(block)
            hidden += len(pairs)
            changed = changed or len(pairs) < max(len(block.removed), len(block.added))
            hunk += _merged(block, pairs) if pairs else block.lines
    kept += hunk if changed else ()
    return b"".join(kept), hidden


def _kind(line: bytes) -> bytes:
    """`@` for a hunk's header, a space for context, `-` for what changed and its markers."""
    sign = line[:1]
    return sign if sign in (b"@", b" ") else b"-"


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


def _bare(line: bytes) -> bytes:
    return line[1:].translate(None, _WHITESPACE)


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


def _merged(block: _Block, pairs: list[tuple[int, int]]) -> Iterator[bytes]:
    """The block's lines, with context in the place of each pair."""
    removed_from = added_from = 0
    for removed, added in pairs:
        yield from block.removed[removed_from:removed]
        yield from block.added[added_from:added]
        yield b" " + block.added[added][1:]
        removed_from, added_from = removed + 1, added + 1
    removed_rest, added_rest = block.removed[removed_from:], block.added[added_from:]
    if removed_rest:
        yield from removed_rest
        yield from block.removed_end
    yield from added_rest
    if added_rest or not removed_rest:  # else lines follow the last new one: it gets its newline
        yield from block.added_end
