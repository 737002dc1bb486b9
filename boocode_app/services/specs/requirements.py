"""Requirements: those of a capability's spec.md, and the deltas that a change brings to them.

The rules of reading are the reference CLI's (OpenSpec 1.13): both see the same requirements.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from boocode_app.services.specs.markdown import fence_mask

_REQUIREMENT = re.compile(r"^###\s*Requirement:\s*(.+)\s*$", re.IGNORECASE)
_TOP = re.compile(r"^##\s+(.+)$")
_HEADING = re.compile(r"^#{1,6}\s")
_SCENARIO = re.compile(r"^####\s+")
_SCENARIO_END = re.compile(r"^#{1,4}\s")
_METADATA = re.compile(r"^\*\*[^*]+\*\*:")
_BULLET_NAME = re.compile(r"^\s*[-*+]\s*`?###\s*Requirement:\s*(.+?)`?\s*$")
_RENAME = re.compile(r"^\s*[-*+]?\s*(FROM|TO):\s*`?###\s*Requirement:\s*(.+?)`?\s*$")
_KEYWORD = re.compile(r"\b(SHALL|MUST)\b")
DELTAS = ("ADDED", "MODIFIED", "REMOVED", "RENAMED")


@dataclass(frozen=True)
class Block:
    """One `### Requirement:` and all that stands under it."""

    name: str
    raw: str
    line: int

    @property
    def body(self) -> list[str]:
        """The lines below the heading."""
        return self.raw.split("\n")[1:]

    @property
    def statement(self) -> str:
        """The text between the heading and the first scenario."""
        return statement_of(self.body)

    @property
    def scenarios(self) -> list[tuple[str, str]]:
        """Name and content of each scenario, empty ones too."""
        return scenarios_of(self.body)

    @property
    def says_shall(self) -> bool:
        """Whether the statement carries SHALL or MUST."""
        return bool(_KEYWORD.search(self.statement))


@dataclass(frozen=True)
class Stray:
    """A line that looks like a part of the delta and is none: where, and in words what."""

    line: int
    name: str
    where: str


@dataclass(frozen=True)
class Delta:
    """What one `specs/<capability>/spec.md` of a change adds, modifies, removes and renames."""

    added: tuple[Block, ...]
    modified: tuple[Block, ...]
    removed: tuple[Block, ...]
    renamed: tuple[tuple[str, str], ...]
    present: tuple[str, ...]
    skipped: tuple[Stray, ...]
    orphans: tuple[Stray, ...]
    unpaired: tuple[Stray, ...]

    @property
    def entries(self) -> int:
        """How many operations there are."""
        return len(self.added) + len(self.modified) + len(self.removed) + len(self.renamed)


@dataclass(frozen=True)
class RequirementsSection:
    """A main spec taken apart around its `## Requirements`."""

    before: str
    heading: str
    preamble: str
    blocks: tuple[Block, ...]
    after: str


@dataclass(frozen=True)
class _Body:
    """The lines of one `##` section, with their numbers and fences."""

    start: int
    lines: list[str]
    mask: list[bool]


def normal_name(name: str) -> str:
    """A requirement's name without a closing run of #."""
    return re.sub(r"[ \t]+#+[ \t]*$", "", name).strip()


def folded_name(name: str) -> str:
    """A name as people compare it: case and spacing do not count."""
    return re.sub(r"\s+", " ", normal_name(name).lower())


def statement_of(body: list[str]) -> str:
    """The requirement's own words; `**Key**: value` lines count only where nothing else stands."""
    captured: list[str] = []
    keys: list[str] = []
    for line, fenced in zip(body, fence_mask(body), strict=True):
        if fenced:
            continue
        if _HEADING.match(line):
            break
        if stripped := line.strip():
            (keys if _METADATA.match(stripped) else captured).append(stripped)
    return "\n".join(captured or keys)


def scenarios_of(body: list[str]) -> list[tuple[str, str]]:
    """Name and content of each `####` heading of a requirement."""
    mask = fence_mask(body)
    found: list[tuple[str, str]] = []
    for index, line in enumerate(body):
        if mask[index] or not _SCENARIO.match(line):
            continue
        end = index + 1
        while end < len(body) and (mask[end] or not _SCENARIO_END.match(body[end])):
            end += 1
        name = re.sub(r"^Scenario:\s*", "", normal_name(_SCENARIO.sub("", line)), flags=re.I)
        found.append((name.strip(), "\n".join(body[index + 1 : end]).strip()))
    return found


def says_shall(text: str) -> bool:
    """Whether `text` carries SHALL or MUST."""
    return bool(_KEYWORD.search(text))


