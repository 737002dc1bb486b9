"""The list of models as people see and change it: what there is, and what they chose for each.

Invariant: whatever is changed here is kept first, then carried out, then told.
"""

import asyncio
import os
from collections.abc import AsyncGenerator
from typing import Literal, assert_never

from boocode_app.contracts.llama import LlamaEvent, LlamaModel, ModelAdd, ModelEdit
from boocode_app.core.errors import Conflict, Unavailable
from boocode_app.core.ids import utc_now
from boocode_app.core.settings import Settings
from boocode_app.services.llama.chats.endpoint_keys import KeyRing
from boocode_app.services.llama.chats.endpoints import Endpoints, Seen
from boocode_app.services.llama.chats.relay import Reply, Request
from boocode_app.services.llama.chats.scheduler import Scheduler
from boocode_app.services.llama.fleet import Fleet
from boocode_app.services.llama.models import Model, Models
from boocode_app.services.llama.news import News
from boocode_app.services.llama.queue import Lane
from boocode_app.services.llama.shelf.downloads import Downloads
from boocode_app.services.llama.shelf.hub import Hub, hub_token
from boocode_app.services.llama.shelf.shelf import EndpointEntry, Shelf
from boocode_app.services.llama.shelf.stock import Stock
from boocode_app.services.llama.view import Papers, Presets, papers_of, shown


