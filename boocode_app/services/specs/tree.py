"""What a snapshot means: batches, archive, capabilities, settings.

Pure: `read_tree` gives a `Tree` for any snapshot, however broken, and never raises.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from boocode_app.services.specs import markdown
from boocode_app.services.specs.metadata import (
    TidyRules,
    Yaml,
    metadata_faults,
    read_tidy,
    read_yaml,
    strings,
)
from boocode_app.services.specs.requirements import Delta, read_delta
from boocode_app.services.specs.snapshot import Entry, File, Folder, Link, Snapshot
from boocode_app.services.specs.tasks import TaskList, read_tasks

CHANGES = "changes"
ARCHIVE = "changes/archive"
ARCHIVED = "changes/archived"
METADATA = ".openspec.yaml"
_MARKS = ("proposal.md", "tasks.md", "design.md", METADATA)
STUB_BYTES = 256
_DATED = re.compile(r"^(\d{4}-\d{2}-\d{2})-(.+)$", re.DOTALL)
_SHIPPED = re.compile(r"^[\s>*_-]*Shipped in:[\s*_]*(.*)$", re.IGNORECASE)
_STATUS = re.compile(r"^[\s>*_+-]*status\b[\s*_]*[:=—–-]", re.IGNORECASE)


@dataclass(frozen=True)
class Shipped:
    """A "Shipped in:" line."""

    line: int
    tag: str


@dataclass(frozen=True)
class Batch:
    """One folder of changes/ or of the archive. `files` are relative to `path`."""

    path: str
    name: str
    archived: bool
    files: Mapping[str, Entry]
    folder: Folder

    @property
    def slug(self) -> str:
        """The name without the date that the reference CLI puts before an archived one."""
        dated = _DATED.match(self.name)
        return dated[2] if dated else self.name

    @property
    def date(self) -> str | None:
        """The date in the name."""
        dated = _DATED.match(self.name)
        return dated[1] if dated else None

    def text(self, name: str) -> str | None:
        """The text of one of its files."""
        entry = self.files.get(name)
        return entry.text if isinstance(entry, File) else None

    @property
    def deltas(self) -> dict[str, Delta]:
        """What it changes, by capability."""
        return {
            name[len("specs/") : -len("/spec.md")]: read_delta(text)
            for name in self.capability_files
            if (text := self.text(name)) is not None
        }

    @property
    def capability_files(self) -> list[str]:
        """Its `specs/<capability>/spec.md`, sorted by capability."""
        return spec_files(self.files)

    @cached_property
    def tasks(self) -> TaskList:
        """Its tasks.md; an absent one is an empty list."""
        return read_tasks(self.text("tasks.md") or "")

    @cached_property
    def metadata(self) -> Yaml | None:
        """Its `.openspec.yaml`, or None where there is none."""
        text = self.text(METADATA)
        return None if text is None else read_yaml(text)

    @property
    def metadata_faults(self) -> list[str]:
        """What is wrong with its `.openspec.yaml`; absent is not a fault here."""
        return metadata_faults(self.metadata) if self.metadata else []

    @cached_property
    def shipped(self) -> Shipped | None:
        """The first "Shipped in:" line of its proposal."""
        return shipped_line(self.text("proposal.md") or "")

    @property
    def wrapped(self) -> list[str]:
        """Folders in it that look like batches, where it is no batch itself but holds some."""
        for name, entry in self.files.items():
            own = "/" not in name and not isinstance(entry, Folder) and not name.startswith(".")
            if own or name == METADATA or name.startswith("specs/"):
                return []
        inner = {
            name.rpartition("/")[0]
            for name in self.files
            if name.count("/") in (1, 2, 3) and name.rpartition("/")[2] in _MARKS
        }
        return sorted(f"{self.name}/{folder}" for folder in inner)

    @property
    def wraps_batches(self) -> bool:
        """Whether it is a mere name space around batches."""
        return bool(self.wrapped)


@dataclass(frozen=True)
class Tree:
    """An openspec/ folder, read."""

    snapshot: Snapshot
    active: tuple[Batch, ...]
    archived: tuple[Batch, ...]
    archive_documents: tuple[str, ...]
    config: Yaml | None
    rules: TidyRules

    @property
    def shipped_tags(self) -> list[str]:
        """The lineage that config.yaml lists."""
        return strings(self.config.values.get("shipped_tags")) if self.config else []

    @property
    def default_schema(self) -> str:
        """The schema that config.yaml names, else the built-in one."""
        schema = self.config.values.get("schema") if self.config else None
        return schema if isinstance(schema, str) and schema else "spec-driven"

    @property
    def capabilities(self) -> dict[str, str]:
        """Path of each capability's spec.md, by its id."""
        prefix = "specs/"
        return {
            path[len(prefix) : -len("/spec.md")]: path
            for path in spec_files(self.snapshot)
            if path.startswith(prefix)
        }

    def batch(self, name: str) -> Batch | None:
        """The active batch of this name."""
        return next((batch for batch in self.active if batch.name == name), None)


