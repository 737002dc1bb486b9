"""Conversations as the API and the daemon use them: rows, running replies, streams, recovery.

Invariant: a session has at most one running reply, and this process knows every one that it writes.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from boocode_app.contracts.chat import MessageCreate, Session, Turn
from boocode_app.core.errors import Unavailable
from boocode_app.core.files import create_once
from boocode_app.services.agent.journal import Journal, topic_of
from boocode_app.services.agent.live import LiveReply
from boocode_app.services.agent.model import ChatModel
from boocode_app.services.agent.recovery import end_orphans
from boocode_app.services.agent.reply import Reply
from boocode_app.services.agent.sessions import Sessions
from boocode_app.services.agent.stream import IDLE_S, Frame, frames
from boocode_app.services.agent.turns import Hold, Turns

STOP_WITHIN_S = 15.0
STREAMS_LIMIT = 500

log = logging.getLogger(__name__)


class Chat:
    """The conversations of one worker, named `worker` the same at each of its starts."""

    def __init__(
        self, journal: Journal, model: ChatModel, *, worker: str, default_model: str
    ) -> None:
        self.sessions = Sessions(journal, default_model)
        self._journal = journal
        self._model = model
        self._turns = Turns(journal, worker)
        self._running: dict[str, tuple[Reply, asyncio.Task[None]]] = {}
        self._leaving = asyncio.Event()
        self._streams = 0

    async def start(self) -> int:
        """End what an earlier life of this worker left half written; how many replies."""
        return await end_orphans(self._journal, self._turns.worker)

    async def post(self, session_id: str, sent: MessageCreate) -> Turn:
        """Begin a turn. Raises NotFound, Conflict, InvalidInput."""
        if self._leaving.is_set():
            raise Unavailable("BooCode's coder is shutting down.", retry_after_s=2)
        return await self._turns.begin(session_id, sent, self._begin)

    async def stop(self, session_id: str) -> Session:
        """End the running reply, if any, and keep its text. Raises NotFound."""
        await self.sessions.get(session_id)
        if running := self._running.get(session_id):
            reply, task = running
            reply.leave("stopped")
            await asyncio.wait({task}, timeout=STOP_WITHIN_S)
        return await self.sessions.get(session_id)

    async def delete(self, session_id: str) -> None:
        """Delete a session; what runs in it is stopped first. Raises NotFound."""
        await self.stop(session_id)
        await self.sessions.delete(session_id)

    async def stream(
        self, session_id: str, after: int, idle_s: float = IDLE_S
    ) -> AsyncGenerator[Frame | None, None]:
        """The session's events after `after`, then as they come; None at each silence.

        Ends when the session is gone or this process leaves.
        """
        if self._streams >= STREAMS_LIMIT:
            raise Unavailable(f"{STREAMS_LIMIT} streams are open already.", retry_after_s=5)
        self._streams += 1
        try:
            stored = self._journal.events.follow(topic_of(session_id), after)
            stream = frames(stored, after, lambda: self._live(session_id), self._leaving, idle_s)
            async with aclosing(stream):
                async for frame in stream:
                    if frame is None and not await self.sessions.exists(session_id):
                        return
                    yield frame
        finally:
            self._streams -= 1

    def leave(self) -> None:
        """Begin to end: streams close, running replies are broken off and say so."""
        self._leaving.set()
        for reply, _ in self._running.values():
            reply.leave("shut down")

    async def close(self) -> None:
        """Leave, and return when every reply is ended in the database."""
        self.leave()
        tasks = [task for _, task in self._running.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_WITHIN_S)

    def _begin(self, hold: Hold) -> None:
        reply = Reply(self._turns, self._model, hold)
        task = asyncio.create_task(reply.run(lambda: self._forget(hold)), name=hold.reply_id)
        task.add_done_callback(_log_failure)
        self._running[hold.session_id] = (reply, task)

    def _forget(self, hold: Hold) -> None:
        running = self._running.get(hold.session_id)
        if running and running[0].hold is hold:
            del self._running[hold.session_id]

    def _live(self, session_id: str) -> LiveReply | None:
        running = self._running.get(session_id)
        return running[0].live if running else None


def worker_name(home: Path) -> str:
    """The name of the worker that runs on BOOCODE_HOME `home`: the same at each start."""
    return create_once(home / "worker", f"coder-{secrets.token_hex(8)}")


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (fault := task.exception()):
        log.error("the reply %s met a bug", task.get_name(), exc_info=fault)
