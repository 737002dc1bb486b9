"""A session's stream: no gap, no double, whenever a client comes, goes or sleeps."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from boocode_app.contracts.chat import Message, MessageEvent, TextEvent, Timings
from boocode_app.services.agent.stream import Frame
from tests.services.agent.conftest import DEADLINE_S, Desk

PIECES = [f"{n}·😀 " for n in range(120)]
WHOLE = "".join(PIECES)


@dataclass
class Client:
    """What a page keeps: messages by id, and the seq of the last stored event."""

    seq: int = 0
    messages: dict[str, Message] = field(default_factory=dict)
    seqs: list[int] = field(default_factory=list)
    texts: list[TextEvent] = field(default_factory=list)

    def take(self, frame: Frame) -> None:
        if frame.seq is not None:
            assert frame.seq == self.seq + 1, "a stored event is missing or comes twice"
            self.seq = frame.seq
            self.seqs.append(frame.seq)
        match frame.event:
            case MessageEvent(message=message):
                self.messages[message.id] = message
            case TextEvent() as piece:
                held = self.messages[piece.message_id]
                assert held.state == "streaming", "text after the end"
                assert piece.offset <= len(held.text), "text is missing"
                text = held.text[: piece.offset] + piece.text
                self.messages[piece.message_id] = held.model_copy(update={"text": text})
                self.texts.append(piece)

    def reply(self) -> Message | None:
        replies = [message for message in self.messages.values() if message.role == "assistant"]
        return replies[-1] if replies else None

    @property
    def is_done(self) -> bool:
        reply = self.reply()
        return reply is not None and reply.state != "streaming"


def scripted(desk: Desk) -> list[asyncio.Event]:
    """A model that writes PIECES, each when its event is set."""
    events = [asyncio.Event() for _ in PIECES]
    steps: list[str | Timings | Exception | asyncio.Event] = []
    for event, piece in zip(events, PIECES, strict=True):
        steps += [event, piece]
    desk.model.plays = [steps]
    return events


async def test_a_client_from_the_start_gets_every_piece_once(desk: Desk) -> None:
    events = scripted(desk)
    await desk.ask("go")
    client = Client()
    async with asyncio.timeout(DEADLINE_S):
        async for frame in desk.chat.stream(desk.session_id, 0):
            if frame:
                client.take(frame)
            if client.is_done:
                break
            for event in events[: len(client.texts) + 1]:
                event.set()
            if len(client.texts) == 3:
                _release(events)
    offsets = [piece.offset for piece in client.texts]
    ends = [piece.offset + len(piece.text) for piece in client.texts]
    assert offsets == [0, *ends[:-1]]
    assert client.texts[0].text == PIECES[0]
    assert "".join(piece.text for piece in client.texts) == WHOLE == client.reply().text  # type: ignore[union-attr]


async def test_a_client_that_reconnects_at_twenty_points_gets_exactly_the_text(desk: Desk) -> None:
    events = scripted(desk)
    await desk.ask("go")
    client = Client()
    dice = random.Random(20)
    cuts = sorted(dice.sample(range(1, len(PIECES)), 20))
    for cut in cuts:
        for event in events[:cut]:
            event.set()
        until = len("".join(PIECES[:cut]))
        await _read(desk, client, lambda upto=until: _length(client) >= upto)
        if dice.random() < 0.5:  # a reload: the page forgets all and asks for the newest page
            page = await desk.chat.sessions.messages(desk.session_id, None, 50)
            client.seq = page.last_seq
            client.messages = {message.id: message for message in page.items}
    _release(events)
    await _read(desk, client, lambda: client.is_done)
    reply = client.reply()
    assert reply is not None
    assert (reply.text, reply.state) == (WHOLE, "complete")
    assert (await desk.messages())[-1].text == WHOLE


async def test_a_client_that_comes_in_the_middle_gets_the_text_so_far_at_offset_0(
    desk: Desk,
) -> None:
    events = scripted(desk)
    await desk.ask("go")
    for event in events[:30]:
        event.set()
    first = Client()
    so_far = "".join(PIECES[:30])
    await _read(desk, first, lambda: _length(first) == len(so_far))
    page = await desk.chat.sessions.messages(desk.session_id, None, 50)
    async for frame in desk.chat.stream(desk.session_id, page.last_seq):
        assert frame is not None
        if frame.event.kind != "text":
            continue
        assert frame.event == TextEvent(message_id=page.items[-1].id, offset=0, text=so_far)
        assert frame.seq is None
        break
    await desk.chat.stop(desk.session_id)


async def test_a_slow_client_holds_nobody_up_and_misses_nothing(desk: Desk) -> None:
    events = scripted(desk)
    turn = await desk.ask("go")
    slow = Client()
    stream = desk.chat.stream(desk.session_id, 0)
    while not slow.messages.get(turn.reply.id):
        frame = await anext(stream)
        assert frame is not None
        slow.take(frame)
    _release(events)
    assert (await desk.answer(turn)).text == WHOLE
    async with asyncio.timeout(DEADLINE_S):
        async for frame in stream:
            if frame:
                slow.take(frame)
            if slow.is_done:
                break
    await stream.aclose()
    assert slow.reply().text == WHOLE  # type: ignore[union-attr]
    assert len(slow.texts) < 5


async def test_several_clients_see_the_same(desk: Desk) -> None:
    events = scripted(desk)
    await desk.ask("go")
    clients = [Client() for _ in range(5)]
    reading = [
        asyncio.create_task(_read(desk, client, lambda one=client: one.is_done))
        for client in clients
    ]
    _release(events)
    await asyncio.gather(*reading)
    assert {client.reply().text for client in clients} == {WHOLE}  # type: ignore[union-attr]
    assert len({tuple(client.seqs) for client in clients}) == 1


async def test_silence_is_filled_and_a_deleted_session_ends_its_stream(desk: Desk) -> None:
    stream = desk.chat.stream(desk.session_id, 10, idle_s=0.01)
    assert await anext(stream) is None
    await desk.chat.delete(desk.session_id)
    async with asyncio.timeout(DEADLINE_S):
        assert [frame async for frame in stream if frame] == []


async def test_streams_end_when_the_chat_leaves(desk: Desk) -> None:
    client = Client()
    reading = asyncio.create_task(_read(desk, client, lambda: False))
    await _read(desk, Client(), lambda: True)
    desk.chat.leave()
    await asyncio.wait_for(reading, DEADLINE_S)
    assert desk.chat._streams == 0


async def test_a_second_turn_streams_on_the_same_connection(desk: Desk) -> None:
    desk.model.plays = [["first"], ["second", " one"]]
    client = Client()
    turn = await desk.ask("one")
    async with asyncio.timeout(DEADLINE_S):
        async for frame in desk.chat.stream(desk.session_id, 0):
            if frame:
                client.take(frame)
            reply = client.reply()
            if reply and reply.id == turn.reply.id and reply.state == "complete":
                if reply.text == "second one":
                    break
                turn = await desk.ask("two")
    assert [piece.text for piece in client.texts if piece.message_id == turn.reply.id]


def _release(events: list[asyncio.Event]) -> None:
    for event in events:
        event.set()


def _length(client: Client) -> int:
    reply = client.reply()
    return len(reply.text) if reply else 0


async def _read(desk: Desk, client: Client, is_enough: Callable[[], bool]) -> None:
    """Take frames from where the client stands, until `is_enough`."""
    stream = desk.chat.stream(desk.session_id, client.seq)
    async with asyncio.timeout(DEADLINE_S):
        async for frame in stream:
            if frame:
                client.take(frame)
            if is_enough():
                break
    await stream.aclose()
