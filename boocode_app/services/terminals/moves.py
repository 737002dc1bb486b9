"""What moves the cursor: CSI A to I, Z, `, a, d, e, f, and the tab stops."""

from boocode_app.services.terminals.grid import Grid
from boocode_app.services.terminals.tokens import Token

MOVES = frozenset("ABCDEFGHIZ`adef")
TAB = 8


class Tabs:
    """The tab stops of a terminal of `cols` columns."""

    def __init__(self, cols: int) -> None:
        self.cols = cols
        self.stops = set(range(TAB, cols, TAB))

    def after(self, col: int) -> int:
        """The next stop, else the last column."""
        return min((stop for stop in self.stops if col < stop < self.cols), default=self.cols - 1)

    def before(self, col: int) -> int:
        """The stop before, else the first column."""
        return max((stop for stop in self.stops if stop < col), default=0)

    def clear(self, how: int, col: int) -> None:
        """TBC: the stop at `col`, or all."""
        if how == 3:
            self.stops.clear()
        elif how == 0:
            self.stops.discard(col)


def move(grid: Grid, token: Token, tabs: Tabs, *, origin: bool) -> None:
    """Move the cursor as `token`, one of MOVES, says; `origin`: rows count from the region."""
    match token.value:
        case "A" | "F":
            _up(grid, token.number())
        case "B" | "e" | "E":
            _down(grid, token.number())
        case "d":
            go(grid, token.number() - 1, grid.cursor.col, origin=origin)
        case "H" | "f":
            go(grid, token.number() - 1, token.number(1) - 1, origin=origin)
        case _:
            _along(grid, token, tabs)
    if token.value in "EF":
        grid.cursor.col = 0
    grid.cursor.wraps = False


def go(grid: Grid, row: int, col: int, *, origin: bool) -> None:
    """To a place; outside of the screen, or of the region, to the nearest within."""
    first, last = (grid.top, grid.bottom) if origin else (0, grid.rows - 1)
    grid.cursor.row = min(first + row, last)
    grid.cursor.col = min(col, grid.cols - 1)


def _up(grid: Grid, count: int) -> None:
    first = grid.top if grid.cursor.row >= grid.top else 0
    grid.cursor.row = max(first, grid.cursor.row - count)


def _down(grid: Grid, count: int) -> None:
    last = grid.bottom if grid.cursor.row <= grid.bottom else grid.rows - 1
    grid.cursor.row = min(last, grid.cursor.row + count)


def _along(grid: Grid, token: Token, tabs: Tabs) -> None:
    cursor, count = grid.cursor, token.number()
    match token.value:
        case "C" | "a":
            cursor.col = min(grid.cols - 1, cursor.col + count)
        case "D":
            cursor.col = max(0, cursor.col - count)
        case "G" | "`":
            cursor.col = min(grid.cols, count) - 1
        case "I":
            for _ in range(min(count, grid.cols)):
                cursor.col = tabs.after(cursor.col)
        case "Z":
            for _ in range(min(count, grid.cols)):
                cursor.col = tabs.before(cursor.col)
