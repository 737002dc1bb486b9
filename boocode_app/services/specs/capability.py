"""Whether a capability's spec.md is well-formed, with the reference CLI's verdicts."""

import re
from collections.abc import Iterator

from boocode_app.services.specs import markdown
from boocode_app.services.specs.issues import Issue, statement_issues
from boocode_app.services.specs.requirements import Block, normal_name, read_requirements

SHORTEST_PURPOSE = 50
LONGEST_REQUIREMENT = 500
_DELTA_HEADING = re.compile(
    r"^##\s+(ADDED|MODIFIED|REMOVED|RENAMED)\s+Requirements\s*$", re.IGNORECASE
)
_REQUIREMENT_HEADING = re.compile(r"^###\s+Requirement:\s*(.+)\s*$", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"^(?:(?:TBD|TODO)(?!\w)|(?i:TBD|TODO)(?=[ \t]*(?:$|\n|[:\-–—.,;()\[\]{}])))"
)
_GENERATED = re.compile(
    r"TBD - created by archiving change .*\. Update Purpose after archive\.", re.S
)


def validate_spec(text: str) -> list[Issue]:
    """What is wrong with a capability's spec.md."""
    outline = markdown.sections(text)
    purpose = markdown.find_section(outline, "Purpose")
    requirements = markdown.find_section(outline, "Requirements")
    if not purpose or not purpose.content:
        return [
            Issue("ERROR", "file", "has no `## Purpose` with text; it also needs `## Requirements`")
        ]
    if not requirements:
        return [Issue("ERROR", "file", "has no `## Requirements` section")]
    issues: list[Issue] = []
    children = requirements.children
    if not children:
        issues.append(Issue("ERROR", "requirements", "has no requirement"))
    bare = [not any(child.content for child in section.children) for section in children]
    for place, without in enumerate(bare):
        if without:
            issues.append(
                Issue("ERROR", f"requirements.{place}.scenarios", "needs at least one scenario")
            )
    issues += _structure(text)
    issues += _purpose(text, purpose)
    for place, section in enumerate(children):
        body = section.content.split("\n")
        statement = Block(section.title, "\n".join(["", *body]), 0).statement or section.title
        if len(statement) > LONGEST_REQUIREMENT:
            words = f"is longer than {LONGEST_REQUIREMENT} characters: split it"
            issues.append(Issue("INFO", f"requirements[{place}]", words))
        if bare[place]:
            words = "has no `#### Scenario:` with WHEN and THEN under it"
            issues.append(Issue("WARNING", f"requirements[{place}].scenarios", words))
    for place, block in enumerate(read_requirements(text).blocks):
        issues += statement_issues(f"requirements[{place}]", f"Requirement {block.name!r}", block)
    return issues


def _structure(text: str) -> Iterator[Issue]:
    lines = markdown.unfenced(text)
    start = next((n for n, line in lines if re.match(r"^##\s+Requirements\s*$", line, re.I)), None)
    end = next(
        (n for n, line in lines if start is not None and n > start and re.match(r"^##\s+", line)),
        None,
    )
    seen: dict[str, int] = {}
    for number, line in lines:
        if _DELTA_HEADING.match(line):
            words = f"{line.strip()!r} is a delta's heading: a spec has `## Requirements`"
            yield Issue("ERROR", "file", words, number)
            continue
        match = _REQUIREMENT_HEADING.match(line)
        if not match:
            continue
        if start is None or number < start or (end is not None and number >= end):
            words = f"{line.strip()!r} stands outside `## Requirements` and is not read"
            yield Issue("ERROR", "file", words, number)
            continue
        name = normal_name(match[1])
        if name in seen:
            words = f"{line.strip()!r} is also on line {seen[name]}"
            yield Issue("ERROR", "file", words, number)
        seen.setdefault(name, number)


def _purpose(text: str, purpose: markdown.Section) -> Iterator[Issue]:
    prose = "\n".join(line for _, line in markdown.unfenced(purpose.content)).strip()
    if _PLACEHOLDER.match(prose) or _GENERATED.search(prose):
        words = "the purpose is a placeholder: say what the capability is for"
        below = [row for row in markdown.unfenced(text) if row[0] > purpose.line and row[1].strip()]
        leading = _PLACEHOLDER.match(prose)
        line = next((n for n, row in below if leading or "TBD - created by" in row), None)
        yield Issue("WARNING", "overview", words, line)
    elif len(purpose.content) < SHORTEST_PURPOSE:
        words = f"the purpose is shorter than {SHORTEST_PURPOSE} characters"
        yield Issue("WARNING", "overview", words)
