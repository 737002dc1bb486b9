"""The commands that a shell ran, by its marks: OSC 133 (FinalTerm) and 633 (VS Code).

A begins a prompt, B ends it, C begins the output, D ends it with the exit code, 633;E tells the
command line; where it cannot, the line is taken as it was echoed. Invariant: in a session that has
a nonce, a mark without it counts for nothing.
"""

import re

from boocode_app.contracts.terminals import PtyCommand

LIMIT = 1000
_MARK = re.compile(rb"\x1b\](?:133|633);([A-E])(?:;([^\x07\x1b]{0,20000}))?(?:\x07|\x1b\\)")
_PLAIN_LINE = re.compile(rb"([^\x00-\x1f\x7f]+)\r?\n")
_ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|\\)")


def commands(data: bytes, start: int, line: int, nonce: str) -> list[PtyCommand]:
    """The last LIMIT commands in `data`, which begins at cursor `start` in line `line`."""
    found: list[PtyCommand] = []
    told, typed, at = "", "", 0
    for mark in _MARK.finditer(data):
        letter, parts = mark[1].decode(), (mark[2] or b"").decode("utf-8", "replace").split(";")
        if nonce and parts[-1].removeprefix("nonce=") != nonce:
            continue
        if letter == "B":
            echoed = _PLAIN_LINE.match(data, mark.end())
            typed = echoed[1].decode("utf-8", "replace").strip() if echoed else ""
        elif letter == "E":
            told = _ESCAPED.sub(_plain, parts[0])
        elif letter == "C":
            line, at = line + data.count(b"\n", at, mark.end()), mark.end()
            found.append(
                PtyCommand(command=told or typed, start=start + at, line=line, trusted=bool(nonce))
            )
            told = typed = ""
        elif letter == "D" and found and found[-1].end is None:
            code = int(parts[0]) if re.fullmatch(r"\d{1,9}", parts[0]) else None
            ended = {"end": start + mark.start(), "exitCode": code}
            found[-1] = found[-1].model_copy(update=ended)
    return found[-LIMIT:]


def _plain(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16)) if escaped[1] else "\\"