def read_tree(snapshot: Snapshot) -> Tree:
    """The tree that `snapshot` holds."""
    config = snapshot.get("config.yaml")
    rules = snapshot.get("tidy.yaml")
    active = [
        batch
        for batch in _batches(snapshot, CHANGES, archived=False)
        if batch.name not in ("archive", "archived") and not batch.name.startswith(".")
    ]
    archived = [
        batch
        for folder in (ARCHIVE, ARCHIVED)
        for batch in _batches(snapshot, folder, archived=True)
        if not batch.name.startswith(".")
    ]
    documents = [
        path
        for path, entry in snapshot.items()
        if path.rpartition("/")[0] in (ARCHIVE, ARCHIVED)
        and isinstance(entry, File)
        and path.endswith(".md")
    ]
    return Tree(
        snapshot,
        tuple(active),
        tuple(archived),
        tuple(documents),
        read_yaml(config.text) if isinstance(config, File) else None,
        read_tidy(rules.text if isinstance(rules, File) else None),
    )


def is_stub(data: bytes) -> bool:
    """Whether a document says nothing: under 256 bytes, headings and one Status line only."""
    if len(data) >= STUB_BYTES:
        return False
    lines = [line.strip() for line in File(data).text.split("\n") if line.strip()]
    statuses = [line for line in lines if _STATUS.match(line.lstrip("# "))]
    others = [line for line in lines if not _STATUS.match(line) and not line.startswith("#")]
    return len(statuses) == 1 and not others


def shipped_line(text: str) -> Shipped | None:
    """The first "Shipped in:" line of `text` outside code fences."""
    if "hipped in:" not in text and "SHIPPED IN:" not in text:
        return None
    for number, line in markdown.unfenced(text):
        if match := _SHIPPED.match(line):
            quoted = re.search(r"`(.*)`", match[1])
            return Shipped(number, (quoted[1] if quoted else match[1]).strip("`*_. \t"))
    return None


def spec_files(files: Iterable[str]) -> list[str]:
    """The paths `specs/<capability>/spec.md` among `files`, hidden folders left out."""
    return sorted(
        path
        for path in files
        if path.startswith("specs/")
        and path.endswith("/spec.md")
        and path != "specs/spec.md"
        and not any(part.startswith(".") for part in path.split("/"))
    )


def _batches(snapshot: Snapshot, folder: str, *, archived: bool) -> list[Batch]:
    if isinstance(snapshot.get(folder), Link):
        return []
    prefix = folder + "/"
    folders: dict[str, Folder] = {}
    files: dict[str, dict[str, Entry]] = defaultdict(dict)
    for path, entry in snapshot.items():
        if not path.startswith(prefix):
            continue
        name, slash, rest = path[len(prefix) :].partition("/")
        if slash:
            files[name][rest] = entry
        elif isinstance(entry, Folder):
            folders[name] = entry
    return [
        Batch(prefix + name, name, archived, files[name], found) for name, found in folders.items()
    ]
