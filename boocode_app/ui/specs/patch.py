"""A plan's diff, a row for each file.

Invariant: what is shown of a diff has a bound, and it is said how much is not.
"""

from dataclasses import dataclass
from html import escape

MOST_FILES = 100
MOST_LINES = 400
MOST_CHARACTERS = 256 * 1024
_KINDS = (
    ("deleted file", "deleted"),
    ("new file", "new"),
    ("rename from", "moved"),
    ("similarity", "moved"),
)


@dataclass(frozen=True)
class FileRow:
    """The change of one file. `html` holds its lines; `hidden` of them are left out."""

    path: str = ""
    was: str = ""
    kind: str = ""
    added: int = 0
    removed: int = 0
    hidden: int = 0
    html: str = ""


def files_of(diff: str) -> tuple[list[FileRow], int]:
    """The files of a diff, and how many more it has."""
    parts = ("\n" + diff).split("\ndiff --git ")[1:]
    rows: list[FileRow] = []
    room = MOST_CHARACTERS
    for part in parts[:MOST_FILES]:
        if room <= 0:
            break
        rows.append(_file(part, room))
        room -= len(rows[-1].html)
    return rows, len(parts) - len(rows)


def _file(part: str, room: int) -> FileRow:
    head, body = _split(part.split("\n"))
    shown, used = [], 0
    for line in body[:MOST_LINES]:
        if used > room:
            break
        shown.append(_line(line))
        used += len(line) + 1
    was, path = _names(head)
    return FileRow(
        path=path,
        was=was if was != path else "",
        kind=next((k for start, k in _KINDS if any(h.startswith(start) for h in head)), "changed"),
        added=sum(line.startswith("+") for line in body),
        removed=sum(line.startswith("-") for line in body),
        hidden=len(body) - len(shown),
        html=f'<pre class="patch" tabindex="0">{"".join(shown)}</pre>' if shown else "",
    )


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    """The head and the hunks; a file that only moves has none."""
    at = next((n for n, line in enumerate(lines) if line.startswith("@@")), len(lines))
    body = lines[at:]
    return lines[:at], body[:-1] if body and not body[-1] else body


def _names(head: list[str]) -> tuple[str, str]:
    """The name before and after, from the lines that spell each alone."""
    found = {"was": "", "path": ""}
    for line in head[1:]:
        for start, which in (
            ("rename from ", "was"), ("rename to ", "path"), ("--- a/", "was"), ("+++ b/", "path"),
        ):  # fmt: skip
            if line.startswith(start):
                found[which] = line.removeprefix(start).rstrip("\t")
    first, _, last = head[0].partition(" b/")
    return (
        found["was"] or found["path"] or first.removeprefix("a/"),
        found["path"] or found["was"] or last,
    )


def _line(line: str) -> str:
    kind = {"+": "add", "-": "del", "@": "hunk"}.get(line[:1], "")
    text = escape(line) or " "
    return f'<span class="{kind}">{text}</span>' if kind else f"<span>{text}</span>"
