"""What the model is sent: a short system prompt, then the conversation as far as it fits.

Invariant: from turn to turn the prompt begins with the same bytes, so that llama-server's cache
serves it. Where the conversation outgrows the context, the oldest turns go, half a window at a
time: the start then stays put for many turns. Nothing goes silently: `Prompt.dropped` counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SYSTEM_PROMPT = (
    "You are BooCode, a careful programmer's assistant that runs on the user's own machine. "
    "Answer briefly and exactly, in Markdown, with code in fenced blocks. "
    "Say so when you do not know."
)
CHARACTERS_PER_TOKEN = 4
TOKENS_PER_MESSAGE = 8
REPLY_SHARE = 4
"""One part in this many of the context is kept free for the reply."""


@dataclass(frozen=True)
class Exchange:
    """A question and the answer that it got; `answer` is None for the one being asked."""

    question: str
    answer: str | None = None

    @property
    def tokens(self) -> int:
        """An estimate."""
        return estimate(self.question) + (estimate(self.answer) if self.answer else 0)


@dataclass(frozen=True)
class ChatMessage:
    """One message as the model's API takes it."""

    role: str
    content: str


@dataclass(frozen=True)
class Prompt:
    """What is sent, and how many messages of the conversation no longer fit."""

    messages: tuple[ChatMessage, ...]
    dropped: int

    def shares(self) -> dict[str, int]:
        """Estimated tokens by category: system, history (what came before), user."""
        system, *history, user = [estimate(message.content) for message in self.messages]
        return {"system": system, "history": sum(history), "user": user}


def compose(earlier: Sequence[Exchange], question: str, context: int | None) -> Prompt:
    """The prompt for `question` after `earlier`, oldest first, in a context of that many tokens.

    An exchange without an answer is left out: templates want question and answer in turn.
    """
    answered = [exchange for exchange in earlier if exchange.answer]
    start = _first_that_fits([*answered, Exchange(question)], _budget(context))
    messages = [ChatMessage("system", SYSTEM_PROMPT)]
    for exchange in answered[start:]:
        messages.append(ChatMessage("user", exchange.question))
        messages.append(ChatMessage("assistant", exchange.answer or ""))
    messages.append(ChatMessage("user", question))
    return Prompt(tuple(messages), dropped=2 * start)


def estimate(text: str) -> int:
    """About how many tokens `text` takes as a message."""
    return len(text) // CHARACTERS_PER_TOKEN + TOKENS_PER_MESSAGE


def _budget(context: int | None) -> int | None:
    if context is None:
        return None
    return context - context // REPLY_SHARE - estimate(SYSTEM_PROMPT)


def _first_that_fits(exchanges: Sequence[Exchange], budget: int | None) -> int:
    """The index of the first exchange that is sent; the last one, the new question, always is."""
    if budget is None:
        return 0
    start = held = 0
    for index, exchange in enumerate(exchanges):
        held += exchange.tokens
        if held <= budget:
            continue
        while start < index and held > budget // 2:
            held -= exchanges[start].tokens
            start += 1
    return start
