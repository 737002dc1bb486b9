"""What a person calls a model of a hub, and which files that means. Pure.

`org/repo` (its usual quantisation), `org/repo:TAG` (as `Q4_K_M`), `org/repo/file.gguf`, or the
address of a file as a browser shows it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from boocode_app.core.errors import InvalidInput
from boocode_app.services.llama.shelf.folders import BESIDE_A_MODEL
from boocode_app.services.llama.shelf.hub import RepoFile

PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
REFERENCE = re.compile(rf"({PART}/{PART})(?::([A-Za-z0-9._-]{{1,32}})|/([^:?#]+\.gguf))?")
ADDRESS = re.compile(
    r"https://(?:huggingface\.co|hf\.co)/([^/]+/[^/]+)(?:/(?:blob|resolve)/[^/]+/([^?#]+))?/?(?:\?.*)?"
)
SPLIT = re.compile(r"-\d{5}-of-(\d{5})$")
USUAL = ("Q4_K_M", "Q4_0", "MXFP4", "Q8_0")
NAMES_TOLD = 12


@dataclass(frozen=True)
class Reference:
    """A repository, and of it the files that bear `tag`, or `file`."""

    repo: str
    tag: str | None = None
    file: str | None = None

    def __str__(self) -> str:
        if self.file:
            return f"{self.repo}/{self.file}"
        return f"{self.repo}:{self.tag}" if self.tag else self.repo


def parse_reference(given: str) -> Reference:
    """What `given` names. Raises InvalidInput."""
    wanted = given.strip()
    if address := ADDRESS.fullmatch(wanted):
        wanted = "/".join(part for part in address.groups() if part)
    found = REFERENCE.fullmatch(wanted)
    if found is None or ".." in wanted:
        raise InvalidInput(
            f"{given!r} is no model of a hub: it looks like org/repo:Q4_K_M or org/repo/file.gguf",
            field="hf",
        )
    repo, tag, file = found.groups()
    return Reference(repo, tag, file)


def pick(reference: Reference, files: Sequence[RepoFile]) -> tuple[RepoFile, ...]:
    """The files of the model that is meant, in order: one, or all parts of a split one.

    Raises InvalidInput that says which there are.
    """
    models = _models(files)
    if not models:
        raise InvalidInput(f"{reference.repo!r} holds no GGUF file", field="hf")
    if reference.file:
        chosen = [parts for parts in models if any(p.name == reference.file for p in parts)]
    elif reference.tag:
        chosen = _tagged(models, reference.tag)
    else:
        usual = filter(None, (_tagged(models, tag) for tag in USUAL))
        chosen = models if len(models) == 1 else next(usual, [])
    if not chosen:
        raise InvalidInput(_which(reference, models), field="hf")
    parts = min(chosen, key=lambda parts: (len(parts[0].name), parts[0].name))
    split = SPLIT.search(_stem(parts[0]))
    if split and len(parts) != int(split[1]):
        raise InvalidInput(
            f"{str(reference)!r} has {len(parts)} of its {int(split[1])} parts", field="hf"
        )
    return parts


def _models(files: Sequence[RepoFile]) -> list[tuple[RepoFile, ...]]:
    """The GGUF files that are models, the parts of a split one together."""
    ggufs = [
        file
        for file in files
        if file.name.endswith(".gguf") and not BESIDE_A_MODEL.search(_stem(file))
    ]

    def whole(file: RepoFile) -> str:
        return SPLIT.sub(r"-of-\1", file.name.removesuffix(".gguf"))

    ordered = sorted(ggufs, key=lambda file: (whole(file), file.name))
    return [tuple(parts) for _, parts in groupby(ordered, whole)]


def _tagged(models: list[tuple[RepoFile, ...]], tag: str) -> list[tuple[RepoFile, ...]]:
    named = re.compile(rf"(?<![A-Za-z0-9]){re.escape(tag)}(?![A-Za-z0-9_])", re.IGNORECASE)
    return [parts for parts in models if named.search(_stem(parts[0]))]


def _which(reference: Reference, models: list[tuple[RepoFile, ...]]) -> str:
    names = [parts[0].name for parts in models]
    told = ", ".join(names[:NAMES_TOLD])
    more = f" and {len(names) - NAMES_TOLD} more" if len(names) > NAMES_TOLD else ""
    wanted = reference.file or reference.tag
    missing = f"has no {wanted!r}" if wanted else "holds several models: name one"
    return f"{reference.repo!r} {missing}. There are: {told}{more}"


def _stem(file: RepoFile) -> str:
    return PurePosixPath(file.name).stem
