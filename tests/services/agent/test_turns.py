"""A turn from its first row to its last."""

import asyncio
from itertools import pairwise

import pytest
from sqlmodel import select

from boocode_app.contracts.chat import MessageCreate, SessionCreate
from boocode_app.core.errors import Conflict, InvalidInput, NotFound, Unavailable, UpstreamFailed
from boocode_app.core.ids import new_id
from boocode_app.services.agent import reply as reply_module
from boocode_app.services.agent.reply import Reply
from boocode_app.services.agent.tables import MessageRow, SessionRow, TaskRow, UsageRow
from boocode_app.services.agent.turns import Hold
from tests.services.agent.conftest import TIMINGS, Desk


async def test_rows_and_events_stand_before_the_model_is_asked(desk: Desk) -> None:
    waiting = asyncio.Event()
    desk.model.plays = [[waiting, "late"]]
    turn = await desk.ask("What is this?\nmore")
    assert turn.user_message.state == "complete"
    assert turn.reply.state == "streaming"
    session = await desk.chat.sessions.get(desk.session_id)
    assert (session.status, session.title) == ("thinking", "What is this?")
    stored = await desk.journal.events.after(f"session:{desk.session_id}", 0)
    assert [event.kind for event in stored] == [
        "session",
        "session",
        "status",
        "message",
        "message",
    ]
    async with desk.journal.database.read() as db:
        task = await db.get_one(TaskRow, turn.task_id)
    assert task.status == "running"
    waiting.set()
    assert (await desk.answer(turn)).text == "late"


async def test_a_turn_ends_with_its_text_its_tokens_and_its_hour(desk: Desk) -> None:
    turn = await desk.ask("Say hello")
    reply = await desk.answer(turn)
    assert (reply.text, reply.state, reply.timings) == ("Hello, world", "complete", TIMINGS)
    session = await desk.chat.sessions.get(desk.session_id)
    assert (session.status, session.input_tokens, session.output_tokens) == ("done", 40, 6)
    async with desk.journal.database.read() as db:
        task = await db.get_one(TaskRow, turn.task_id)
        hours = (await db.exec(select(UsageRow))).all()
    parts = dict(task.token_breakdown)
    assert parts.pop("of_which") == {"cached": 10, "reasoning": 0}
    assert set(parts) == {"system", "history", "tools", "files", "user", "output"}
    assert sum(parts.values()) == 46
    assert (task.status, task.input_tokens, task.output_tokens) == ("done", 40, 6)
    assert [(row.calls, row.input_tokens, row.draft_accepted) for row in hours] == [(1, 40, 2)]


async def test_the_hour_adds_up_over_turns(desk: Desk) -> None:
    for text in ("one", "two", "three"):
        await desk.answer(await desk.ask(text))
    async with desk.journal.database.read() as db:
        hours = (await db.exec(select(UsageRow))).all()
        session = await db.get_one(SessionRow, desk.session_id)
    assert sum(row.calls for row in hours) == 3
    assert sum(row.input_tokens for row in hours) == session.input_tokens == 120
    assert sum(row.predicted_ms for row in hours) == 90.0


async def test_a_second_question_waits_for_the_first_answer(desk: Desk) -> None:
    waiting = asyncio.Event()
    desk.model.plays = [[waiting, "done"]]
    turn = await desk.ask("first")
    with pytest.raises(Conflict, match="A reply is being written"):
        await desk.ask("second")
    waiting.set()
    await desk.answer(turn)
    await desk.answer(await desk.ask("second"))
    assert [message.seq for message in await desk.messages()] == [1, 2, 3, 4]


async def test_a_repeated_client_id_answers_the_same_turn(desk: Desk) -> None:
    waiting = asyncio.Event()
    desk.model.plays = [[waiting, "once"]]
    first, again = await asyncio.gather(
        desk.ask("hi", "a-client-id"), desk.ask("hi", "a-client-id")
    )
    assert first.task_id == again.task_id
    waiting.set()
    await desk.answer(first)
    later = await desk.ask("hi", "a-client-id")
    assert (later.task_id, later.reply.text) == (first.task_id, "once")
    assert len(desk.model.asked) == 1


async def test_stopping_keeps_the_text(desk: Desk) -> None:
    waiting = asyncio.Event()
    desk.model.plays = [["half an ", "answer", waiting]]
    turn = await desk.ask("go")
    await _text_is_out(desk, "half an answer")
    session = await desk.chat.stop(desk.session_id)
    assert session.status == "idle"
    reply = (await desk.messages())[-1]
    assert (reply.id, reply.state, reply.text) == (turn.reply.id, "stopped", "half an answer")
    assert reply.error is None


