"""All sidecars as one: a request goes to a healthy one that has the model, preferring the one that
has read the conversation before.

Invariant: an answer comes from one sidecar alone. One that fails before anything was streamed is
replaced by the next; afterwards its failure is told.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing

from boocode_app.contracts.llama import LlamaModel, ServerState
from boocode_app.core.errors import BooError, InvalidInput, Unavailable, UpstreamFailed
from boocode_app.services.ion.backend import Backend
from boocode_app.services.ion.prefixes import Trail
from boocode_app.services.llama.chats.stream import Delta, Finish, Part
from boocode_app.services.llama.client import ChatMessage, LlamaClient, Sampling

WORTH_GOING_BACK = 0.5
"""The part of a conversation that a sidecar must have read to be preferred for it. Less is what all
conversations share, such as instructions."""
MUCH_BUSIER = 4
"""So many more requests in flight than elsewhere outweigh a warm cache."""
KEPT_SESSIONS = 10_000
STATES: tuple[ServerState, ...] = (
    *("ready", "starting", "sleeping", "stopping", "stopped", "failed"),
)


class Pool:
    """The sidecars behind `clients`, in the order in which they are named."""

    def __init__(self, clients: Sequence[LlamaClient]) -> None:
        self._backends = [Backend(client) for client in clients]
        self._homes: OrderedDict[str, Backend] = OrderedDict()

    async def models(self) -> list[LlamaModel]:
        """The models of all sidecars, each as it is where it is readiest. Raises the reason where
        no sidecar answers.
        """
        await _look_at(one for one in self._backends if one.is_up)
        await self._look_around()
        if not any(one.is_up for one in self._backends):
            raise self._nobody()
        return _readiest(model for one in self._backends if one.is_up for model in one.models)

    async def stream_chat(
        self,
        messages: Sequence[ChatMessage],
        *,
        model: str | None = None,
        sampling: Sampling | None = None,
        session: str | None = None,
    ) -> AsyncGenerator[Part]:
        """The answer of `model` (default: that of the sidecar asked) to `messages`, as it is made.
        What has the same `session` goes to the same sidecar, as long as it can.

        Raises what LlamaClient raises; of several failures, the last.
        """
        trail = Trail.of(model, ((message.role, message.content) for message in messages))
        tried: list[Backend] = []
        while True:
            backend = await self._choose(trail, model, session, tried)
            self._remember(backend, trail, session)
            said: list[Delta] = []
            try:
                answer = backend.stream_chat(messages, model, sampling)
                async with aclosing(answer) as parts:
                    async for part in parts:
                        if isinstance(part, Delta):
                            said.append(part)
                        elif isinstance(part, Finish):
                            backend.prefixes.remember(trail.and_then("assistant", _text(said)))
                        yield part
                return
            except InvalidInput:
                raise
            except BooError as fault:
                tried.append(backend)
                if said:
                    raise self._cut_off(backend, fault) from fault
                if len(tried) == len(self._backends):
                    raise

    async def close(self) -> None:
        """Let go of all connections."""
        await asyncio.gather(*(backend.close() for backend in self._backends))

    async def _choose(
        self, trail: Trail, model: str | None, session: str | None, tried: Sequence[Backend]
    ) -> Backend:
        rest = [backend for backend in self._backends if backend not in tried]
        if len(rest) == 1:
            return rest[0]
        await self._look_around()
        up = [backend for backend in rest if backend.is_up]
        fit = [backend for backend in up if backend.has(model)] or up or rest
        idlest = min(fit, key=lambda backend: backend.load(model))
        holder = self._holder(fit, trail, session)
        if holder and holder.in_flight - idlest.in_flight < MUCH_BUSIER:
            return holder
        return idlest

    def _holder(self, fit: Sequence[Backend], trail: Trail, session: str | None) -> Backend | None:
        """The one of `fit` that has read this conversation."""
        home = self._homes.get(session) if session else None
        if home in fit:
            return home
        best = max(fit, key=lambda backend: backend.prefixes.shared(trail))
        return best if best.prefixes.shared(trail) >= WORTH_GOING_BACK else None

    def _remember(self, backend: Backend, trail: Trail, session: str | None) -> None:
        backend.prefixes.remember(trail)
        if session:
            self._homes[session] = backend
            self._homes.move_to_end(session)
            if len(self._homes) > KEPT_SESSIONS:
                self._homes.popitem(last=False)

    async def _look_around(self) -> None:
        """Look at those that are due. A request waits for the first look alone, or where none is
        up: a sidecar that died meanwhile is found out by asking it.
        """
        for one in self._backends:
            if one.is_stale:
                one.looked()
        await _look_at(one for one in self._backends if one.is_up is None)
        if not any(one.is_up for one in self._backends):
            await _look_at(self._backends)

    def _nobody(self) -> BooError:
        if len(self._backends) == 1 and (fault := self._backends[0].fault):
            return fault
        said = "; ".join(f"{one.client.url}: {one.fault}" for one in self._backends)
        return Unavailable(f"No sidecar answers: {said}")

    def _cut_off(self, backend: Backend, fault: BooError) -> BooError:
        if len(self._backends) == 1:
            return fault
        return UpstreamFailed(
            f"{fault.detail} (sidecar {backend.client.url}; a part of the answer had come, so no "
            "other was asked for it)"
        )


async def _look_at(backends: Iterable[Backend]) -> None:
    await asyncio.gather(*(backend.look() for backend in backends))


def _text(said: Sequence[Delta]) -> str:
    """What goes into the conversation: the reasoning does not."""
    return "".join(piece.text for piece in said if not piece.reasoning)


def _readiest(models: Iterable[LlamaModel]) -> list[LlamaModel]:
    best: dict[str, LlamaModel] = {}
    for model in models:
        known = best.setdefault(model.name, model)
        if STATES.index(model.state) < STATES.index(known.state):
            best[model.name] = model
    return list(best.values())
