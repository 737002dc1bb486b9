"""Raw output as lines of text, as a person would read them.

Invariant: a line is decoded whole, so no border between reads splits a line or a character. Escape
sequences are taken out; after a carriage return or a backspace the text overwrites what stood
there, and what is erased from there to the end of the line is gone.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from boocode_app.contracts.terminals import PtyLine
from boocode_app.core.errors import InvalidInput

LINE_LIMIT = 2000
LAST_LINE_LIMIT = 250
PATTERN_BUDGET_S = 1.0

# ECMA-48: CSI; OSC; DCS, SOS, PM, APC; then the sequences of an intermediate or of two characters.
_ESCAPE = (
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?"
    r"|[ -/]+[0-~]|[0-~])"
)
_ESCAPES = re.compile(_ESCAPE)
_PIECES = re.compile(
    rf"(?P<erase>\x1b\[0?[JK])|{_ESCAPE}|(?P<text>[^\x00-\x1f\x7f]+)|(?P<move>[\r\b])"
)
SWITCH = re.compile(rb"\x1b\[\?(?:47|1047|1049)([hl])")
"""To the alternate screen (h) and back (l)."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Transcript:
    """What is kept of a session's output: `data`, whose first byte is in line `first`.

    `partial`: the beginning of that line is no longer kept. `alternate`: it begins on an alternate
    screen, and what is painted there is no line.
    """

    data: bytes
    first: int
    partial: bool
    alternate: bool = False

    def lines(self) -> list[tuple[int, str]]:
        """Each line with its number; the last as far as it goes."""
        raw = self.data.split(b"\n")
        if not raw[-1]:
            raw.pop()
        if self.alternate or SWITCH.search(self.data):
            numbered = [
                (n, as_read(line)) for n, line in _on_primary(raw, self.first, self.alternate)
            ]
        else:
            numbered = list(enumerate(map(as_read, raw), self.first))
        if self.partial and numbered and numbered[0][0] == self.first:
            del numbered[0]
        return numbered


def _on_primary(raw: list[bytes], first: int, alternate: bool) -> Iterator[tuple[int, bytes]]:
    """The lines without what was painted on the alternate screen, under their own numbers."""
    for number, line in enumerate(raw, first):
        began, kept = alternate, b""
        for part in SWITCH.split(line):
            if part in (b"h", b"l"):
                alternate = part == b"h"
            elif not alternate:
                kept += part
        if not began or kept.strip():
            yield number, kept


@dataclass(frozen=True)
class Selection:
    """One page of the lines that matched."""

    lines: list[PtyLine]
    matched: int
    has_more: bool


def as_read(line: bytes) -> str:
    """One line as a person reads it."""
    if b"\r" not in line.rstrip(b"\r") and b"\b" not in line:
        return _CONTROLS.sub("", without_escapes(line))
    shown: list[str] = []
    at = 0
    for piece in _PIECES.finditer(line.decode("utf-8", "replace")):
        if piece["erase"]:
            del shown[at:]
        elif piece["move"]:
            at = max(0, at - 1) if piece["move"] == "\b" else 0
        elif text := piece["text"]:
            shown[at : at + len(text)] = text
            at += len(text)
    return "".join(shown)


def without_escapes(data: bytes) -> str:
    """`data` as text, its escape sequences taken out."""
    return _ESCAPES.sub("", data.decode("utf-8", "replace"))


def last_line(data: bytes, *, alternate: bool = False) -> str:
    """The last line that is not blank, at most LAST_LINE_LIMIT characters of it; what was painted
    on an alternate screen (where `data` begins, if `alternate`) is none.
    """
    raw = data.split(b"\n")
    if alternate or SWITCH.search(data):
        raw = [line for _, line in _on_primary(raw, 1, alternate)]
    return next(
        (text[:LAST_LINE_LIMIT] for line in reversed(raw) if (text := as_read(line).strip())), ""
    )


def select(
    transcript: Transcript, *, offset: int, limit: int, pattern: str | None, ignore_case: bool
) -> Selection:
    """Lines `offset` to `offset + limit` of those that hold `pattern`. Blocks: run it in a thread.

    Raises InvalidInput for a pattern that is none, or that takes too long.
    """
    lines = transcript.lines()
    if pattern:
        lines = _matching(lines, pattern, ignore_case)
    page = [
        PtyLine(number=number, text=text[:LINE_LIMIT], cut=len(text) > LINE_LIMIT)
        for number, text in lines[offset : offset + limit]
    ]
    return Selection(page, len(lines), offset + limit < len(lines))


def _matching(
    lines: list[tuple[int, str]], pattern: str, ignore_case: bool
) -> list[tuple[int, str]]:
    # The standard library's engine cannot be stopped, and a bad pattern runs for ever in it.
    import regex

    try:
        search = regex.compile(pattern, regex.IGNORECASE if ignore_case else 0).search
    except regex.error as error:
        raise InvalidInput(
            f"The pattern {pattern!r} is no regular expression: {error}.", field="pattern"
        ) from None
    deadline = time.monotonic() + PATTERN_BUDGET_S
    try:
        return [
            (number, text)
            for number, text in lines
            if search(text, timeout=max(0.001, deadline - time.monotonic()), concurrent=True)
        ]
    except TimeoutError:
        raise InvalidInput(
            f"The pattern {pattern!r} takes over {PATTERN_BUDGET_S:.0f} s on this output: make it "
            "simpler.",
            field="pattern",
        ) from None
