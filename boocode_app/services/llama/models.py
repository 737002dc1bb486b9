"""Which models there are: GGUF files in the models folder, the demo, and the one of BOOCODE_MODEL.

Invariant: a name is unique, and safe as part of a file name. Nothing is loaded here.
"""

import re
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from boocode_app.core.errors import NotFound
from boocode_app.core.settings import DEMO_MODEL, Settings
from boocode_app.services.llama import demo
from boocode_app.services.llama.arguments import SLOTS, Pairs, Plan, sensible_threads
from boocode_app.services.llama.gguf_header import BadModelFile, GgufHeader, read_header

LATER_PART = re.compile(r"-(?!0*1-of)\d{5}-of-\d{5}$")
"""A split model is loaded by its first file."""
FIRST_PART = re.compile(r"-0*1-of-(\d{5})$")
MAX_CONTEXT = 32_768
KV_BUDGET = 2 * 2**30
KV_BYTES = 4.5 / 8 + 2
"""Bytes of one element in a q4_0 K cache and one in an f16 V cache."""


@dataclass(frozen=True)
class Model:
    """One model file."""

    name: str
    path: Path

    @property
    def size(self) -> int | None:
        """Bytes on disk, None where there is no such file."""
        try:
            return self.path.stat().st_size
        except OSError:
            return None

    @property
    def weights(self) -> int:
        """Bytes of all its files: a large model comes in parts."""
        part = FIRST_PART.search(self.path.stem)
        if part is None:
            return self.size or 0
        parts = self.path.parent.glob(
            f"{escape(self.path.stem[: part.start()])}-*-of-{part[1]}.gguf"
        )
        return sum(file.stat().st_size for file in parts)

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

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def default(self) -> Model:
        """The model of BOOCODE_MODEL: `demo`, the name of a file in the models folder, or a path.

        It need not be there: what is wrong with it shows when it is started.
        """
        wanted = self._settings.model
        if "/" not in wanted and not wanted.endswith(".gguf"):
            return self._in_folder(wanted)
        path = Path(wanted).expanduser().absolute()
        return Model(name_of(path), path)

    def all(self) -> list[Model]:
        """The default first, then the files of the models folder by name."""
        default = self.default
        files = sorted(self._settings.models_folder.glob("*.gguf"))
        others = [Model(name_of(file), file) for file in files if not LATER_PART.search(file.stem)]
        return [default, *(model for model in others if model.name != default.name)]

    def named(self, name: str) -> Model:
        """The model `name`. Raises NotFound that says which there are."""
        models = self.all()
        for model in models:
            if model.name == name:
                return model
        known = ", ".join(model.name for model in models)
        raise NotFound(f"Unknown model {name!r}; there are: {known}")

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

    def _in_folder(self, name: str) -> Model:
        return Model(name_of(Path(name)), self._settings.models_folder / f"{name}.gguf")


def name_of(path: Path) -> str:
    """The name under which the file at `path` is offered: its stem, in safe characters."""
    stem = path.name.removesuffix(".gguf")
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip(".-") or "model"
