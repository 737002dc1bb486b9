"""Finds files by parts of their names: `dfsv` finds `services/diffs/service.py`.

A path matches where it has the letters of the query in their order; a match in the name counts for
more than one among the folders. Where none has them all, the nearest by spelling are taken. These
functions block: they run in a thread.
"""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from boocode_app.services.files import limits

_NEAR = 75.0
_RANKED = 2_000


def find(query: str, paths: Sequence[str]) -> tuple[list[str], int]:
    """The best `MAX_FOUND` of `paths` for `query`, best first, and how many match. All of them
    match an empty query, in their order.
    """
    wanted = "".join(query.lower().split())
    if not wanted:
        return list(paths[: limits.MAX_FOUND]), len(paths)
    matches = _with_letters(wanted, paths) or _spelled_alike(wanted, paths)
    nearest = sorted(matches, key=len)[:_RANKED]
    ranked = sorted(nearest, key=lambda path: _rank(wanted, path))
    return ranked[: limits.MAX_FOUND], len(matches)


def _with_letters(wanted: str, paths: Sequence[str]) -> list[str]:
    # Each class leaves out the letter that must come next, so that nothing is tried twice.
    pattern = re.compile("".join(f"[^{re.escape(c)}]*{re.escape(c)}" for c in wanted), re.DOTALL)
    return [path for path in paths if pattern.match(path.lower())]


def _spelled_alike(wanted: str, paths: Sequence[str]) -> list[str]:
    names = [path.lower().rpartition("/")[2] for path in paths]
    found = process.extract(
        wanted, names, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=limits.MAX_FOUND
    )
    return [paths[at] for _, _, at in found]


def _rank(wanted: str, path: str) -> tuple[float, int, str]:
    """Less is better: whole words in the name, then in the path, then loose letters."""
    lower = path.lower()
    name = lower.rpartition("/")[2]
    score: float
    if wanted in name:
        score = 300 - name.index(wanted) + (100 if name.startswith(wanted) else 0)
    elif wanted in lower:
        score = 200
    else:
        score = fuzz.partial_ratio(wanted, name)
    score += fuzz.ratio(wanted, name) + fuzz.ratio(wanted, lower)
    return -score, len(path), path
