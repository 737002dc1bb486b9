"""The screen as a person sees it: output in, cells, cursor and modes out; and out again as bytes.

Slow beside the raw ring, so it is built only when somebody asks. It does what xterm does with what
full-screen programs send. Invariant: fed with its own `restore()`, a fresh screen is an equal one.
"""

from boocode_app.services.terminals.changes import CHANGES, change
from boocode_app.services.terminals.characters import DRAWN, width
from boocode_app.services.terminals.grid import COMBINED_LIMIT, Cell, Grid
from boocode_app.services.terminals.modes import Modes
from boocode_app.services.terminals.moves import MOVES, Tabs, go, move
from boocode_app.services.terminals.painting import moved, painted
from boocode_app.services.terminals.style import background, restyle
from boocode_app.services.terminals.tokens import Token, Tokens


class Screen:
    """A terminal of `cols` by `rows`."""

    def __init__(self, cols: int, rows: int) -> None:
        self.modes = Modes()
        self._tokens = Tokens()
        self._primary = Grid(cols, rows)
        self._alternate = Grid(cols, rows)
        self._grid = self._primary
        self._tabs = Tabs(cols)
        self._last = ""

    @property
    def grid(self) -> Grid:
        """What is shown: the primary or the alternate screen."""
        return self._grid

    @property
    def undecoded(self) -> int:
        """Bytes at the end of the output that are not shown yet: the beginning of a character."""
        return self._tokens.undecoded

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._grid.cols, self._grid.rows

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column, from 0."""
        return self._grid.cursor.row, self._grid.cursor.col

    @property
    def lines(self) -> list[str]:
        """Every row as it is read."""
        return [self._grid.text(row) for row in range(self._grid.rows)]

    @property
    def cells(self) -> list[list[Cell]]:
        """Every cell, with its style."""
        return self._grid.lines

    def feed(self, data: bytes) -> None:
        """More output."""
        for token in self._tokens.feed(data):
            last, self._last = self._last, ""
            match token.kind:
                case "text":
                    self._write(token.value)
                case "control":
                    self._control(token.value)
                case "csi":
                    self._csi(token, last)
                case "escape":
                    self._escape(token.value)
                case "charset":
                    self._charset(token)
                case "osc":
                    self.modes.command(token.value)

    def resize(self, cols: int, rows: int) -> None:
        """A new size; what no longer fits is gone."""
        self._primary.resize(cols, rows)
        self._alternate.resize(cols, rows)
        self.modes.region = ""
        self._tabs.cols = cols

    def restore(self) -> str:
        """What makes a fresh terminal of this size equal to this one."""
        modes = self.modes.copy()
        modes.unfinished = b""
        rows = painted(self._primary)
        if self._grid is self._alternate:
            rows += moved(self._primary) + "\x1b[?1049h" + painted(self._alternate)
        modes.alternate = False
        cursor = moved(self._grid, self._grid.top if 6 in modes.private else 0)
        # The region and origin mode send the cursor home: they come before it, the style after.
        style, modes.style = modes.style, ""
        told = rows + modes.restore() + cursor + (f"\x1b[{style}m" if style else "")
        return told + self._tokens.unfinished

    # Text.

    def _write(self, text: str) -> None:
        if self.modes.banks[self.modes.shifted] == "0":
            text = text.translate(DRAWN)
        for character in text:
            columns = 1 if character < "\x7f" else width(character)
            if columns == 0:
                self._grid.combine(character)
                self._last = (self._last + character)[:COMBINED_LIMIT]
            else:
                self._put(character, columns)
                self._last = character

    def _put(self, character: str, columns: int) -> None:
        grid = self._grid
        if columns > grid.cols:
            return
        if grid.cursor.wraps or grid.cursor.col + columns > grid.cols:
            if 7 in self.modes.private:
                grid.cursor.col = 0
                grid.cursor.wraps = False
                self._line_feed()
            else:
                grid.cursor.col = grid.cols - columns
        if 4 in self.modes.ansi:
            grid.insert_cells(columns, self._blank)
        grid.put(character, columns, self.modes.style)
        if 7 not in self.modes.private:
            grid.cursor.wraps = False

    @property
    def _blank(self) -> str:
        return background(self.modes.style)

    # Controls.

    def _control(self, control: str) -> None:
        cursor = self._grid.cursor
        match control:
            case "\n" | "\x0b" | "\x0c":
                self._line_feed()
                if 20 in self.modes.ansi:
                    cursor.col, cursor.wraps = 0, False
            case "\r":
                cursor.col, cursor.wraps = 0, False
            case "\b":
                cursor.col, cursor.wraps = max(0, cursor.col - 1), False
            case "\t":
                cursor.col, cursor.wraps = self._tabs.after(cursor.col), False
            case "\x0e" | "\x0f":
                self.modes.shifted = control == "\x0e"

    def _line_feed(self) -> None:
        grid = self._grid
        if grid.cursor.row == grid.bottom:
            grid.scroll_up(grid.top, 1, self._blank)
        elif grid.cursor.row < grid.rows - 1:
            grid.cursor.row += 1

    def _reverse_line_feed(self) -> None:
        grid = self._grid
        if grid.cursor.row == grid.top:
            grid.scroll_down(grid.top, 1, self._blank)
        elif grid.cursor.row > 0:
            grid.cursor.row -= 1

    def _escape(self, letter: str) -> None:
        grid = self._grid
        match letter:
            case "7":
                self._save()
            case "8":
                self._bring_back()
            case "D":
                self._line_feed()
            case "E":
                grid.cursor.col, grid.cursor.wraps = 0, False
                self._line_feed()
            case "M":
                self._reverse_line_feed()
            case "H":
                self._tabs.stops.add(grid.cursor.col)
            case "=" | ">":
                self.modes.keypad = letter == "="
            case "c":
                self._reset()

    def _reset(self) -> None:
        cols, rows = self.size
        self.modes.reset()
        self._primary = self._grid = Grid(cols, rows)
        self._alternate = Grid(cols, rows)
        self._tabs = Tabs(cols)

    def _charset(self, token: Token) -> None:
        left, right = self.modes.banks
        if token.mark == "(":
            self.modes.banks = (token.value, right)
        elif token.mark == ")":
            self.modes.banks = (left, token.value)
        elif token.mark == "#" and token.value == "8":
            for line in self._grid.lines:
                line[:] = [("E", "")] * self._grid.cols

    def _save(self) -> None:
        cursor, modes = self._grid.cursor, self.modes
        self._grid.saved = (cursor.row, cursor.col, modes.style, modes.banks, modes.shifted)

    def _bring_back(self) -> None:
        grid = self._grid
        row, col, style, banks, shifted = grid.saved or (0, 0, "", ("B", "B"), False)
        # As in xterm.js, origin mode is not brought back, and holds the cursor in its region.
        first, last = (grid.top, grid.bottom) if 6 in self.modes.private else (0, grid.rows - 1)
        grid.cursor.row = max(first, min(row, last))
        grid.cursor.col = min(col, grid.cols - 1)
        grid.cursor.wraps = False
        self.modes.style, self.modes.banks, self.modes.shifted = style, banks, shifted

    # CSI.

    def _csi(self, token: Token, last: str) -> None:
        if token.mark == "" and token.value in MOVES:
            move(self._grid, token, self._tabs, origin=6 in self.modes.private)
        elif token.mark == "" and token.value in CHANGES:
            change(self._grid, token, self._blank)
        elif token.mark + token.value == "b" and last:
            self._write(last * min(token.number(), self._grid.cols))
            self._last = ""
        else:
            self._tell(token)

    def _tell(self, token: Token) -> None:
        match token.mark + token.value:
            case "m":
                self.modes.style = restyle(self.modes.style, token.numbers)
            case "?h" | "?l":
                for number in token.numbers.split(";"):
                    if number.isdigit():
                        self._set_private(int(number[:6]), token.value == "h")
            case "r":
                self._region(token)
            case "s":
                self._save()
            case "u":
                self._bring_back()
            case "g":
                self._tabs.clear(token.number(default=0), self._grid.cursor.col)
            case _:
                self._set(token)

    def _set(self, token: Token) -> None:
        match token.mark + token.value:
            case "!p":
                self.modes.soft_reset()
                self._grid.top, self._grid.bottom = 0, self._grid.rows - 1
            case " q":
                self.modes.pointer = token.numbers
            case "h" | "l":
                self.modes.told("", token.numbers.replace(":", ""), token.value)

    def _region(self, token: Token) -> None:
        grid = self._grid
        top, bottom = token.number() - 1, min(token.number(1, grid.rows), grid.rows) - 1
        if top < bottom:
            grid.top, grid.bottom = top, bottom
            whole = (top, bottom) == (0, grid.rows - 1)
            self.modes.region = "" if whole else f"{top + 1};{bottom + 1}"
            go(grid, 0, 0, origin=6 in self.modes.private)
            grid.cursor.wraps = False

    def _set_private(self, mode: int, on: bool) -> None:
        if mode in (1048, 1049) and on:
            self._save()
        if mode in (47, 1047, 1049):
            self._switch(on)
        if mode in (1048, 1049) and not on:
            self._bring_back()
        self.modes.set_private(mode, on)
        if mode == 6:
            go(self._grid, 0, 0, origin=on)

    def _switch(self, on: bool) -> None:
        """To the alternate screen, which begins empty, or back."""
        grid = self._alternate if on else self._primary
        if grid is self._grid:
            return
        here = self._grid.cursor
        self._grid = grid
        if on:
            cols, rows = grid.cols, grid.rows
            self._grid = self._alternate = Grid(cols, rows)
            self._grid.erase_rows(0, rows, self._blank)
        self._grid.cursor.row, self._grid.cursor.col = here.row, here.col
        self._grid.cursor.wraps = here.wraps
        whole = (self._grid.top, self._grid.bottom) == (0, self._grid.rows - 1)
        self.modes.region = "" if whole else f"{self._grid.top + 1};{self._grid.bottom + 1}"
