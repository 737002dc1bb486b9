"""What erases, inserts and scrolls: CSI J K X @ P L M S T.

Blank cells get the background of the present style, as xterm's do.
"""

from boocode_app.services.terminals.grid import Grid
from boocode_app.services.terminals.tokens import Token

CHANGES = frozenset("JKX@PLMST")


def change(grid: Grid, token: Token, blank: str) -> None:
    """Do to `grid` what `token`, one of CHANGES, says; `blank` is the style of what is erased."""
    count = token.number()
    match token.value:
        case "J":
            _erase_screen(grid, token.number(default=0), blank)
        case "K":
            _erase_line(grid, token.number(default=0), blank)
        case "X":
            grid.erase(grid.cursor.row, grid.cursor.col, grid.cursor.col + count, blank)
        case "@":
            grid.insert_cells(count, blank)
        case "P":
            grid.delete_cells(count, blank)
        case "S":
            grid.scroll_up(grid.top, count, blank)
        case "T":
            grid.scroll_down(grid.top, count, blank)
        case _:
            _scroll_here(grid, token.value, count, blank)
    grid.cursor.wraps = False


def _scroll_here(grid: Grid, letter: str, count: int, blank: str) -> None:
    """IL and DL, which do nothing outside of the region."""
    row = grid.cursor.row
    if not grid.top <= row <= grid.bottom:
        return
    if letter == "L":
        grid.scroll_down(row, count, blank)
    else:
        grid.scroll_up(row, count, blank)
    grid.cursor.col = 0


def _erase_screen(grid: Grid, how: int, blank: str) -> None:
    row = grid.cursor.row
    if how == 0:
        _erase_line(grid, 0, blank)
        grid.erase_rows(row + 1, grid.rows, blank)
    elif how == 1:
        grid.erase_rows(0, row, blank)
        _erase_line(grid, 1, blank)
    elif how == 2:
        grid.erase_rows(0, grid.rows, blank)


def _erase_line(grid: Grid, how: int, blank: str) -> None:
    row, col = grid.cursor.row, grid.cursor.col
    start, stop = {0: (col, grid.cols), 1: (0, col + 1), 2: (0, grid.cols)}.get(how, (0, 0))
    grid.erase(row, start, stop, blank)
