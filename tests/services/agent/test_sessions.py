"""Sessions as rows."""

import pytest

from boocode_app.contracts.chat import MessagePage, Session, SessionCreate, SessionRename
from boocode_app.core.errors import InvalidInput, NotFound
from boocode_app.core.ids import new_id
from boocode_app.services.agent.sessions import title_from
from tests.services.agent.conftest import Desk

WITHOUT_ZONE = "2026-01-01T00:00:00~01a20564-6a22-7f6f-99db-90461d8386de"


async def test_a_session_takes_what_it_is_given(desk: Desk) -> None:
    wanted = SessionCreate(project_id=desk.project_id, title="Mine", model="qwen")
    session = await desk.chat.sessions.create(wanted, "owner")
    assert (session.title, session.model, session.status) == ("Mine", "qwen", "idle")
    assert await desk.chat.sessions.get(session.id) == session
    await desk.chat.sessions.rename(session.id, SessionRename(title="Yours"))
    assert (await desk.chat.sessions.get(session.id)).title == "Yours"


async def test_a_given_title_is_not_replaced_by_the_first_message(desk: Desk) -> None:
    wanted = SessionCreate(project_id=desk.project_id, title="Mine")
    desk.session_id = (await desk.chat.sessions.create(wanted, "owner")).id
    await desk.answer(await desk.ask("something else"))
    assert (await desk.chat.sessions.get(desk.session_id)).title == "Mine"


async def test_a_list_goes_newest_first_and_page_by_page(desk: Desk) -> None:
    wanted = SessionCreate(project_id=desk.project_id)
    born = [desk.session_id]
    for _ in range(6):
        born.append((await desk.chat.sessions.create(wanted, "owner")).id)
    seen: list[Session] = []
    cursor = None
    for _ in range(4):
        page = await desk.chat.sessions.of_project(desk.project_id, cursor, 2)
        assert page.totals == {"sessions": 7}
        seen += page.items
        cursor = page.next_cursor
    assert cursor is None
    assert [session.id for session in seen] == born[::-1]


async def test_an_unknown_project_has_no_sessions(desk: Desk) -> None:
    page = await desk.chat.sessions.of_project(4711, None, 10)
    assert (page.items, page.next_cursor) == ([], None)


@pytest.mark.parametrize("cursor", ["", "x", "2026-01-01~", WITHOUT_ZONE])
async def test_a_cursor_that_is_none_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(InvalidInput, match="no cursor"):
        await desk.chat.sessions.of_project(desk.project_id, cursor, 10)


async def test_messages_are_paged_backwards_from_the_newest(desk: Desk) -> None:
    for n in range(4):
        await desk.answer(await desk.ask(f"question {n}"))
    pages: list[MessagePage] = []
    cursor = None
    for _ in range(3):
        pages.append(await desk.chat.sessions.messages(desk.session_id, cursor, 3))
        cursor = pages[-1].next_cursor
    assert [[message.seq for message in page.items] for page in pages] == [
        [6, 7, 8],
        [3, 4, 5],
        [1, 2],
    ]
    assert cursor is None
    assert pages[0].totals == {"messages": 8}
    assert pages[0].last_seq == await desk.journal.events.last_seq(f"session:{desk.session_id}")
    with pytest.raises(InvalidInput, match="no cursor"):
        await desk.chat.sessions.messages(desk.session_id, "²", 3)


async def test_an_unknown_session_is_named(desk: Desk) -> None:
    unknown = new_id()
    for asking in (
        desk.chat.sessions.get(unknown),
        desk.chat.sessions.messages(unknown, None, 10),
        desk.chat.sessions.rename(unknown, SessionRename(title="x")),
        desk.chat.delete(unknown),
        desk.chat.stop(unknown),
    ):
        with pytest.raises(NotFound, match=unknown):
            await asking


def test_a_title_is_the_first_line_that_says_something() -> None:
    assert title_from("\n\n  ## Fix   the *build*\nplease") == "Fix the *build"
    assert title_from("```\n") == "New session"
    assert len(title_from("word " * 100)) <= 80
    assert title_from("word " * 100).endswith("…")
