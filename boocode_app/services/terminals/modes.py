"""What a terminal was told to be, apart from what stands on it: modes, title, colours, region.

It is fed with whole chunks long after they went out to the viewers, and looks at escape sequences
only: a flood of plain text costs it one search, colours and painting a few, and only what sets a
mode is matched one by one. Invariant: however it is cut, the same output
leads to the same state, and that is bounded.
"""

import re
import string
from dataclasses import dataclass, field, replace

from boocode_app.services.terminals.style import restyle

PRIVATE = frozenset(
    {1, 5, 6, 7, 9, 12, 25, 45, 66}
    | {1000, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016, 1036, 1039, 2004, 2027, 2031}
)
"""DECSET modes that are restored; 2026 (hold the picture) is not: its end may be long past."""
ON_AT_FIRST = frozenset({7, 25, 1007, 1036})
ALTERNATE = frozenset({47, 1047, 1049})
TITLE_LIMIT = 512
OPEN_LIMIT = 4096
"""Bytes of an unfinished escape sequence that are kept: what is longer is an image."""
LINK_LIMIT = 2048
SETTLED = 32 * 1024
"""After so much that is not painted, what was painted before has scrolled away."""
COLOURS_LIMIT = 300

_TOLD = re.compile(
    rb"\x1b(?:\[[?!]?[0-9;]*+(?:[hlprq]| q)"
    rb"|\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)"
    rb"|[()][0-9A-Z]"
    rb"|[=>c])"
)
_TOLD_PRIVATE = re.compile(rb"\x1b\[\?[0-9;]*+[hl]")
_BANK = re.compile(rb"\x1b\(([0-9A-Z])")
_PARTS = re.compile(r"\x1b\[([?!]?)([0-9;]*)(.+)")
_LOOKS = re.compile(rb"\x1b\[([0-9:;]*)m")
_ADDRESSES = re.compile(rb"\x1b(?:\[[0-9;]*+[ABEFHfdLMSTrsu]|[M78])")
_CLEARS = re.compile(rb"\x1b(?:\[(?:\?(?:47|1047|1049)h|2J|1?;?1?[Hf]\x1b\[0?J)|c)")
_TELLS, _MOVES, _LOOKS_ONLY = b"hlrqpc])=>", b"ABEFHfdLMSTsu", b"mK"
_KINDS = bytes.maketrans(
    _TELLS + _MOVES + _LOOKS_ONLY,
    b"\x01" * len(_TELLS) + b"\x02" * len(_MOVES) + b"\x03" * len(_LOOKS_ONLY),
)
_KEPT = frozenset(b"\x1b?(" + _TELLS + string.ascii_letters.encode())
_PASSED_OVER = bytes(byte for byte in range(256) if byte not in _KEPT)
"""With these two, `translate` leaves of a sequence its ESC and its kind: \x01 tells something, \x02
moves, \x03 is a look. A kind that is text counts for nothing, as no ESC stands before it. To search
what is left for two bytes takes a tenth of the time that it takes to match every sequence.
"""
_TAIL = 4096
_ALTERNATES = re.compile(rb"\x1b\[\?(?:47|1047|1049)h")
_OPEN = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*|[PX^_][^\x1b]*|[ -/]*)\x1b?\Z")


