"""A chat over a real database, and a model that answers to a script, event by event."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from boocode_app.contracts.chat import Message, MessageCreate, SessionCreate, Timings, Turn
from boocode_app.core.ids import utc_now
from boocode_app.services.agent.chat import Chat
from boocode_app.services.agent.history import ChatMessage
from boocode_app.services.agent.journal import Journal
from boocode_app.services.agent.model import ModelCard
from boocode_app.services.projects.tables import ProjectRow
from boocode_app.wiring import House

DEADLINE_S = 10.0
TIMINGS = Timings(
    prompt_tokens=40,
    cached_tokens=10,
    output_tokens=6,
    prompt_ms=12.0,
    predicted_ms=30.0,
    draft_tokens=4,
    draft_accepted=2,
)
Step = str | Timings | Exception | asyncio.Event


@dataclass
class ScriptedModel:
    """Plays one list of steps a question: text, timings, an error to raise, an event to wait for.

    The last list serves all further questions.
    """

    plays: list[list[Step]]
    window: int | None = None
    is_ready: bool = True
    asked: list[tuple[ChatMessage, ...]] = field(default_factory=list)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def stream(
        self, prompt: Sequence[ChatMessage], model: str, session: str
    ) -> AsyncGenerator[str | Timings, None]:
        self.asked.append(tuple(prompt))
        self.was_asked.set()
        for step in self.plays[min(len(self.asked), len(self.plays)) - 1]:
            match step:
                case Exception():
                    raise step
                case asyncio.Event():
                    await step.wait()
                case _:
                    yield step

    async def card(self, model: str) -> ModelCard:
        return ModelCard(self.is_ready, self.window)


@dataclass
class Desk:
    """A chat, its journal, and one open session in one project."""

    chat: Chat
    journal: Journal
    model: ScriptedModel
    project_id: int
    session_id: str

    async def ask(self, text: str, client_id: str | None = None) -> Turn:
        return await self.chat.post(self.session_id, MessageCreate(text=text, client_id=client_id))

    async def messages(self) -> list[Message]:
        return (await self.chat.sessions.messages(self.session_id, None, 100)).items

    async def reply_once(self, turn: Turn, is_so: Callable[[Message], bool]) -> Message:
        """The reply as its events tell it, once `is_so`."""
        async with asyncio.timeout(DEADLINE_S):
            topic = f"session:{self.session_id}"
            async for event in self.journal.events.follow(topic):
                if event.kind != "message":
                    continue
                message = Message.model_validate(event.body["message"])
                if message.id == turn.reply.id and is_so(message):
                    return message
        raise AssertionError("the stream of events never ends")

    async def answer(self, turn: Turn) -> Message:
        """The reply when it is over."""
        return await self.reply_once(turn, lambda message: message.state != "streaming")


@pytest.fixture
def journal(house: House) -> Journal:
    return Journal(house.database, house.events)


@pytest.fixture
async def project_id(journal: Journal) -> int:
    async with journal.database.write() as db:
        row = ProjectRow(name="demo", path="/srv/demo", user="owner", created_at=utc_now())
        db.add(row)
        await db.flush()
        assert row.id is not None
        return row.id


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel([["Hello", ", world", TIMINGS]])


@pytest.fixture
async def desk(journal: Journal, project_id: int, model: ScriptedModel) -> AsyncIterator[Desk]:
    chat = Chat(journal, model, worker="coder-test", default_model="demo")
    session = await chat.sessions.create(SessionCreate(project_id=project_id), "owner")
    yield Desk(chat, journal, model, project_id, session.id)
    await chat.close()
