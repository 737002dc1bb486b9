"""Which models there are: the one of BOOCODE_MODEL, those on the shelf, and files in folders.

Invariant: a name is unique, and safe as part of a file name. Nothing is loaded here.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import assert_never

from boocode_app.core.errors import NotFound
from boocode_app.core.settings import DEMO_MODEL, Settings
from boocode_app.services.llama import demo
from boocode_app.services.llama.arguments import SLOTS, Pairs, Plan, sensible_threads
from boocode_app.services.llama.shelf.folders import MAX_DEPTH, models_in, parts_of
from boocode_app.services.llama.shelf.gguf_header import BadModelFile, GgufHeader, read_header
from boocode_app.services.llama.shelf.shelf import EndpointEntry, Entry, FileEntry, HubEntry, Shelf

MAX_CONTEXT = 32_768
NAMES_TOLD = 20
KV_BUDGET = 2 * 2**30
KV_BYTES = 4.5 / 8 + 2
"""Bytes of one element in a q4_0 K cache and one in an f16 V cache."""


@dataclass(frozen=True)
class Model:
    """One model: a file, or what an `endpoint` serves (then `path` says nothing).

    `source`: the reference under which it was fetched, or the endpoint's URL.
    """

    name: str
    path: Path
    source: str = ""
    endpoint: EndpointEntry | None = None

    @property
    def size(self) -> int | None:
        """Bytes on disk, None where there is no such file."""
        try:
            return self.weights
        except OSError:
            return None

    @property
    def weights(self) -> int:
        """Bytes of all its files: a large model comes in parts. Raises OSError without a file."""
        return sum(file.stat().st_size for file in parts_of(self.path))

    def plan(self, chosen: Pairs = ()) -> Plan:
        """How to serve it, with what a person chose for it. Reads the file's header; raises
        BadModelFile in words.
        """
        header = read_header(self.path)
        return Plan(
            model=self.path,
            alias=self.name,
            context=SLOTS * slot_context(header),
            threads=sensible_threads(self.size or 0),
        ).with_chosen(chosen)


def slot_context(header: GgufHeader) -> int:
    """Tokens that one conversation may hold: what the model knows, within MAX_CONTEXT and memory.

    The KV cache of all slots stays under KV_BUDGET where the header tells its size.
    """
    context = min(header.context or 4096, MAX_CONTEXT)
    if header.kv_elements:
        affordable = int(KV_BUDGET / (header.kv_elements * KV_BYTES * SLOTS))
        context = min(context, max(2048, affordable // 256 * 256))
    return context


class Models:
    """The models of one BOOCODE_HOME."""

    def __init__(self, settings: Settings, shelf: Shelf | None = None) -> None:
        self._settings = settings
        self._shelf = shelf or Shelf(settings.home / "models.json")
        self._known: dict[str, Model] = {}

    @property
    def default(self) -> Model:
        """The model of BOOCODE_MODEL: `demo`, the name of one of the others, or a path.

        It need not be there: what is wrong with it shows when it is started.
        """
        wanted = self._settings.model
        if "/" in wanted or wanted.endswith(".gguf"):
            path = Path(wanted).expanduser().absolute()
            return Model(name_of(path), path)
        if entry := self._shelf.entries.get(wanted):
            return self._kept(wanted, entry)
        in_folder = self._in_folder(wanted)
        if wanted == DEMO_MODEL or in_folder.path.exists():
            return in_folder
        return next((model for model in self._found() if model.name == wanted), in_folder)

    def all(self) -> list[Model]:
        """The default first, then those on the shelf, then the files of the folders by path."""
        default = self.default
        models = {default.name: default}
        for name, entry in self._shelf.entries.items():
            models.setdefault(name, self._kept(name, entry))
        paths = {model.path for model in models.values()}
        for model in self._found():
            if model.path not in paths:
                name = _free_name(model.name, models)
                models[name] = Model(name, model.path)
        self._known = models
        return list(models.values())

    def named(self, name: str) -> Model:
        """The model `name`. Raises NotFound that says which there are."""
        known = self._known.get(name)
        if known and known.path.exists() and known.endpoint is None:
            return known
        models = self.all()
        for model in models:
            if model.name == name:
                return model
        names = ", ".join(model.name for model in models[:NAMES_TOLD])
        raise NotFound(f"Unknown model {name!r}; there are: {names}")

    def look_again(self) -> None:
        """The shelf, or what lies in the folders, has changed."""
        self._known = {}

    def provide(self, model: Model) -> None:
        """Write the demo model where it is wanted and missing, or was written by an older BooCode.

        The others are the owner's: they are there or not.
        """
        if model != self._in_folder(DEMO_MODEL):
            return
        try:
            if read_header(model.path).version == demo.VERSION:
                return
        except BadModelFile:
            pass
        demo.write_demo(model.path)

    def _found(self) -> list[Model]:
        files = models_in(self._settings.models_folder)
        for folder in self._settings.model_folders:
            files += models_in(folder, depth=MAX_DEPTH)
        return [Model(name_of(file), file) for file in dict.fromkeys(files)]

    def _kept(self, name: str, entry: Entry) -> Model:
        match entry:
            case FileEntry():
                return Model(name, entry.path)
            case HubEntry():
                first = self._settings.models_folder / entry.files[0].target
                return Model(name, first, entry.reference)
            case EndpointEntry():
                return Model(name, Path(), entry.url, entry)
            case _:
                assert_never(entry)

    def _in_folder(self, name: str) -> Model:
        return Model(name_of(Path(name)), self._settings.models_folder / f"{name}.gguf")


def name_of(path: Path) -> str:
    """The name under which the file at `path` is offered: its stem, in safe characters."""
    stem = path.name.removesuffix(".gguf")
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip(".-") or "model"


def _free_name(wanted: str, taken: Container[str]) -> str:
    """`wanted`, with a number behind it where another file has that name."""
    names = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)