async def test_stopping_before_the_first_token_ends_the_turn(desk: Desk) -> None:
    desk.model.plays = [[asyncio.Event()], ["next"]]
    turn = await desk.ask("go")
    await desk.model.was_asked.wait()
    await desk.chat.stop(desk.session_id)
    assert (await desk.answer(turn)).state == "stopped"
    assert (await desk.answer(await desk.ask("again"))).state == "complete"


async def test_stopping_at_once_ends_the_turn(desk: Desk) -> None:
    desk.model.plays = [[asyncio.Event()]]
    turn = await desk.ask("go")
    await desk.chat.stop(desk.session_id)
    assert (await desk.answer(turn)).state == "stopped"


async def test_stopping_where_nothing_runs_does_nothing(desk: Desk) -> None:
    assert (await desk.chat.stop(desk.session_id)).status == "idle"


async def test_a_link_that_breaks_in_the_middle_says_where_it_ended(desk: Desk) -> None:
    desk.model.plays = [["twelve chars", UpstreamFailed("llama-server died.", permanent=False)]]
    reply = await desk.answer(await desk.ask("go"))
    assert (reply.state, reply.text) == ("interrupted", "twelve chars")
    assert reply.error == (
        "llama-server died while this reply was being written; it ends here after 12 characters. "
        "Ask again to go on."
    )
    assert (await desk.chat.sessions.get(desk.session_id)).status == "failed"


async def test_a_model_that_starts_is_waited_for(desk: Desk) -> None:
    desk.model.plays = [[Unavailable("The model is loading.")], ["here I am"]]
    reply = await desk.answer(await desk.ask("go"))
    assert (reply.state, reply.text) == ("complete", "here I am")
    stored = await desk.journal.events.after(f"session:{desk.session_id}", 0)
    assert "Waiting for the model…" in [event.body.get("detail") for event in stored]


async def test_a_model_that_never_comes_fails_in_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply_module, "ASK_AGAIN_S", (0.01,))
    desk.model.plays = [[Unavailable("The sidecar does not answer.")]]
    hold = await _held_turn(desk)
    await Reply(desk.chat._turns, desk.model, hold, patience_s=0.05).run(lambda: None)
    reply = (await desk.messages())[-1]
    assert (reply.state, reply.error) == ("failed", "The sidecar does not answer.")
    assert len(desk.model.asked) > 1


async def test_a_model_that_is_not_ready_is_told_of(desk: Desk) -> None:
    desk.model.is_ready = False
    await desk.answer(await desk.ask("go"))
    stored = await desk.journal.events.after(f"session:{desk.session_id}", 0)
    said = [event.body["detail"] for event in stored if event.kind == "status"]
    assert said[:2] == ["", "Waiting for the model…"]
    assert said[-1] == ""


async def test_a_model_that_fails_before_a_word_is_asked_once_more(desk: Desk) -> None:
    desk.model.plays = [[UpstreamFailed("The link broke.")], ["better"]]
    assert (await desk.answer(await desk.ask("go"))).text == "better"
    desk.model.plays = [[UpstreamFailed("The link broke")]]
    reply = await desk.answer(await desk.ask("go"))
    assert (reply.state, reply.error, reply.text) == ("failed", "The link broke.", "")
    assert len(desk.model.asked) == 4


async def test_an_unknown_model_is_told_of_at_once(desk: Desk) -> None:
    desk.model.plays = [[NotFound("Unknown model 'qwen'; there are: demo")]]
    reply = await desk.answer(await desk.ask("go"))
    assert (reply.state, reply.error) == ("failed", "Unknown model 'qwen'; there are: demo.")
    assert len(desk.model.asked) == 1


async def test_what_the_model_no_longer_sees_is_said(desk: Desk) -> None:
    desk.model.plays = [["answer " * 100]]
    desk.model.window = 1_000
    for _ in range(6):
        await desk.answer(await desk.ask("question " * 50))
    stored = await desk.journal.events.after(f"session:{desk.session_id}", 0)
    ends = [event.body for event in stored if event.kind == "status"]
    assert ends[-1]["status"] == "done"
    assert "does not see the first" in str(ends[-1]["detail"])


async def test_each_prompt_begins_with_the_one_before(desk: Desk) -> None:
    for n in range(4):
        await desk.answer(await desk.ask(f"question {n}"))
    for before, after in pairwise(desk.model.asked):
        assert after[: len(before)] == before


