"""Puts models on the shelf and takes them off it again, with all that was kept for them.

Invariant: a file is deleted only where a person says so, and only inside the models folder.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from boocode_app.contracts.llama import ModelAdd
from boocode_app.core.errors import Conflict, Forbidden, InvalidInput
from boocode_app.core.settings import Settings
from boocode_app.services.llama.chats.endpoint_keys import checked_url
from boocode_app.services.llama.chats.endpoints import Endpoints
from boocode_app.services.llama.models import NAMES_TOLD, Model, Models, name_of
from boocode_app.services.llama.shelf.adding import checked_file, free_name, not_there_yet
from boocode_app.services.llama.shelf.folders import parts_of, unsplit
from boocode_app.services.llama.shelf.hub import Hub, RepoFile
from boocode_app.services.llama.shelf.reference import Reference, parse_reference, pick
from boocode_app.services.llama.shelf.shelf import (
    EndpointEntry,
    FileEntry,
    HubEntry,
    HubFile,
    Shelf,
)


class Stock:
    """The shelf of one home, as people change it."""

    def __init__(
        self, settings: Settings, models: Models, shelf: Shelf, hub: Hub, endpoints: Endpoints
    ) -> None:
        self._settings = settings
        self._models = models
        self._shelf = shelf
        self._hub = hub
        self._endpoints = endpoints

    async def add(self, wanted: ModelAdd) -> Model:
        """Put a model on the shelf; nothing is fetched yet.

        Raises InvalidInput, Conflict (it, or its name, is there), and what a hub answers.
        """
        given = [way for way in ("path", "hf", "endpoint") if getattr(wanted, way)]
        if len(given) != 1:
            raise InvalidInput("Give exactly one of path, hf and endpoint: where it comes from")
        if not wanted.endpoint and (wanted.model or wanted.key_file):
            raise InvalidInput("model and key_file belong to an endpoint, and none is given")
        if wanted.path:
            return await asyncio.to_thread(self._add_file, wanted.path, wanted.name)
        if wanted.hf:
            reference = parse_reference(wanted.hf)
            repo = await self._hub.repo(reference.repo)
            files = pick(reference, repo.files)
            return await asyncio.to_thread(
                self._add_files, reference, repo.commit, files, wanted.name
            )
        return await self._add_endpoint(wanted)

    async def may_drop(self, model: Model, *, file: bool) -> None:
        """Raises Conflict or Forbidden where `drop` would."""
        await asyncio.to_thread(self._may_drop, model, file)

    async def drop(self, model: Model, *, file: bool) -> None:
        """Take `model` off; `file`: and delete its file."""
        await asyncio.to_thread(self._drop, model, file)

    async def _add_endpoint(self, wanted: ModelAdd) -> Model:
        entry = EndpointEntry(
            url=checked_url(wanted.endpoint or ""),
            model=wanted.model or "",
            key_file=Path(wanted.key_file) if wanted.key_file else None,
        )
        ids = await self._endpoints.offered(entry)
        chosen = entry.model_copy(update={"model": _chosen(ids, entry)})
        return await asyncio.to_thread(self._keep_endpoint, chosen, wanted.name)

    def _keep_endpoint(self, entry: EndpointEntry, name: str | None) -> Model:
        own = name or name_of(Path(entry.model))
        name = free_name(own, self._models.all())
        self._shelf.add(name, entry)
        return self._models.named(name)

    def _add_file(self, given: str, name: str | None) -> Model:
        path = checked_file(given)
        models = self._models.all()
        not_there_yet(path, models)
        name = free_name(name or name_of(path), models)
        self._shelf.add(name, FileEntry(path=path))
        return self._models.named(name)

    def _add_files(
        self, reference: Reference, commit: str, files: Sequence[RepoFile], name: str | None
    ) -> Model:
        first = PurePosixPath(files[0].name)
        name = free_name(name or name_of(Path(unsplit(first.stem))), self._models.all())
        targets = _targets(name, len(files))
        for target in targets:
            if (self._settings.models_folder / target).exists():
                raise Conflict(f"{target!r} lies in the models folder already: give another name")
        entry = HubEntry(
            reference=str(reference),
            repo=reference.repo,
            commit=commit,
            files=tuple(
                HubFile(name=file.name, target=target, size=file.size, sha256=file.sha256)
                for file, target in zip(files, targets, strict=True)
            ),
        )
        self._shelf.add(name, entry)
        return self._models.named(name)

    def _may_drop(self, model: Model, file: bool) -> None:
        inside = model.endpoint is None and self._is_inside(model.path)
        if file and not inside:
            raise Forbidden(
                f"{model.name!r} has no file in BooCode's models folder: what lies elsewhere is "
                "yours to delete"
            )
        if not file and inside and model.path.exists():
            raise Conflict(f"The file of {model.name!r} lies in the models folder: delete it too")
        if not file and model.name not in self._shelf.entries:
            raise Conflict(f"{model.name!r} is there because {str(model.path)!r} is: it stays")

    def _drop(self, model: Model, file: bool) -> None:
        self._may_drop(model, file)
        self._shelf.drop(model.name)
        if file:
            for part in parts_of(model.path):
                part.unlink(missing_ok=True)
        self._models.look_again()

    def _is_inside(self, file: Path) -> bool:
        """Whether it lies in the models folder itself, and is no link that leads out of it."""
        return file.parent.resolve() == self._settings.models_folder.resolve()


def _chosen(ids: Sequence[str], entry: EndpointEntry) -> str:
    """Which of its models is meant. Raises InvalidInput that says which there are."""
    if entry.model in ids:
        return entry.model
    if len(ids) == 1 and not entry.model:
        return ids[0]
    told = ", ".join(ids[:NAMES_TOLD]) or "none"
    wanted = f"does not offer {entry.model!r}" if entry.model else "offers several models: name one"
    raise InvalidInput(f"{entry.url} {wanted}. There are: {told}", field="model")


def _targets(name: str, count: int) -> list[str]:
    """The names of a model's files in the models folder; of a split one as llama.cpp does."""
    if count == 1:
        return [f"{name}.gguf"]
    return [f"{name}-{number:05d}-of-{count:05d}.gguf" for number in range(1, count + 1)]
