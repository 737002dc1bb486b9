"""The model as an agent sees it: a stream of text that ends with what was measured."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from boocode_app.contracts.chat import Timings
from boocode_app.services.agent.history import ChatMessage


class ChatModel(Protocol):
    """Something that answers."""

    def stream(
        self, prompt: Sequence[ChatMessage], model: str
    ) -> AsyncGenerator[str | Timings, None]:
        """Pieces of the answer as they come, Timings last.

        Raises Unavailable where asking again may help, UpstreamFailed where the link broke.
        """
        ...

    async def context(self, model: str) -> int | None:
        """How many tokens fit into the model's context; None where nobody knows yet."""
        ...
