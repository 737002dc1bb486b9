"""A real coder daemon, for tests: it may be killed and started again over the same database."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from httpx_sse import EventSource

from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.settings import Settings
from tests.daemon import DEADLINE_S, RunningDaemon


@dataclass
class Page:
    """What a page keeps of a session's stream: messages by id, and where it stands."""

    seq: int = 0
    messages: dict[str, dict[str, object]] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)

    def take(self, kind: str, seq: str, body: dict[str, object]) -> None:
        if kind == "text":
            held = self.messages[str(body["message_id"])]
            text, offset = str(held["text"]), int(str(body["offset"]))
            assert held["state"] == "streaming"
            assert offset <= len(text), "text is missing"
            held["text"] = text[:offset] + str(body["text"])
            return
        assert int(seq) == self.seq + 1, "a stored event is missing or comes twice"
        self.seq = int(seq)
        if kind == "message":
            message = body["message"]
            assert isinstance(message, dict)
            self.messages[str(message["id"])] = message
        if kind == "status" and body["detail"]:
            self.details.append(str(body["detail"]))

    @property
    def reply(self) -> dict[str, object]:
        """The newest reply; an empty one before there is any."""
        replies = [held for held in self.messages.values() if held["role"] == "assistant"]
        return replies[-1] if replies else {"text": "", "state": ""}

    @property
    def is_done(self) -> bool:
        return self.reply["state"] not in ("", "streaming")


class RunningCoder(RunningDaemon):
    """The daemon over `settings`."""

    name = "coder"

    def __init__(self, settings: Settings, **variables: str) -> None:
        super().__init__(settings, **variables)
        self.http = httpx.AsyncClient(
            base_url=f"{self.url}/api",
            headers={"authorization": f"Bearer {Credentials.at(settings.home).token}"},
            timeout=DEADLINE_S,
            trust_env=False,
        )

    async def close(self) -> None:
        """Leave nothing of it."""
        await self.http.aclose()
        if self.process:
            await self.kill()

    async def ask(self, session_id: str, text: str) -> dict[str, object]:
        """The turn that a message began."""
        path = f"/coder/sessions/{session_id}/messages"
        answer = await self.http.post(path, json={"text": text})
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        turn: dict[str, object] = answer.json()
        return turn

    @asynccontextmanager
    async def stream(self, session_id: str, after: int) -> AsyncIterator[EventSource]:
        path = f"/coder/sessions/{session_id}/events?after={after}"
        async with self.http.stream("GET", path) as response:
            yield EventSource(response)

    async def read(self, session_id: str, page: Page, is_enough: Callable[[], bool]) -> None:
        """Let `page` follow from where it stands until `is_enough`, or until the stream ends."""
        async with self.stream(session_id, page.seq) as source:
            async for event in source.aiter_sse():
                if event.event == "ping":
                    continue
                page.take(event.event, event.id, json.loads(event.data))
                if is_enough():
                    return
