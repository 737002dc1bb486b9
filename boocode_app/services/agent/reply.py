"""One reply while it is being written: from the model, into the live text, into its row.

Invariant: however it goes (done, stopped, broken, shut down), the text that came is kept and the
turn is ended once, in words. Only before the first token is a failing model asked again.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from itertools import count
from typing import Literal

from boocode_app.contracts.chat import MessageState, Timings
from boocode_app.core.errors import BooError, Unavailable, UpstreamFailed
from boocode_app.core.tasks import uncut
from boocode_app.services.agent.history import Prompt, compose
from boocode_app.services.agent.live import LiveReply
from boocode_app.services.agent.model import ChatModel
from boocode_app.services.agent.turns import Hold, HoldLost, Outcome, Turns

SAVE_EVERY_S = 0.25
MODEL_PATIENCE_S = 20.0
ASK_AGAIN_S = (0.25, 0.5, 1.0, 2.0)
ASKS_AFTER_FAILURE = 1
"""How often a model that failed before it said a word is asked once more."""
WAITING = "Waiting for the model…"
REPLY_LIMIT = 1_000_000
"""Characters: a model that never ends is ended there."""
END_TRIES = 6
BUG = "BooCode met an error that it did not expect. The log of coder has the details."
UNWRITABLE = {0: 0xFFFD, **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)}

Leave = Literal["stopped", "shut down", "lost"]
log = logging.getLogger(__name__)


class Reply:
    """Writes one reply. `run` is its whole life; `leave` ends it early."""

    def __init__(
        self,
        turns: Turns,
        model: ChatModel,
        hold: Hold,
        *,
        patience_s: float = MODEL_PATIENCE_S,
        reply_limit: int = REPLY_LIMIT,
    ) -> None:
        self.hold = hold
        self.live = LiveReply(hold.reply_id, hold.born_seq)
        self._turns = turns
        self._model = model
        self._patience_s = patience_s
        self._reply_limit = reply_limit
        self._prompt: Prompt | None = None
        self._timings: Timings | None = None
        self._note = ""
        self._said = ""
        self._left: Leave | None = None
        self._reading: asyncio.Task[Outcome] | None = None

    def leave(self, why: Leave) -> None:
        """End it now and keep what was written."""
        self._left = self._left or why
        if self._reading is not None:
            self._reading.cancel()

    async def run(self, ended: Callable[[], None]) -> None:
        """Write the reply to its end. `ended` is called once, before anybody hears of the end."""
        saving = asyncio.create_task(self._keep_saving())
        saving.add_done_callback(_log_bug)
        self._reading = asyncio.create_task(self._outcome())
        if self._left:
            self._reading.cancel()
        try:
            outcome = await self._read_outcome()
            saving.cancel()
            await asyncio.wait({saving})
            self.live.close()
            await self._end(replace(outcome, text=self.live.text), ended)
        finally:
            saving.cancel()
            self.live.close()
            ended()

    async def _read_outcome(self) -> Outcome:
        assert self._reading is not None
        with suppress(asyncio.CancelledError):
            return await self._reading
        if self._left == "stopped":
            return self._outcome_as("stopped")
        return self._broken_off("BooCode's coder was shut down")

    async def _outcome(self) -> Outcome:
        try:
            await self._read()
        except (Unavailable, UpstreamFailed) as fault:
            if self.live.text:
                return self._broken_off(fault.detail)
            return self._outcome_as("failed", sentence(fault.detail))
        except BooError as fault:
            return self._outcome_as("failed", sentence(fault.detail))
        except Exception:
            log.exception("the reply %s met a bug", self.hold.reply_id)
            return self._outcome_as("failed", BUG)
        if len(self.live.text) >= self._reply_limit:
            return self._broken_off("The reply reached its greatest length")
        return self._outcome_as("complete")

    def _broken_off(self, why: str) -> Outcome:
        return self._outcome_as("interrupted", where_it_ended(why, len(self.live.text)))

    def _outcome_as(self, state: MessageState, error: str | None = None) -> Outcome:
        shares = self._prompt.shares() if self._prompt else {}
        return Outcome(state, self.live.text, error, self._timings, shares, self._note)

    async def _read(self) -> None:
        """Ask the model until it answers; then its answer to the end."""
        now = asyncio.get_running_loop().time
        deadline = now() + self._patience_s
        failures = 0
        for attempt in count():
            try:
                self._prompt = await self._composed()
                await self._read_answer(self._prompt)
                return
            except (Unavailable, UpstreamFailed) as fault:
                failures += isinstance(fault, UpstreamFailed)
                pause = ASK_AGAIN_S[min(attempt, len(ASK_AGAIN_S) - 1)]
                late = failures > ASKS_AFTER_FAILURE or now() + pause > deadline
                if self.live.text or late:
                    raise
            await self._say(WAITING)
            await asyncio.sleep(pause)

    async def _read_answer(self, prompt: Prompt) -> None:
        hold = self.hold
        answer = self._model.stream(prompt.messages, hold.model, hold.session_id)
        async with aclosing(answer) as parts:
            length = 0
            async for part in parts:
                if isinstance(part, Timings):
                    self._timings = part
                    continue
                self.live.write(part.translate(UNWRITABLE))
                length += len(part)
                if length >= self._reply_limit:
                    return

    async def _composed(self) -> Prompt:
        card = await self._model.card(self.hold.model)
        if not card.is_ready:
            await self._say(WAITING)
        prompt = compose(await self._turns.earlier(self.hold), self.hold.question, card.context)
        if prompt.dropped:
            self._note = (
                f"The model's context of {card.context} tokens is full: it does not see the "
                f"first {prompt.dropped} messages of this session."
            )
            await self._say(self._note)
        return prompt

    async def _say(self, detail: str) -> None:
        """Tell what the turn waits for, once."""
        if detail != self._said:
            self._said = detail
            await uncut(self._turns.tell_status(self.hold, "thinking", detail))

    async def _keep_saving(self) -> None:
        """Save the text as it grows; where the session was lost, end."""
        saved = 0
        while True:
            await self.live.grown_beyond(saved)
            text = self.live.text
            try:
                if saved == 0:
                    await uncut(self._turns.tell_status(self.hold, "working", self._note))
                await uncut(self._turns.save_text(self.hold, text))
                saved = len(text)
            except HoldLost:
                self.leave("lost")
                return
            except Unavailable as fault:
                log.warning("the reply %s is not saved yet: %s", self.hold.reply_id, fault.detail)
            await asyncio.sleep(SAVE_EVERY_S)

    async def _end(self, outcome: Outcome, ended: Callable[[], None]) -> None:
        for attempt in range(END_TRIES):
            try:
                await self._turns.end(self.hold, outcome, ended)
                return
            except HoldLost as fault:
                log.warning("%s", fault.detail)
                return
            except Unavailable as fault:
                log.warning("the reply %s is not ended yet: %s", self.hold.reply_id, fault.detail)
                await asyncio.sleep(2**attempt / 4)
        log.error("the reply %s could not be ended; the next start does", self.hold.reply_id)


def where_it_ended(why: str, characters: int) -> str:
    """Words for a reply that broke off."""
    why = why.rstrip(".")
    if not characters:
        return f"{why} before this reply began. Ask again."
    return (
        f"{why} while this reply was being written; it ends here after {characters} characters. "
        "Ask again to go on."
    )


def sentence(words: str) -> str:
    """`words` with the full stop that an error's detail may lack."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _log_bug(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (fault := task.exception()):
        log.error("saving a reply met a bug", exc_info=fault)
