"""GGUF files in folders: which of them are models.

Invariant: a look is bounded in depth and number, follows no link to a folder, and skips what cannot
be read. A split model counts once, by its first part.
"""

import os
import re
from collections.abc import Iterator
from glob import escape
from itertools import islice
from pathlib import Path

LATER_PART = re.compile(r"-(?!0*1-of)\d{5}-of-\d{5}$")
"""A split model is loaded by its first file."""
FIRST_PART = re.compile(r"-0*1-of-(\d{5})$")
BESIDE_A_MODEL = re.compile(r"(^|[-_.])mmproj([-_.]|$)", re.IGNORECASE)
"""What gives a model eyes or ears is none itself."""
MAX_DEPTH = 5
MAX_FILES = 2000


def models_in(folder: Path, *, depth: int = 0) -> list[Path]:
    """The model files in `folder`, and in its folders `depth` levels down, by path."""
    return sorted(islice(_files(folder, depth), MAX_FILES))


def parts_of(first: Path) -> list[Path]:
    """All files of the model that begins with `first`: itself, or the parts that are there."""
    part = FIRST_PART.search(first.stem)
    if part is None:
        return [first]
    pattern = f"{escape(first.stem[: part.start()])}-*-of-{part[1]}.gguf"
    return sorted(first.parent.glob(pattern))


def unsplit(stem: str) -> str:
    """The name of a model, of which `stem` may be that of its first part."""
    return FIRST_PART.sub("", stem)


def missing_parts(first: Path) -> int:
    """How many files of a split model are not there."""
    part = FIRST_PART.search(first.stem)
    return max(0, int(part[1]) - len(parts_of(first))) if part else 0


def is_model(file: Path) -> bool:
    """Whether its name is that of a model, or of the first part of one."""
    return (
        file.suffix == ".gguf"
        and not file.name.startswith(".")
        and not LATER_PART.search(file.stem)
        and not BESIDE_A_MODEL.search(file.stem)
    )


def _files(folder: Path, depth: int) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        if len(Path(place).relative_to(folder).parts) >= depth:
            folders.clear()
        folders.sort()
        yield from (file for name in names if is_model(file := Path(place, name)))
