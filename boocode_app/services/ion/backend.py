"""One sidecar as the pool sees it: whether it answers, which models it has, what it has read.

Invariant: while somebody waits for an answer of it, it is looked at; one that says nothing for
LOST_AFTER looks in a row is lost, and nobody waits for it any longer.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from boocode_app.contracts.llama import LlamaModel
from boocode_app.core.errors import BooError
from boocode_app.services.ion.prefixes import Prefixes
from boocode_app.services.llama.arguments import SLOTS
from boocode_app.services.llama.chats.stream import Part
from boocode_app.services.llama.client import (
    ChatMessage,
    LlamaClient,
    Sampling,
    Silent,
    Unreachable,
)

LOOK_EVERY_S = 5.0
LOST_AFTER = 3


class Backend:
    """One sidecar, behind `client`. `is_up` is None until it was looked at."""

    def __init__(self, client: LlamaClient) -> None:
        self.client = client
        self.is_up: bool | None = None
        self.fault: BooError | None = None
        self.models: list[LlamaModel] = []
        self.prefixes = Prefixes()
        self.in_flight = 0
        self._silences = 0
        self._looked_at: float | None = None
        self._look: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._waits: set[asyncio.Timeout] = set()

    @property
    def is_stale(self) -> bool:
        """Whether it is time to look at it again."""
        now = asyncio.get_running_loop().time()
        return self._looked_at is None or now - self._looked_at > LOOK_EVERY_S

    def has(self, model: str | None) -> bool:
        """Whether it offers `model`, as far as is known; None is its default."""
        return model is None or any(known.name == model for known in self.models)

    def load(self, model: str | None) -> tuple[bool, bool, int, int]:
        """How little it is suited for a new conversation; the least is the best.

        One with a free slot comes first, then one where the model runs already.
        """
        runs = any(
            known.state == "ready" and (known.default if model is None else known.name == model)
            for known in self.models
        )
        return self.in_flight >= SLOTS, not runs, self.in_flight, len(self.prefixes)

    async def look(self) -> None:
        """See whether it answers, and which models it has. Who looks at once looks together."""
        await asyncio.shield(self.looked())

    def looked(self) -> "asyncio.Task[None]":
        """The look that is under way, or a new one."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._ask(), name=f"looks at {self.client.url}")
        return self._look

    async def stream_chat(
        self, messages: Sequence[ChatMessage], model: str | None, sampling: Sampling | None
    ) -> AsyncGenerator[Part]:
        """Its answer. Raises what LlamaClient raises, and Unreachable where it is lost."""
        self._begin()
        try:
            answer = self.client.stream_chat(messages, model=model, sampling=sampling)
            async with aclosing(answer) as parts:
                while (part := await self._next(parts)) is not None:
                    yield part
        except Unreachable as fault:
            self.is_up, self.fault = False, fault
            raise
        finally:
            self._end()

    async def close(self) -> None:
        """Look no more, and let go of the connections."""
        tasks = [task for task in (self._look, self._watch) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.client.close()

    async def _ask(self) -> None:
        try:
            self.models = await self.client.models()
        except BooError as fault:
            self.is_up, self.fault = False, fault
            self._silences += isinstance(fault, Silent)
        else:
            self.is_up, self.fault, self._silences = True, None, 0
        self._looked_at = asyncio.get_running_loop().time()

    async def _next(self, parts: AsyncGenerator[Part]) -> Part | None:
        try:
            async with asyncio.timeout(None) as wait:
                self._waits.add(wait)
                try:
                    return await anext(parts, None)
                finally:
                    self._waits.discard(wait)
        except TimeoutError:
            raise Unreachable(f"The sidecar {self.client.url} has stopped answering") from None

    def _begin(self) -> None:
        self.in_flight += 1
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._keep_looking())

    def _end(self) -> None:
        self.in_flight -= 1
        if self.in_flight == 0 and self._watch:
            self._watch.cancel()
            self._watch = None

    async def _keep_looking(self) -> None:
        self._silences = 0
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self.look()
            if self._silences >= LOST_AFTER:
                now = asyncio.get_running_loop().time()
                for wait in self._waits:
                    if not wait.expired():
                        wait.reschedule(now)
