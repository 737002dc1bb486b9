"""A conversation with the model in llama-server: streamed, kept, and whole after a reload."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from boocode_app.services.llama.demo import SCRIPT, write_demo
from tests.e2e.conftest import HYDRATED, Open, reads_as, send
from tests.e2e.system import System, wait_for

LAST_WORDS = "all work together."


def test_a_message_is_answered_by_a_stream(open_page: Open, system: System) -> None:
    page = open_page()
    send(page, "What is real here?")
    reply = page.get_by_role("article", name="Reply").last
    expect(reply).to_contain_text(LAST_WORDS)
    expect(page.get_by_role("article", name="You").last).to_contain_text("What is real here?")
    session_id = _session_of(page)
    assert _texts(system, session_id) == ["What is real here?", SCRIPT]


def test_the_question_stands_above_its_answer(open_page: Open) -> None:
    page = open_page()
    send(page, "Which comes first?")
    expect(page.get_by_role("article", name="Reply").last).to_contain_text(LAST_WORDS)
    assert _order(page) == ["You", "Reply"]
    _session_of(page)  # the address follows the session's birth by a round trip
    page.reload()
    page.wait_for_selector(HYDRATED)
    expect(page.get_by_role("article", name="Reply").last).to_contain_text(LAST_WORDS)
    assert _order(page) == ["You", "Reply"]


def test_the_address_leads_back_to_the_session(open_page: Open, system: System) -> None:
    page = open_page()
    send(page, "Remember me")
    expect(page.get_by_role("article", name="Reply").last).to_contain_text(LAST_WORDS)
    session_id = _session_of(page)
    current = page.locator('.session[data-current="true"]')
    expect(current).to_contain_text("Remember me")
    page.get_by_role("link", name="New session").click()
    expect(page.get_by_role("article", name="Reply")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("article", name="Reply").last).to_contain_text(LAST_WORDS)
    assert _session_of(page) == session_id


@pytest.fixture
def endless(system: System) -> str:
    """A session with a model that talks without end, so that a test finds it in mid reply."""
    file = system.home / "models" / "looping.gguf"
    if not file.exists():
        write_demo(file, "looping")
    with system.client() as client:
        wanted = {"project_id": 1, "model": "looping", "title": "Endless"}
        return str(_ok(client.post("/api/coder/sessions", json=wanted))["id"])


def test_a_reload_in_mid_reply_loses_and_doubles_nothing(
    open_page: Open, system: System, endless: str
) -> None:
    page = open_page(f"/?project=1&session={endless}")
    send(page, "Talk")
    reply = page.get_by_role("article", name="Reply")
    wait_for(lambda: len(reply.inner_text()) > 1000, 30, "a long reply")
    page.reload()
    page.wait_for_selector(HYDRATED)
    before = len(reply.inner_text())
    wait_for(lambda: len(reply.inner_text()) > before + 500, 30, "the reply going on")
    page.get_by_label("Stop the reply").click()
    expect(page.get_by_label("Send")).to_be_visible()
    question, stored = _texts(system, endless)
    assert question == "Talk"
    assert _order(page) == ["You", "Reply"]
    assert wait_for(
        lambda: reads_as(reply.inner_text(), stored), 5, "the stored text, and it alone"
    )


def _session_of(page: Page) -> str:
    page.wait_for_url(re.compile("session="))
    return page.url.split("session=")[1].split("#")[0]


def _order(page: Page) -> list[str]:
    labels = "(all) => all.map((one) => one.ariaLabel)"
    found: list[str] = page.locator(".chat-column article").evaluate_all(labels)
    return found


def _texts(system: System, session_id: str) -> list[str]:
    with system.client() as client:
        page = _ok(client.get(f"/api/coder/sessions/{session_id}/messages"))
    return [message["text"] for message in page["items"]]


def _ok(answer: httpx.Response) -> dict:  # type: ignore[type-arg]
    return answer.raise_for_status().json()  # type: ignore[no-any-return]
