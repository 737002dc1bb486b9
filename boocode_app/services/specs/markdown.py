"""Lines, fences and sections of a markdown document.

It reads lines, as the reference OpenSpec CLI does, and not CommonMark: one tree serves both tools
only where both see the same headings. A heading inside a code fence is none.
"""

import re
from dataclasses import dataclass, field

HEADING = re.compile(r"^(#{1,6})\s+(.+)$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})(.*)$")


def fence_mask(lines: list[str]) -> list[bool]:
    """For each line, whether it belongs to a fenced code block (its fences included)."""
    return _fences(lines)[0]


def closing_fence(text: str) -> str | None:
    """The line that would end the code block which `text` leaves open; None where none is."""
    return _fences(text.split("\n"))[1]


def _fences(lines: list[str]) -> tuple[list[bool], str | None]:
    mask: list[bool] = []
    opened: str | None = None
    for line in lines:
        fence = _FENCE.match(line)
        if opened is None:
            opened = fence[1] if fence else None
            mask.append(opened is not None)
            continue
        mask.append(True)
        if fence and not fence[2].strip() and fence[1].startswith(opened):
            opened = None
    return mask, opened


def unfenced(text: str) -> list[tuple[int, str]]:
    """The lines outside code fences, each with its number (from 1)."""
    lines = text.split("\n")
    if "```" not in text and "~~~" not in text:
        return list(enumerate(lines, 1))
    return [
        (number, line)
        for number, (line, fenced) in enumerate(zip(lines, fence_mask(lines), strict=True), 1)
        if not fenced
    ]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, up to the next heading of its level or above."""

    level: int
    title: str
    line: int
    content: str
    children: list["Section"] = field(default_factory=list)


def sections(text: str) -> list[Section]:
    """The tree of headings of `text`."""
    lines = text.split("\n")
    headings = [
        (number, match) for number, line in unfenced(text) if (match := HEADING.match(line))
    ]
    roots: list[Section] = []
    open_sections: list[Section] = []
    for place, (number, match) in enumerate(headings):
        level = len(match[1])
        end = next((n for n, other in headings[place + 1 :] if len(other[1]) <= level), None)
        content = "\n".join(lines[number : end - 1 if end else None]).strip()
        section = Section(level, match[2].strip(), number, content)
        while open_sections and open_sections[-1].level >= level:
            open_sections.pop()
        (open_sections[-1].children if open_sections else roots).append(section)
        open_sections.append(section)
    return roots


def find_section(tree: list[Section], title: str) -> Section | None:
    """The first section with this title, whatever its case and depth."""
    for section in tree:
        if section.title.lower() == title.lower():
            return section
        if found := find_section(section.children, title):
            return found
    return None
