"""Terminal output cut into text, controls and escape sequences (ECMA-48, xterm's ctlseqs).

Invariant: however the bytes are cut, the same tokens come out; a sequence or a character that is
unfinished waits for its rest, in at most WAITING_LIMIT characters; images are skipped.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

WAITING_LIMIT = 8192
NUMBER_LIMIT = 9999
Kind = Literal["text", "control", "csi", "osc", "charset", "escape"]

_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f-\x9f])"
    r"|\x1b\[(?P<mark>[<-?]?)(?P<numbers>[0-9:;]*)(?P<between>[ -/]*)(?P<csi>[@-~])"
    r"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[PX^_][^\x1b]*\x1b\\"
    r"|\x1b(?P<bank>[ -/])(?P<charset>[0-~])"
    r"|\x1b(?P<escape>[0-OQ-WYZ\\`-~])"
)
_UNFINISHED = re.compile(
    r"\x1b(?:\[[<-?]?[0-9:;]*[ -/]*|\][^\x07\x1b]*\x1b?|(?P<string>[PX^_])[^\x1b]*\x1b?|[ -/])?\Z"
)
_MALFORMED = re.compile(r"\x1b(?:\[[ -?]*)?")


@dataclass(frozen=True, slots=True)
class Token:
    """`value`: the text, the final letter, or the whole of an OSC; the rest is a sequence's."""

    kind: Kind
    value: str
    numbers: str = ""
    mark: str = ""
    """What stands before the numbers (`?`) and between them and the letter."""

    def number(self, index: int = 0, default: int = 1) -> int:
        """A parameter; 0 and none mean `default`, and there is no more than NUMBER_LIMIT."""
        parts = self.numbers.split(";")
        part = parts[index].partition(":")[0] if index < len(parts) else ""
        return (min(int(part[:6]), NUMBER_LIMIT) if part else 0) or default


class Tokens:
    """One stream of output."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._waiting = ""
        self._skipping = False

    @property
    def unfinished(self) -> str:
        """What must come before the rest of what is waited for."""
        return ("\x1bP" if self._skipping else "") + self._waiting

    @property
    def undecoded(self) -> int:
        """How many bytes at the end are the beginning of a character."""
        return len(self._decoder.getstate()[0])

    def feed(self, data: bytes) -> Iterator[Token]:
        """The tokens that `data` completes. To be used up before the next call."""
        text = self._waiting + self._decoder.decode(data)
        self._waiting = ""
        at = self._skip(text) if self._skipping else 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is not None:
                at = found.end()
                if (token := _token(found)) is not None:
                    yield token
            elif unfinished := _UNFINISHED.match(text, at):
                self._wait(text[at:], skips=unfinished["string"] is not None)
                return
            else:
                malformed = _MALFORMED.match(text, at)
                at = malformed.end() if malformed else at + 1

    def _skip(self, text: str) -> int:
        """Where the string that is being skipped has ended."""
        end = text.find("\x1b\\")
        if end >= 0:
            self._skipping = False
            return end + 2
        self._waiting = "\x1b" if text.endswith("\x1b") else ""
        return len(text)

    def _wait(self, rest: str, *, skips: bool) -> None:
        if len(rest) > WAITING_LIMIT:
            self._skipping = skips or rest.startswith("\x1b]")
            rest = "\x1b" if self._skipping and rest.endswith("\x1b") else ""
        self._waiting = rest


def _token(found: re.Match[str]) -> Token | None:
    match found.lastgroup:
        case "text":
            return Token("text", found["text"])
        case "control":
            return Token("control", found["control"])
        case "csi":
            return Token("csi", found["csi"], found["numbers"], found["mark"] + found["between"])
        case "osc":
            return Token("osc", found["osc"])
        case "charset":
            return Token("charset", found["charset"], mark=found["bank"])
        case "escape":
            return Token("escape", found["escape"])
    return None
