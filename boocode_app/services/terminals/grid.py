"""Rows of cells, and what erasing, inserting and scrolling does to them.

Invariant: a grid always has exactly its rows, each of exactly its columns. A wide character stands
in its first cell; the second is "" and goes with it.
"""

from dataclasses import dataclass

Cell = tuple[str, str]
"""What stands there, and its style (style.py)."""
BLANK: Cell = (" ", "")
COMBINED_LIMIT = 16
"""Characters in one cell: the accents that a hostile text piles up are cut."""


@dataclass
class Cursor:
    """Where the next character goes. `wraps`: the last column was filled, the next begins a row."""

    row: int = 0
    col: int = 0
    wraps: bool = False


class Grid:
    """One screen buffer: primary or alternate."""

    def __init__(self, cols: int, rows: int) -> None:
        self.cols = cols
        self.cursor = Cursor()
        self.saved: tuple[int, int, str, tuple[str, str], bool] | None = None
        self.lines = [[BLANK] * cols for _ in range(rows)]
        self.top = 0
        self.bottom = rows - 1

    @property
    def rows(self) -> int:
        """How many."""
        return len(self.lines)

    def put(self, text: str, width: int, style: str) -> None:
        """Write one character at the cursor and move on; there is room for it."""
        line, col = self.lines[self.cursor.row], self.cursor.col
        self._part(line, col)
        self._part(line, col + width)
        line[col] = (text, style)
        if width == 2:
            line[col + 1] = ("", style)
        self.cursor.col = min(col + width, self.cols - 1)
        self.cursor.wraps = col + width >= self.cols

    def combine(self, mark: str) -> None:
        """Add an accent to the character before the cursor."""
        line, col = self.lines[self.cursor.row], self.cursor.col
        if not self.cursor.wraps:
            col -= 1
        if col > 0 and line[col][0] == "":
            col -= 1
        if col >= 0 and len(line[col][0]) < COMBINED_LIMIT:
            line[col] = (line[col][0] + mark, line[col][1])

    def erase(self, row: int, start: int, stop: int, style: str) -> None:
        """Blank the cells from `start` up to `stop`."""
        line = self.lines[row]
        start, stop = max(0, start), min(stop, self.cols)
        if start < stop:
            self._part(line, start)
            self._part(line, stop)
            line[start:stop] = [(" ", style)] * (stop - start)

    def erase_rows(self, start: int, stop: int, style: str) -> None:
        """Blank whole rows."""
        for row in range(start, stop):
            self.lines[row] = [(" ", style)] * self.cols

    def insert_cells(self, count: int, style: str) -> None:
        """Push what stands at the cursor to the right."""
        line, col = self.lines[self.cursor.row], self.cursor.col
        count = min(count, self.cols - col)
        self._part(line, col)
        self._part(line, self.cols - count)
        line[col:] = [(" ", style)] * count + line[col : self.cols - count]

    def delete_cells(self, count: int, style: str) -> None:
        """Pull what stands right of the cursor to it."""
        line, col = self.lines[self.cursor.row], self.cursor.col
        count = min(count, self.cols - col)
        self._part(line, col)
        self._part(line, col + count)
        line[col:] = line[col + count :] + [(" ", style)] * count

    def scroll_up(self, top: int, count: int, style: str) -> None:
        """Take `count` rows away at `top`; blank ones come in at the bottom of the region."""
        count = min(count, self.bottom - top + 1)
        self.lines[top : self.bottom + 1] = self.lines[top + count : self.bottom + 1] + [
            [(" ", style)] * self.cols for _ in range(count)
        ]

    def scroll_down(self, top: int, count: int, style: str) -> None:
        """Push blank rows in at `top`; those at the bottom of the region go."""
        count = min(count, self.bottom - top + 1)
        self.lines[top : self.bottom + 1] = [
            [(" ", style)] * self.cols for _ in range(count)
        ] + self.lines[top : self.bottom + 1 - count]

    def resize(self, cols: int, rows: int) -> None:
        """Crop or fill up; blank rows below the cursor go first, then those at the top."""
        while self.rows > rows:
            if self.cursor.row < self.rows - 1:
                self.lines.pop()
            else:
                self.lines.pop(0)
                self.cursor.row -= 1
        for line in self.lines:
            self._part(line, cols)
            line[cols:] = [BLANK] * (cols - len(line))
        self.lines += [[BLANK] * cols for _ in range(rows - self.rows)]
        self.cols = cols
        self.top, self.bottom = 0, rows - 1
        self.cursor.col = min(self.cursor.col, cols - 1)
        self.cursor.wraps = False

    def text(self, row: int) -> str:
        """A row as it is read."""
        return "".join(cell[0] for cell in self.lines[row]).rstrip()

    def _part(self, line: list[Cell], col: int) -> None:
        """Nothing wide may reach over the border before `col`."""
        if 0 < col < len(line) and line[col][0] == "":
            line[col - 1] = (" ", line[col - 1][1])
            line[col] = (" ", line[col][1])
