"""Characters as a terminal shows them: how wide they are, and what a charset makes of them."""

from functools import lru_cache

DRAWN = dict(
    zip(map(ord, "`abcdefghijklmnopqrstuvwxyz{|}~"), "◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·", strict=True)
)
"""DEC's line drawing characters (charset 0), for str.translate."""


@lru_cache(maxsize=4096)
def width(character: str) -> int:
    """Columns of a character: 0, 1 or 2."""
    from wcwidth import wcwidth  # its tables are needed by few

    return max(0, wcwidth(character))
