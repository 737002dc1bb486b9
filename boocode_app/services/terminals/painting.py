"""A grid as the bytes that paint it on a terminal fresh from a reset.

Invariant: each row is written where it stands, so what a terminal does at the right margin does not
matter; the style is plain before and after.
"""

from boocode_app.services.terminals.grid import BLANK, Cell, Grid


def painted(grid: Grid) -> str:
    """Every row that is not blank, each written where it stands."""
    written = []
    for row, line in enumerate(grid.lines):
        end = len(line)
        while end and line[end - 1] == BLANK:
            end -= 1
        if end:
            written.append(f"\x1b[{row + 1}H{_row(line[:end])}")
    return "".join(written)


def _row(cells: list[Cell]) -> str:
    text, style = [], ""
    for character, wanted in cells:
        if wanted != style:
            text.append(f"\x1b[0;{wanted}m" if wanted else "\x1b[m")
            style = wanted
        text.append(character)
    return "".join(text) + ("\x1b[m" if style else "")


def moved(grid: Grid, first: int = 0) -> str:
    """The cursor where it stands, rows counted from `first`; one that is about to wrap, too."""
    row, col = grid.cursor.row, grid.cursor.col
    place = f"\x1b[{row - first + 1};{col + 1}H"
    if not grid.cursor.wraps:
        return place
    start = col - 1 if col and grid.lines[row][col][0] == "" else col
    return f"\x1b[{row - first + 1};{start + 1}H" + _row(grid.lines[row][start : col + 1])