async def test_a_bug_fails_the_reply_and_shows_no_traceback(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.model.plays = [["some", ZeroDivisionError("secret")]]
    reply = await desk.answer(await desk.ask("go"))
    assert reply.state == "failed"
    assert reply.error is not None
    assert "secret" not in reply.error
    assert reply.text == "some"
    assert "ZeroDivisionError" in caplog.text


async def test_an_endless_reply_is_ended_at_the_limit(desk: Desk) -> None:
    desk.model.plays = [["ten chars.", "ten chars.", "ten chars.", asyncio.Event()]]
    hold = await _held_turn(desk)
    await Reply(desk.chat._turns, desk.model, hold, reply_limit=25).run(lambda: None)
    reply = (await desk.messages())[-1]
    assert (reply.state, len(reply.text)) == ("interrupted", 30)
    assert reply.error is not None
    assert "greatest length" in reply.error


async def test_characters_that_no_database_holds_are_replaced(desk: Desk) -> None:
    desk.model.plays = [["a\0b\ud800c"]]
    reply = await desk.answer(await desk.ask("go"))
    assert reply.text == "a�b�c"
    with pytest.raises(InvalidInput, match="NUL"):
        await desk.ask("a\0b")


async def test_text_is_saved_while_it_grows(desk: Desk) -> None:
    waiting = asyncio.Event()
    desk.model.plays = [["saved before the end", waiting]]
    turn = await desk.ask("go")
    async with asyncio.timeout(5):
        while (await _row(desk, turn.reply.id)).text != "saved before the end":
            await asyncio.sleep(0.02)
    assert (await desk.chat.sessions.get(desk.session_id)).status == "working"
    waiting.set()
    await desk.answer(turn)


async def test_who_lost_the_session_writes_nothing_more(desk: Desk) -> None:
    waiting = asyncio.Event()
    desk.model.plays = [["mine", waiting, " and more"]]
    turn = await desk.ask("go")
    await _text_is_out(desk, "mine")
    async with desk.journal.database.write() as db:
        (await db.get_one(SessionRow, desk.session_id)).epoch += 1
    _, running = desk.chat._running[desk.session_id]
    waiting.set()
    await asyncio.wait_for(running, 5)
    assert (await _row(desk, turn.reply.id)).state == "streaming"


async def test_a_chat_that_closes_breaks_its_replies_off_in_words(desk: Desk) -> None:
    desk.model.plays = [["so far", asyncio.Event()]]
    await desk.ask("go")
    await _text_is_out(desk, "so far")
    await desk.chat.close()
    reply = (await desk.messages())[-1]
    assert (reply.state, reply.text) == ("interrupted", "so far")
    assert reply.error is not None
    assert reply.error.startswith("BooCode's coder was shut down")
    with pytest.raises(Unavailable):
        await desk.ask("more")


async def test_unknown_sessions_and_projects_are_named(desk: Desk) -> None:
    unknown = new_id()
    with pytest.raises(NotFound, match=unknown):
        await desk.chat.post(unknown, MessageCreate(text="hi"))
    with pytest.raises(InvalidInput, match="project 4711"):
        await desk.chat.sessions.create(SessionCreate(project_id=4711), "owner")


async def test_deleting_a_session_stops_it_first(desk: Desk) -> None:
    desk.model.plays = [["text", asyncio.Event()]]
    await desk.ask("go")
    await desk.chat.delete(desk.session_id)
    with pytest.raises(NotFound):
        await desk.chat.sessions.get(desk.session_id)
    assert await desk.journal.events.after(f"session:{desk.session_id}", 0) == []


async def _held_turn(desk: Desk) -> Hold:
    """A turn whose reply nobody writes yet."""
    holds: list[Hold] = []
    sent = MessageCreate(text="go")
    await desk.chat._turns.begin(desk.session_id, sent, holds.append)
    return holds[0]


async def _row(desk: Desk, message_id: str) -> MessageRow:
    async with desk.journal.database.read() as db:
        return await db.get_one(MessageRow, message_id)


async def _text_is_out(desk: Desk, text: str) -> None:
    """Return when a follower has got `text`."""
    seen = ""
    async with asyncio.timeout(5):
        async for frame in desk.chat.stream(desk.session_id, 0):
            if frame and frame.event.kind == "text":
                seen = seen[: frame.event.offset] + frame.event.text
            if seen == text:
                return