def read_delta(text: str) -> Delta:
    """The operations in the text of a delta spec."""
    bodies, orphans = _delta_sections(text)
    skipped: list[Stray] = []
    unpaired: list[Stray] = []
    added = [b for body in bodies["ADDED"] for b in _blocks(body, "ADDED Requirements", skipped)]
    modified = [
        b for body in bodies["MODIFIED"] for b in _blocks(body, "MODIFIED Requirements", skipped)
    ]
    removed = [block for body in bodies["REMOVED"] for block in _removed(body)]
    renamed = [pair for body in bodies["RENAMED"] for pair in _renamed(body, unpaired)]
    return Delta(
        tuple(added),
        tuple(modified),
        tuple(removed),
        tuple(renamed),
        tuple(name for name in DELTAS if bodies[name]),
        tuple(sorted(skipped, key=lambda stray: stray.line)),
        tuple(orphans),
        tuple(sorted(unpaired, key=lambda stray: stray.line)),
    )


def read_requirements(text: str) -> RequirementsSection:
    """A main spec around its `## Requirements`; no such section gives no blocks."""
    lines = text.split("\n")
    mask = fence_mask(lines)
    top = [i for i, line in enumerate(lines) if not mask[i] and re.match(r"^##\s+", line)]
    start = next(
        (i for i in top if re.match(r"^##\s+Requirements\s*$", lines[i], re.IGNORECASE)), None
    )
    if start is None:
        return RequirementsSection(text, "## Requirements", "", (), "")
    end = next((i for i in top if i > start), len(lines))
    body = _Body(start + 2, lines[start + 1 : end], mask[start + 1 : end])
    blocks = tuple(_blocks(body))
    first = blocks[0].line - body.start if blocks else len(body.lines)
    return RequirementsSection(
        "\n".join(lines[:start]),
        lines[start],
        "\n".join(body.lines[:first]).rstrip(),
        blocks,
        "\n".join(lines[end:]),
    )


def _delta_sections(text: str) -> tuple[dict[str, list[_Body]], list[Stray]]:
    lines = text.split("\n")
    mask = fence_mask(lines)
    heads = [
        (i, match[1].strip())
        for i, line in enumerate(lines)
        if not mask[i] and (match := _TOP.match(line))
    ]
    bodies: dict[str, list[_Body]] = {name: [] for name in DELTAS}
    orphans: list[Stray] = []
    bounds = [(-1, ""), *heads]
    for place, (index, title) in enumerate(bounds):
        end = bounds[place + 1][0] if place + 1 < len(bounds) else len(lines)
        body = _Body(index + 2, lines[index + 1 : end], mask[index + 1 : end])
        operation = title.upper().removesuffix(" REQUIREMENTS")
        if operation in bodies and title.lower() == f"{operation.lower()} requirements":
            bodies[operation].append(body)
        else:
            orphans += [Stray(block.line, block.name, title) for block in _blocks(body)]
    return bodies, orphans


def _headers(body: _Body) -> list[tuple[int, str]]:
    return [
        (i, normal_name(match[1]))
        for i, line in enumerate(body.lines)
        if not body.mask[i] and (match := _REQUIREMENT.match(line))
    ]


def _blocks(body: _Body, section: str = "", skipped: list[Stray] | None = None) -> Iterable[Block]:
    headers = _headers(body)
    for place, (index, name) in enumerate(headers):
        end = headers[place + 1][0] if place + 1 < len(headers) else len(body.lines)
        raw = "\n".join(body.lines[index:end]).rstrip()
        yield Block(name, raw, body.start + index)
    if skipped is None:
        return
    for i, line in enumerate(body.lines):
        if body.mask[i] or _REQUIREMENT.match(line):
            continue
        if match := re.match(r"^###\s+(.+?)\s*$", line):
            skipped.append(Stray(body.start + i, match[1].strip(), section))


def _removed(body: _Body) -> Iterable[Block]:
    """Requirements to remove: whole blocks, or bullets that only name them."""
    blocks = {block.line: block for block in _blocks(body)}
    for i, line in enumerate(body.lines):
        if body.mask[i]:
            continue
        number = body.start + i
        if number in blocks:
            yield blocks[number]
        elif match := _BULLET_NAME.match(line):
            name = normal_name(match[1])
            yield Block(name, f"### Requirement: {name}", number)


def _renamed(body: _Body, unpaired: list[Stray]) -> Iterable[tuple[str, str]]:
    pending: Stray | None = None
    for i, line in enumerate(body.lines):
        match = None if body.mask[i] else _RENAME.match(line)
        if not match:
            continue
        found = Stray(body.start + i, normal_name(match[2]), match[1])
        if match[1] == "FROM":
            if pending:
                unpaired.append(pending)
            pending = found
        elif pending is None:
            unpaired.append(found)
        else:
            yield pending.name, found.name
            pending = None
    if pending:
        unpaired.append(pending)
