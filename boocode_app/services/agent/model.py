"""The model as an agent sees it: a stream of text that ends with what was measured.

Invariant: what is no whole answer ends in an error, never as if it were one.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from boocode_app.contracts.chat import Timings
from boocode_app.core.errors import UpstreamFailed
from boocode_app.services.agent.history import ChatMessage
from boocode_app.services.ion.pool import Pool
from boocode_app.services.llama.chats.stream import Delta, Finish

CUT_OFF = "length"
"""Why llama-server ended an answer that did not fit into the context."""


@dataclass(frozen=True)
class ModelCard:
    """Whether a model can answer now, and how many tokens its context holds (None: unknown)."""

    is_ready: bool
    context: int | None


class ChatModel(Protocol):
    """Something that answers."""

    def stream(
        self, prompt: Sequence[ChatMessage], model: str, session: str
    ) -> AsyncGenerator[str | Timings, None]:
        """Pieces of the answer as they come, Timings last.

        Raises Unavailable where asking again may help, UpstreamFailed where the link broke.
        """
        ...

    async def card(self, model: str) -> ModelCard:
        """What is known of `model` now. Raises Unavailable."""
        ...


@dataclass(frozen=True)
class LocalModels:
    """The models behind the sidecars."""

    pool: Pool

    async def stream(
        self, prompt: Sequence[ChatMessage], model: str, session: str
    ) -> AsyncGenerator[str | Timings, None]:
        """The answer without its reasoning. Beside the sidecar's errors: UpstreamFailed at the
        end of an answer that the context had no room for.
        """
        answer = self.pool.stream_chat(prompt, model=model, session=session)
        async with aclosing(answer) as parts:
            async for part in parts:
                if isinstance(part, Delta) and not part.reasoning:
                    yield part.text
                elif isinstance(part, Finish):
                    yield part.timings
                    if part.reason == CUT_OFF:
                        raise UpstreamFailed("The model reached the end of its context")

    async def card(self, model: str) -> ModelCard:
        """What the sidecars say of `model`; one that none of them knows is not ready."""
        for known in await self.pool.models():
            if known.name == model:
                return ModelCard(known.state == "ready", known.context)
        return ModelCard(is_ready=False, context=None)