class Catalogue:
    """The models of one sidecar. `news` is told of each change."""

    def __init__(
        self,
        settings: Settings,
        models: Models,
        shelf: Shelf,
        presets: Presets,
        fleet: Fleet,
        scheduler: Scheduler,
    ) -> None:
        self.news = News()
        self._is_open = False
        self._models = models
        self._shelf = shelf
        self._presets = presets
        self._fleet = fleet
        self._scheduler = scheduler
        hub = Hub(settings.hf_endpoint, hub_token(os.environ))
        self._endpoints = Endpoints(KeyRing(settings.home), self.changed)
        self._stock = Stock(settings, models, shelf, hub, self._endpoints)
        self._downloads = Downloads(hub, settings.models_folder, shelf, self._came)

    def open(self) -> None:
        """From now on it is ours to change: carry out what was chosen, go on with downloads."""
        self._shelf.read()
        self._models.look_again()
        self._is_open = True
        for name in [*self._shelf.choices(), self._models.default.name]:
            self._carry_out(name)
        self._downloads.open()

    async def close(self) -> None:
        """Stop fetching, which the next sidecar goes on with; let go of the endpoints."""
        await self._downloads.close()
        await self._endpoints.close()

    async def listed(self) -> list[LlamaModel]:
        """Every model, the default first."""

        def read() -> list[tuple[Model, Papers]]:
            return [(model, self._papers(model)) for model in self._models.all()]

        return [self._shown(model, papers) for model, papers in await asyncio.to_thread(read)]

    async def named(self, name: str) -> Model:
        """The model `name`. Raises NotFound."""
        return await asyncio.to_thread(self._models.named, name)

    async def supervised(self, name: str) -> Model:
        """The model `name`, which a llama-server of ours could run.

        Raises NotFound, and Conflict where it is not here yet, or runs elsewhere.
        """
        model = await self.named(name)
        if model.endpoint:
            raise Conflict(f"Model {name!r} runs at {model.source}: BooCode only talks to it")
        if download := self._downloads.view(name):
            share = f", {download.received / download.size:.0%} are here" if download.size else ""
            raise Conflict(f"Model {name!r} is being fetched ({download.state}{share})")
        return model

    async def ask_endpoint(self, name: str, request: Request) -> Reply | None:
        """The answer of the endpoint that serves model `name`; None where it is no endpoint's.

        Raises InvalidInput (its key), Unavailable, UpstreamFailed.
        """
        entry = self._shelf.entries.get(name)
        if not isinstance(entry, EndpointEntry):
            return None
        return await self._endpoints.ask(name, entry, request)

    async def view(self, model: Model) -> LlamaModel:
        """`model` as it is now."""
        return self._shown(model, await asyncio.to_thread(self._papers, model))

    async def add(self, wanted: ModelAdd) -> LlamaModel:
        """Put a model on the shelf; one of a hub is fetched from now on.

        Raises InvalidInput, Conflict, and what a hub or an endpoint answers.
        """
        self._make_sure_it_is_ours()
        model = await self._stock.add(wanted)
        if wanted.hf:
            self._downloads.begin(model.name)
        self.changed(model.name)
        return await self.view(model)

    async def edit(self, name: str, edit: ModelEdit) -> LlamaModel:
        """Change what a person chose for model `name`; a preset counts from its next load on.

        Raises InvalidInput that says of each bad argument why, and Conflict.
        """
        self._make_sure_it_is_ours()
        model = await self.named(name)
        if edit.pinned is False and self._is_default(name):
            raise Conflict(f"Model {name!r} is the default, which always runs: it stays pinned")
        if edit.preset is not None:
            await asyncio.to_thread(self._presets.keep, name, edit.preset)
        choice = self._shelf.choice(name)
        if edit.pinned is not None:
            choice = choice.model_copy(update={"pinned": edit.pinned})
        if "ttl_s" in edit.model_fields_set:
            choice = choice.model_copy(update={"ttl_s": edit.ttl_s})
        await asyncio.to_thread(self._shelf.choose, name, choice)
        self._carry_out(name)
        self._scheduler.take_turns()
        self.changed(name)
        return await self.view(model)

    async def act(self, name: str, act: Literal["pause", "resume", "cancel"]) -> LlamaModel:
        """Pause, resume or give up the download of model `name`; the model as it is then.

        One that was given up is no more. Raises NotFound, and Conflict where nothing is fetched.
        """
        self._make_sure_it_is_ours()
        model = await self.named(name)
        match act:
            case "pause":
                await self._downloads.pause(name)
            case "resume":
                self._downloads.begin(name)
            case "cancel":
                if self._downloads.view(name) is None:
                    raise Conflict(f"Model {name!r} is not being fetched: remove it instead")
                await self.remove(name, file=True)
            case _:
                assert_never(act)
        return await self.view(model)

    async def remove(self, name: str, *, file: bool) -> None:
        """Forget model `name`; `file`: and delete its file. Raises Conflict, Forbidden."""
        self._make_sure_it_is_ours()
        model = await self.named(name)
        if self._is_default(name):
            raise Conflict(f"Model {name!r} is the default: BOOCODE_MODEL names another one")
        lane = self._lane(name)
        if not lane.idle:
            words = f"{lane.in_flight} requests in flight, {len(lane.waiting)} waiting"
            raise Conflict(f"Model {name!r} is in use: {words}")
        await self._stock.may_drop(model, file=file)
        await self._downloads.give_up(name)
        await self._stock.drop(model, file=file)
        await asyncio.to_thread(self._presets.keep, name, [])
        self._carry_out(name)
        await self._scheduler.unload(name)
        self._fleet.forget(name)
        self._endpoints.forget(name)
        self.changed(name, gone=True)

    def follow(self) -> AsyncGenerator[LlamaEvent | None]:
        """How each model is, then what happens; None now and then, where nothing does."""
        return self.news.follow(self._states)

    def changed(self, name: str, *, gone: bool = False) -> None:
        """Something of model `name` is different now."""
        self.news.tell(self._state(name, gone=gone))

    async def _states(self) -> list[LlamaEvent]:
        names = [model.name for model in await asyncio.to_thread(self._models.all)]
        downloads = (self._download(name) for name in names)
        return [*map(self._state, names), *(event for event in downloads if event.download)]

    def _came(self, name: str) -> None:
        """There is news of a download; its end is news of the model."""
        event = self._download(name)
        self.news.tell(event)
        if event.download is None or event.download.state in ("failed", "paused"):
            self.changed(name)

    def _download(self, name: str) -> LlamaEvent:
        download = self._downloads.view(name)
        return LlamaEvent(kind="download", model=name, at=utc_now(), download=download)

    def _state(self, name: str, *, gone: bool = False) -> LlamaEvent:
        server = self._fleet.known(name) or self._seen(name)
        return LlamaEvent(
            kind="state",
            model=name,
            at=utc_now(),
            state=server.state if server else "stopped",
            detail=server.detail if server else "",
            gone=gone,
        )

    def _seen(self, name: str) -> Seen | None:
        entry = self._shelf.entries.get(name)
        return self._endpoints.seen(name, entry) if isinstance(entry, EndpointEntry) else None

    def _make_sure_it_is_ours(self) -> None:
        """Another sidecar of this home may still hold the shelf."""
        if not self._is_open:
            raise Unavailable("The sidecar is starting")

    def _carry_out(self, name: str) -> None:
        lane, choice = self._lane(name), self._shelf.choice(name)
        lane.pinned = choice.pinned or self._is_default(name)
        lane.ttl_s = choice.ttl_s

    def _is_default(self, name: str) -> bool:
        return name == self._models.default.name

    def _lane(self, name: str) -> Lane:
        return self._scheduler.queue.lane(name)

    def _papers(self, model: Model) -> Papers:
        return papers_of(model, self._fleet, self._presets)

    def _shown(self, model: Model, papers: Papers) -> LlamaModel:
        return shown(
            model,
            papers,
            self._shelf.choice(model.name),
            self._lane(model.name),
            self._fleet.known(model.name),
            self._seen(model.name),
            self._downloads.view(model.name),
            default=self._is_default(model.name),
        )
