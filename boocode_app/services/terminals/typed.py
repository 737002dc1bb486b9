"""The command lines in what is typed: what a permission is asked for.

Invariant: pure, and on the safe side. A line whose text the keys alone do not tell (history,
completion, a cursor that moved, a beginning typed by somebody else) says so by `exact=False`.
"""

from dataclasses import dataclass

LINE_ENDS = frozenset("\r\n")
SENDS = frozenset("\x04\x0f")
"""Ctrl-D gives a program what was typed so far; Ctrl-O has a shell run the line."""
CLEARS = frozenset("\x03\x15")
ERASES = frozenset("\x7f\x08")


@dataclass(frozen=True)
class TypedLine:
    """A line as it was typed; with `exact`, it is what the program gets."""

    text: str = ""
    exact: bool = True


UNKNOWN = TypedLine(exact=False)
"""A line that somebody else may have begun."""


def command_lines(begun: TypedLine, data: bytes) -> tuple[list[TypedLine], TypedLine]:
    """The lines that `data` completes after `begun`, and the one that it leaves unfinished."""
    lines = []
    for char in data.decode("utf-8", "replace"):
        if char in LINE_ENDS:
            lines.append(begun)
            begun = TypedLine()
        elif char in SENDS:
            lines.append(TypedLine(begun.text + _shown(char), exact=False))
            begun = TypedLine()
        else:
            begun = _after(begun, char)
    return lines, begun


def _after(line: TypedLine, char: str) -> TypedLine:
    if char in CLEARS and (line.exact or char == "\x03"):
        return TypedLine()
    if char in ERASES and line.exact:
        return TypedLine(line.text[:-1])
    if char < " " or char in ERASES:
        return TypedLine(line.text + _shown(char), exact=False)
    return TypedLine(line.text + char, line.exact)


def _shown(char: str) -> str:
    return f"^{chr(ord(char) ^ 0x40)}"