@dataclass
class Modes:
    """The state after some output. `cleared_at`: the cursor of the last whole clearing, if any."""

    private: frozenset[int] = ON_AT_FIRST
    ansi: frozenset[int] = frozenset()
    alternate: bool = False
    keypad: bool = False
    title: str = ""
    style: str = ""
    region: str = ""
    pointer: str = ""
    banks: tuple[str, str] = ("B", "B")
    shifted: bool = False
    link: str = ""
    colours: dict[str, str] = field(default_factory=dict)
    unfinished: bytes = b""
    addressed: bool = False
    """Whether what is seen was painted rather than written in lines, as far as can be told."""
    cleared_at: int | None = None

    def copy(self) -> "Modes":
        """The same state, apart."""
        return replace(self, colours=dict(self.colours))

    def advance(self, data: bytes, at: int) -> None:
        """More output, whose first byte is at cursor `at`."""
        painted, begin = False, 0
        if self.unfinished:
            at -= len(self.unfinished)
            data, self.unfinished = self.unfinished + data, b""
        if b"\x1b" in data:
            data, self.unfinished = _whole(data)
            bare = data.translate(_KINDS, _PASSED_OVER)
            if bare.count(b"\x1b") != bare.count(b"\x1b\x03"):
                tells, switches = b"\x1b\x01" in bare, b"\x1b?" in bare
                begin = self._learn(data, bare, tells=tells, switches=switches)
                painted = _paints(data, bare, tells=tells)
                if tells or b"\x1bJ" in bare or (switches and _ALTERNATES.search(data)):
                    for clearing in _CLEARS.finditer(data):
                        self.cleared_at = at + clearing.start()
            self._look(data, begin)
        self._shift(data, begin)
        self.addressed = painted or self.alternate or (self.addressed and len(data) < SETTLED)

    def restore(self) -> str:
        """What brings a terminal fresh from a reset into this state. The cursor goes home."""
        told = [f"\x1b]{key};{value}\x07" for key, value in self.colours.items()]
        if self.title:
            told.append(f"\x1b]2;{self.title}\x07")
        if self.alternate:
            told.append("\x1b[?1049h")
        told += self.told_modes()
        return "".join(told) + self.unfinished.decode("utf-8", "replace")

    def told_modes(self) -> list[str]:
        """The sequences of everything but title, colours and alternate screen."""
        told = [f"\x1b[?{mode}h" for mode in sorted(self.private - ON_AT_FIRST)]
        told += [f"\x1b[?{mode}l" for mode in sorted(ON_AT_FIRST - self.private)]
        told += [f"\x1b[{mode}h" for mode in sorted(self.ansi)]
        for bank, charset in zip("()", self.banks, strict=True):
            if charset != "B":
                told.append(f"\x1b{bank}{charset}")
        for value, sequence in (
            (self.shifted, "\x0e"),
            (self.keypad, "\x1b="),
            (self.region, f"\x1b[{self.region}r"),
            (self.pointer, f"\x1b[{self.pointer} q"),
            (self.style, f"\x1b[{self.style}m"),
            (self.link, f"\x1b]8;{self.link}\x1b\\"),
        ):
            if value:
                told.append(sequence)
        return told

    def set_private(self, mode: int, on: bool) -> None:
        """DECSET or DECRST."""
        if mode in ALTERNATE:
            self.alternate = on
        elif mode in PRIVATE:
            self.private = self.private | {mode} if on else self.private - {mode}

    def set_ansi(self, mode: int, on: bool) -> None:
        """SM or RM: insert (4) and new-line (20) mode."""
        if mode in (4, 20):
            self.ansi = self.ansi | {mode} if on else self.ansi - {mode}

    def reset(self) -> None:
        """RIS."""
        fresh = Modes(cleared_at=self.cleared_at, title=self.title)
        self.__dict__.update(fresh.__dict__)

    def soft_reset(self) -> None:
        """DECSTR."""
        self.private = (self.private - {1, 6}) | {7, 25}
        self.ansi, self.keypad, self.style, self.region = frozenset(), False, "", ""
        self.banks, self.shifted = ("B", "B"), False

    def command(self, text: str) -> None:
        """OSC: title (0, 2), link (8), colours (4, 10 to 12, 104, 110 to 112)."""
        number, _, value = text.partition(";")
        if number in ("0", "2"):
            self.title = _printable(value)[:TITLE_LIMIT]
        elif number == "8":
            self.link = "" if value.endswith(";") or len(value) > LINK_LIMIT else _printable(value)
        elif number in ("4", "10", "11", "12") and "?" not in value:
            self._colour(number, _printable(value))
        elif number in ("104", "110", "111", "112"):
            self._forget_colours(number[1:].lstrip("0"))

    def told(self, mark: str, numbers: str, final: str) -> None:
        """A CSI sequence that sets a mode, the region or the cursor's shape."""
        match final:
            case "h" | "l":
                for number in numbers.split(";"):
                    if number and mark == "?":
                        self.set_private(int(number[:6]), final == "h")
                    elif number and not mark:
                        self.set_ansi(int(number[:6]), final == "h")
            case "r" if not mark:
                self.region = numbers
            case " q" if not mark:
                self.pointer = numbers
            case "p" if mark == "!":
                self.soft_reset()

    def _learn(self, data: bytes, bare: bytes, *, tells: bool, switches: bool) -> int:
        """Take in what `data` told; where in it the style begins anew."""
        if tells:
            self._obey_all(_TOLD.findall(data))
            return max(data.rfind(b"\x1bc"), data.rfind(b"\x1b[!p"), 0)
        if switches:
            self._obey_all(_TOLD_PRIVATE.findall(data))
        if b"\x1b(" in bare and (bank := _BANK.match(data, data.rfind(b"\x1b("))):
            self.banks = (bank[1].decode(), self.banks[1])
        return 0

    def _obey_all(self, told: list[bytes]) -> None:
        # Some come again and again, as what hides the cursor: only the last of each counts.
        for sequence in reversed(dict.fromkeys(reversed(told))):
            self._obey(sequence.decode("utf-8", "replace"))

    def _obey(self, sequence: str) -> None:
        if parts := _PARTS.fullmatch(sequence):
            self.told(*parts.groups())
            return
        match sequence[1]:
            case "]":
                self.command(sequence[2:].removesuffix("\x07").removesuffix("\x1b\\"))
            case "(":
                self.banks = (sequence[2], self.banks[1])
            case ")":
                self.banks = (self.banks[0], sequence[2])
            case "=" | ">":
                self.keypad = sequence[1] == "="
            case "c":
                self.reset()

    def _look(self, data: bytes, begin: int) -> None:
        """The style at the end: what was set since the last reset of it."""
        for start in (max(begin, len(data) - _TAIL), begin):
            last = max(data.rfind(b"\x1b[m", start), data.rfind(b"\x1b[0m", start))
            if last >= 0:
                self.style = ""
                break
        for look in _LOOKS.finditer(data, max(begin, last)):
            self.style = restyle(self.style, look[1].decode())

    def _shift(self, data: bytes, begin: int) -> None:
        out, back = data.rfind(b"\x0e", begin), data.rfind(b"\x0f", begin)
        if out != back:
            self.shifted = out > back

    def _colour(self, number: str, value: str) -> None:
        if number != "4":
            self._keep_colour(number, value)
            return
        parts = value.split(";")
        for index, colour in zip(parts[::2], parts[1::2], strict=False):
            if index.isascii() and index.isdigit() and len(index) < 4:
                self._keep_colour(f"4;{index}", colour)

    def _keep_colour(self, key: str, colour: str) -> None:
        if len(colour) <= 64 and (key in self.colours or len(self.colours) < COLOURS_LIMIT):
            self.colours[key] = colour

    def _forget_colours(self, number: str) -> None:
        self.colours = {
            key: value for key, value in self.colours.items() if key.partition(";")[0] != number
        }


def _paints(data: bytes, bare: bytes, *, tells: bool) -> bool:
    """Whether something in `data` goes to a place on the screen."""
    # \x1b8 leaves nothing in `bare`, as a digit; what tells may be a region.
    if tells or b"\x1b\x02" in bare or b"\x1b8" in data:
        return _ADDRESSES.search(data) is not None
    return False


def _whole(data: bytes) -> tuple[bytes, bytes]:
    """`data` up to the sequence that it ends within, and the beginning of that one."""
    last = data.rfind(b"\x1b", max(0, len(data) - OPEN_LIMIT))
    if last < 0:
        return data, b""
    # The last escape may be the first half of the ST that ends a string.
    before = data.rfind(b"\x1b", max(0, last - OPEN_LIMIT), last)
    for begin in (before, last):
        if begin >= 0 and _OPEN.match(data, begin):
            return data[:begin], data[begin:]
    return data, b""


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())
