"""The YAML of a tree: a batch's `.openspec.yaml`, `config.yaml` and `tidy.yaml`.

Invariant: whatever the bytes are, reading gives a value or a reason in words, never an exception;
a date stays the text that was written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml  # type: ignore[import-untyped, unused-ignore]

SCHEMA = "spec-driven"
DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
LARGEST_CONTEXT = 50 * 1024
"""Bytes of `context:` past which the reference CLI drops it."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as OpenSpec reads it: `2026-06-07` is text, not a date."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in _Loader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Yaml:
    """What a YAML file holds: a mapping, or why it is none."""

    values: Mapping[str, object] = field(default_factory=dict)
    fault: str | None = None


@dataclass(frozen=True)
class TidyRules:
    """`tidy.yaml`: where misplaced proposals go and what archived batches shipped in."""

    merge: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shipped: Mapping[str, str] = field(default_factory=dict)
    fault: str | None = None


def read_yaml(text: str) -> Yaml:
    """The mapping in `text`; an empty document is an empty mapping."""
    try:
        loaded: object = yaml.load(text, Loader=_Loader)  # noqa: S506
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        return Yaml(fault=f"is not valid YAML{where}")
    except (ValueError, RecursionError) as fault:
        return Yaml(fault=f"cannot be read as YAML ({type(fault).__name__})")
    if loaded is None:
        return Yaml()
    if not isinstance(loaded, dict):
        return Yaml(fault="does not hold `key: value` lines")
    return Yaml({str(key): value for key, value in loaded.items()})


def metadata_faults(found: Yaml) -> list[str]:
    """What is wrong with a batch's `.openspec.yaml`, in words; empty when it is valid."""
    if found.fault:
        return [found.fault]
    faults = []
    schema, created = found.values.get("schema"), found.values.get("created")
    if not isinstance(schema, str) or not schema:
        faults.append("has no `schema`" if schema is None else f"has a bad `schema`: {schema!r}")
    if created is None:
        faults.append("has no `created` date")
    elif not isinstance(created, str) or not DATE.match(created):
        faults.append(f"has a `created` that is not YYYY-MM-DD: {created!r}")
    for flag in ("skip_specs", "retire_capabilities"):
        if not isinstance(found.values.get(flag, False), bool):
            faults.append(f"has a `{flag}` that is neither true nor false")
    return faults


def read_tidy(text: str | None) -> TidyRules:
    """The rules in `tidy.yaml`; entries of another form are left out and told as a fault."""
    found = read_yaml(text or "")
    if found.fault:
        return TidyRules(fault=found.fault)
    merge: dict[str, tuple[str, ...]] = {}
    shipped: dict[str, str] = {}
    faults: list[str] = []
    for slug, targets in _mapping(found.values.get("merge"), "merge", faults).items():
        names = [targets] if isinstance(targets, str) else targets
        if isinstance(names, list) and names and all(_is_name(name) for name in names):
            merge[slug] = tuple(dict.fromkeys(names))
        else:
            faults.append(f"merge of {slug!r} names no batches")
    for slug, tag in _mapping(found.values.get("shipped"), "shipped", faults).items():
        if isinstance(tag, str) and tag.strip() and not set(tag) & set("`\n\r"):
            shipped[slug] = tag.strip()
        else:
            faults.append(f"shipped of {slug!r} is no tag")
    return TidyRules(merge, shipped, "; ".join(faults) or None)


def strings(value: object) -> list[str]:
    """The texts in a YAML list; a lone text is a list of one."""
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _mapping(value: object, name: str, faults: list[str]) -> dict[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        faults.append(f"`{name}` is no mapping")
        return {}
    return {str(key): item for key, item in value.items()}


def _is_name(value: object) -> bool:
    """Whether `value` may be a batch's folder: one plain path segment, and not the archive."""
    return (
        isinstance(value, str)
        and value not in ("", "archive", "archived")
        and not value.startswith(".")
        and not set(value) & set("/\\\0\n\r")
    )
