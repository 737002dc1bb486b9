"""Whether and how each fault can be mended: asked by the doctor, done by the plan.

Invariant: the doctor calls a finding mendable exactly where the function here gives a mend.
"""

import re
from dataclasses import dataclass

from boocode_app.services.specs import markdown
from boocode_app.services.specs.metadata import TidyRules, metadata_faults, read_yaml
from boocode_app.services.specs.snapshot import File, Folder, Link, Other, Snapshot
from boocode_app.services.specs.tree import ARCHIVE, ARCHIVED, METADATA, Batch, Tree, shipped_line

RULES = """\
rules:
  proposal:
    - Every proposal has a "Why" section with the motivation.
    - Every proposal has a "What Changes" section that lists its deliverables.
    - Every proposal has "Must Have" and "Must NOT Have" guardrails.
    - A proposal names the git tags it shipped in when that applies.
  tasks:
    - Tasks are ordered by dependency, not by priority.
    - Each task is one atomic change (a file, a setting or a command).
    - Tasks that can run in parallel share a wave.
"""
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class ArchiveFault:
    """What is wrong with the two archive paths."""

    path: str
    words: str
    mendable: bool


def archive_fault(snapshot: Snapshot) -> ArchiveFault | None:
    """Why changes/archive and changes/archived are not one folder; None where all is well."""
    real, link = snapshot.get(ARCHIVE), snapshot.get(ARCHIVED)
    if isinstance(link, File | Other):
        return ArchiveFault(ARCHIVED, "is a file", False)
    if isinstance(real, File | Other):
        return ArchiveFault(ARCHIVE, "is a file", False)
    if isinstance(link, Folder):
        if isinstance(real, Link) and real.target.rstrip("/") not in ("archived", "./archived"):
            return ArchiveFault(ARCHIVE, f"is a link to {real.target!r}", False)
        return ArchiveFault(
            ARCHIVED, "is a folder of its own: other tools look for changes/archive/", True
        )
    if isinstance(real, Link):
        return ArchiveFault(ARCHIVE, f"is a link to {real.target!r}, and no folder", False)
    if isinstance(link, Link) and link.target.rstrip("/") not in ("archive", "./archive"):
        return ArchiveFault(ARCHIVED, f"is a link to {link.target!r}", False)
    if isinstance(link, Link) and real is None:
        return ArchiveFault(ARCHIVED, "is a link to a folder that is not there", True)
    return None


def is_misplaced(batch: Batch, rules: TidyRules) -> bool:
    """Whether an archived batch never shipped.

    One that tidy.yaml merges is; a dated one is unless it says or is said to have shipped, or has
    every box checked (other tools archive that way, without a line).
    """
    if not batch.archived or batch.shipped is not None:
        return False
    if batch.slug in rules.merge or batch.name in rules.merge:
        return True
    if batch.date is None or batch.slug in rules.shipped or batch.name in rules.shipped:
        return False
    return not batch.tasks.complete


def home_of(batch: Batch) -> str:
    """The folder of changes/ that a misplaced batch moves to: its slug, unless that is taken."""
    reserved = batch.slug in ("archive", "archived") or batch.slug.startswith(".")
    return batch.name if reserved else batch.slug


def tag_to_write(batch: Batch, rules: TidyRules) -> str | None:
    """The tag for an archived batch without a line; None where none is known or can be written."""
    tag = rules.shipped.get(batch.name) or rules.shipped.get(batch.slug)
    return tag if tag and annotated(batch, tag) is not None else None


def annotated(batch: Batch, tag: str) -> bytes | None:
    """The batch's proposal with its "Shipped in:" line; None where it has no Why heading."""
    entry = batch.files.get("proposal.md")
    if not isinstance(entry, File):
        return None
    why = markdown.find_section(markdown.sections(entry.text), "Why")
    if why is None:
        return None
    ends = [match.end() for match in _LINE_END.finditer(entry.data)]
    new_line = newline_of(entry.data)
    at = ends[why.line - 1] if why.line <= len(ends) else len(entry.data)
    head = entry.data[:at] + (b"" if why.line <= len(ends) else new_line)
    line = f"**Shipped in:** `{tag}`".encode()
    rest = entry.data[at:]
    gap = b"" if not rest or _LINE_END.match(rest) else new_line
    written = head + new_line + line + new_line + gap + rest
    return written if shipped_line(File(written).text) is not None else None


def appended_metadata(batch: Batch, schema: str, created: str) -> bytes | None:
    """The batch's `.openspec.yaml` with what it lacks; None where appending does not mend it."""
    entry = batch.files.get(METADATA)
    if not isinstance(entry, File) or batch.metadata is None or batch.metadata.fault:
        return None
    lines = []
    if "schema" not in batch.metadata.values:
        lines.append(f"schema: {schema or 'spec-driven'}")
    if "created" not in batch.metadata.values:
        lines.append(f"created: {created or '2000-01-01'}")
    written = append_lines(entry.data, lines)
    return None if metadata_faults(read_yaml(File(written).text)) else written


def missing_config(tree: Tree) -> list[str]:
    """The keys that config.yaml lacks or leaves empty."""
    values = tree.config.values if tree.config else {}
    return [key for key in ("schema", "context", "rules") if not values.get(key)]


def appended_config(tree: Tree, context: str) -> bytes | None:
    """config.yaml with what it lacks; None where appending does not mend it."""
    entry = tree.snapshot.get("config.yaml")
    missing = missing_config(tree)
    values = tree.config.values if tree.config else {}
    if not (entry is None or isinstance(entry, File)) or set(missing) & set(values):
        return None
    parts = []
    if "schema" in missing:
        parts.append("schema: spec-driven\n")
    if "context" in missing:
        body = context.strip() or "To be described."
        parts.append(
            "context: |\n" + "".join(f"  {line}".rstrip() + "\n" for line in body.split("\n"))
        )
    if "rules" in missing:
        parts.append(RULES)
    written = append_lines(entry.data if entry else b"", "\n".join(parts).rstrip("\n").split("\n"))
    found = read_yaml(File(written).text)
    mended = not found.fault and all(found.values.get(k) for k in ("schema", "context", "rules"))
    return written if mended else None


def append_lines(data: bytes, lines: list[str]) -> bytes:
    """`data` and then `lines`, in its own kind of line end."""
    new_line = newline_of(data)
    joint = b"" if not data or _LINE_END.search(data[-1:]) else new_line
    return data + joint + b"".join(line.encode() + new_line for line in lines)


def newline_of(data: bytes) -> bytes:
    """The line end that `data` uses first; a plain one where it has none."""
    match = _LINE_END.search(data)
    return match[0] if match else b"\n"
