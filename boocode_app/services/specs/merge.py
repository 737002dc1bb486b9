"""A change's delta applied to the capability it changes: what archiving writes.

Pure. Order and refusals are the reference CLI's: renamed, removed, modified, added; a delta that
does not fit the spec as it stands is refused whole (Conflict), never half applied.
"""

from dataclasses import dataclass

from boocode_app.core.errors import Conflict
from boocode_app.services.specs import markdown
from boocode_app.services.specs.requirements import (
    Block,
    Delta,
    folded_name,
    normal_name,
    read_delta,
    read_requirements,
)


@dataclass(frozen=True)
class Merged:
    """The spec after the delta. `requirements`: how many it has left."""

    text: str
    added: int
    modified: int
    removed: int
    renamed: int
    requirements: int


def merged_spec(capability: str, change: str, delta_text: str, current: str | None) -> Merged:
    """`current` (None: a new capability) with the delta of `change` applied to it.

    Raises Conflict that names the requirement which does not fit.
    """
    delta = read_delta(delta_text)
    if not delta.entries:
        raise Conflict(f"{capability}: the delta holds no operation")
    if names_twice(delta):
        raise Conflict(f"{capability}: the delta names a requirement in more than one operation")
    if current is None:
        if delta.modified or delta.renamed:
            raise Conflict(f"{capability}: a new capability can only have ADDED requirements")
        current = _new_spec(capability, change, delta_text)
    section = read_requirements(current)
    blocks = _Blocks(capability, {normal_name(b.name): b for b in section.blocks})
    renamed = sum([blocks.rename(old, new) for old, new in delta.renamed])
    removed = sum([blocks.remove(block.name) for block in delta.removed])
    modified = sum([blocks.modify(block) for block in delta.modified])
    added = sum([blocks.add(block) for block in delta.added])
    body = [section.preamble.strip("\n"), *(block.raw for block in blocks.in_order())]
    parts = [
        section.before.rstrip(),
        section.heading,
        "\n\n".join(part for part in body if part.strip()),
        section.after.strip(),
    ]
    text = _single_gaps("\n\n".join(part for part in parts if part)).rstrip() + "\n"
    return Merged(text, added, modified, removed, renamed, len(blocks.by_name))


class _Blocks:
    """The requirements of one capability, while a delta is applied to them."""

    def __init__(self, capability: str, by_name: dict[str, Block]) -> None:
        self.capability = capability
        self.by_name = by_name

    def in_order(self) -> list[Block]:
        """Those that stood there in their order, new ones after them."""
        return list(self.by_name.values())

    def rename(self, old: str, new: str) -> int:
        """Give a requirement its new heading, in its place."""
        source, target = normal_name(old), normal_name(new)
        if source not in self.by_name:
            if target in self.by_name and not self._alike(source, but=target):
                return 0
            raise self._refusal("RENAMED", old, "is not in the spec")
        if target in self.by_name or self._alike(target, but=source):
            raise self._refusal("RENAMED", new, "already stands in the spec")
        lines = self.by_name[source].raw.split("\n")
        moved = Block(target, "\n".join([f"### Requirement: {target}", *lines[1:]]), 0)
        self.by_name = {
            (target if name == source else name): (moved if name == source else block)
            for name, block in self.by_name.items()
        }
        return 1

    def remove(self, name: str) -> int:
        """Take a requirement away; one that is gone already is no fault."""
        key = normal_name(name)
        if key not in self.by_name:
            if self._alike(key):
                raise self._refusal("REMOVED", name, "is spelt otherwise in the spec")
            return 0
        del self.by_name[key]
        return 1

    def modify(self, block: Block) -> int:
        """Put `block` in the place of its namesake, whose scenarios it must all carry."""
        key = normal_name(block.name)
        if key not in self.by_name:
            raise self._refusal("MODIFIED", block.name, "is not in the spec")
        incoming = [name for name, _ in block.scenarios]
        for name, _ in self.by_name[key].scenarios:
            if name not in incoming:
                raise self._refusal("MODIFIED", block.name, f"would drop the scenario {name!r}")
            incoming.remove(name)
        changed = self.by_name[key].raw.strip() != block.raw.strip()
        self.by_name[key] = block
        return int(changed)

    def add(self, block: Block) -> int:
        """Append a requirement; the very same one is no fault."""
        key = normal_name(block.name)
        if key in self.by_name:
            if self.by_name[key].raw.strip() == block.raw.strip():
                return 0
            raise self._refusal("ADDED", block.name, "already stands in the spec")
        if self._alike(key):
            raise self._refusal("ADDED", block.name, "already stands in the spec, spelt otherwise")
        self.by_name[key] = block
        return 1

    def _alike(self, key: str, but: str | None = None) -> bool:
        return any(name != but and folded_name(name) == folded_name(key) for name in self.by_name)

    def _refusal(self, operation: str, name: str, why: str) -> Conflict:
        return Conflict(f"{self.capability}: {operation} requirement {name!r} {why}")


def names_twice(delta: Delta) -> bool:
    """Whether the delta names one requirement in more than one operation."""
    names = [
        {normal_name(block.name) for block in blocks}
        for blocks in (delta.added, delta.modified, delta.removed)
    ]
    return bool(names[0] & names[1] or names[0] & names[2] or names[1] & names[2])


def _new_spec(capability: str, change: str, delta_text: str) -> str:
    purpose = markdown.find_section(markdown.sections(delta_text), "Purpose")
    prose = purpose.content if purpose and purpose.level == 2 else ""
    body = prose or f"TBD - created by archiving change {change}. Update Purpose after archive."
    return f"# {capability} Specification\n\n## Purpose\n{body}\n\n## Requirements\n"


def _single_gaps(text: str) -> str:
    """One blank line where there were more, code fences left as they are."""
    lines = text.split("\n")
    mask = markdown.fence_mask(lines)
    kept: list[str] = []
    for line, fenced in zip(lines, mask, strict=True):
        if line or fenced or not kept or kept[-1]:
            kept.append(line)
    return "\n".join(kept)
