"""What a person put on the shelf: models that lie elsewhere, come from a hub, or run elsewhere.

`BOOCODE_HOME/models.json`, mode 600, written whole. Invariant: it holds no secret (a key stays in
its own file), and what is in memory is what is on disk.
"""

import logging
from pathlib import Path
from threading import Lock
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from boocode_app.core.errors import Conflict
from boocode_app.core.files import write_atomically

log = logging.getLogger(__name__)

HubState = Literal["wanted", "paused", "failed", "here"]


class Kept(BaseModel):
    """What is kept as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FileEntry(Kept):
    """A GGUF file that lies outside the models folder; of a split model its first part."""

    kind: Literal["file"] = "file"
    path: Path


class HubFile(Kept):
    """One file of a repository, and its name in the models folder. Size in bytes."""

    name: str
    target: str
    size: int
    sha256: str


class HubEntry(Kept):
    """A model of a Hugging Face repository, as of one commit of it."""

    kind: Literal["hub"] = "hub"
    reference: str
    repo: str
    commit: str
    files: tuple[HubFile, ...]
    state: HubState = "wanted"
    detail: str = ""


class EndpointEntry(Kept):
    """One model of an OpenAI-compatible server: its base URL, and a file with the key for it."""

    kind: Literal["endpoint"] = "endpoint"
    url: str
    model: str
    key_file: Path | None = None


Entry = Annotated[FileEntry | HubEntry | EndpointEntry, Field(discriminator="kind")]


class Choice(Kept):
    """How long a model stays loaded. `ttl_s` in idle seconds; None: as long as there is room."""

    pinned: bool = False
    ttl_s: int | None = None


class _Content(Kept):
    models: dict[str, Entry] = Field(default_factory=dict)
    choices: dict[str, Choice] = Field(default_factory=dict)


class Shelf:
    """The entries and choices of one file, by name of the model."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._writing = Lock()  # a small file, written in threads
        self.read()

    def read(self) -> None:
        """Know what the file holds now."""
        self._content = _read(self._file)

    @property
    def entries(self) -> dict[str, Entry]:
        """Every entry, in the order in which they came."""
        return dict(self._content.models)

    def add(self, name: str, entry: Entry) -> None:
        """Keep `entry` as model `name`. Raises Conflict where there is one."""
        with self._writing:
            if name in self._content.models:
                raise Conflict(f"There is a model {name!r} already")
            self._write(models={**self._content.models, name: entry})

    def update(self, name: str, entry: Entry) -> None:
        """Keep `entry` as model `name`, if that is there still."""
        with self._writing:
            if name in self._content.models:
                self._write(models={**self._content.models, name: entry})

    def drop(self, name: str) -> None:
        """Forget model `name`, and what was chosen for it."""
        with self._writing:
            models, choices = dict(self._content.models), dict(self._content.choices)
            models.pop(name, None)
            choices.pop(name, None)
            self._write(models=models, choices=choices)

    def choice(self, name: str) -> Choice:
        """What was chosen for model `name`, wherever it comes from."""
        return self._content.choices.get(name, Choice())

    def choices(self) -> dict[str, Choice]:
        """What was chosen, by name of the model."""
        return dict(self._content.choices)

    def choose(self, name: str, choice: Choice) -> None:
        """Keep `choice` for model `name`."""
        with self._writing:
            self._write(choices={**self._content.choices, name: choice})

    def _write(self, **changed: object) -> None:
        content = self._content.model_copy(update=changed)
        write_atomically(self._file, content.model_dump_json(indent=2) + "\n")
        self._content = content


def _read(file: Path) -> _Content:
    """What `file` holds. One that cannot be read is set aside: BooCode starts without it."""
    try:
        return _Content.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return _Content()
    except (OSError, ValidationError) as fault:
        aside = file.with_name(file.name + ".unreadable")
        log.error("%s cannot be read, it is now %s: %s", file, aside.name, fault)
        file.replace(aside)
        return _Content()
