"""kill -9 of each process in mid reply: shells and models live on, and the page finds its way.

Whatever dies, the page reconnects by itself; the reply goes on, or says where it ended.
"""

import os
import re
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Page, expect

from boocode_app.services.llama.demo import write_demo
from tests.e2e.conftest import HYDRATED, Open, reads_as, send
from tests.e2e.system import System, wait_for

LONG = 1000
MORE = 500
IN_TERMINAL = ".xterm :focus"
ENDED_HERE = re.compile(r"it ends here after \d+ characters")


@pytest.fixture
def page(open_page: Open, system: System, faults: list[str]) -> Iterator[Page]:
    """A page with a living shell, and a session whose model talks without end."""
    file = system.home / "models" / "looping.gguf"
    if not file.exists():
        write_demo(file, "looping")
    with system.client() as client:
        wanted = {"project_id": 1, "model": "looping", "title": "Endless"}
        session = client.post("/api/coder/sessions", json=wanted).raise_for_status().json()
    page = open_page(f"/?project=1&session={session['id']}")
    _answers(page, "before")
    send(page, "Talk")
    wait_for(lambda: len(_reply(page)) > LONG, 30, "a reply in full flow")
    yield page
    unreachable = ("Failed to load resource", "WebSocket connection", "ERR_")
    faults[:] = [fault for fault in faults if not any(word in fault for word in unreachable)]


@pytest.fixture(autouse=True)
def everything_is_well_again(system: System) -> Iterator[None]:
    """The next test finds every part ready."""
    yield
    wait_for(system.is_well, 40, "every part being ready again")


def test_a_killed_web_costs_no_word_of_the_reply(page: Page, system: System) -> None:
    lives = _lives(system)
    killed = system.kill("web")
    wait_for(lambda: _is_replaced(system, "web", killed), 30, "a new web")
    before = len(_reply(page))
    wait_for(lambda: len(_reply(page)) > before + MORE, 30, "the reply going on")
    _stop(page)
    assert _lives(system) == lives
    assert _shown_is_stored(page, system)
    page.wait_for_selector(HYDRATED)
    _answers(page, "after")


def test_a_killed_coder_says_where_the_reply_ended(page: Page, system: System) -> None:
    lives = _lives(system)
    system.kill("coder")
    expect(page.get_by_text(ENDED_HERE)).to_be_visible()
    # What came in the last moments before the kill was in no row yet: there may be little of it.
    wait_for(lambda: _shown_is_stored(page, system, at_least=1), 10, "the text that was kept")
    assert _lives(system) == lives
    _answers(page, "after")


def test_a_killed_sidecar_says_where_the_reply_ended(page: Page, system: System) -> None:
    lives = _lives(system)
    killed = system.kill("sidecar")
    expect(page.get_by_text(ENDED_HERE)).to_be_visible()
    wait_for(lambda: _is_replaced(system, "sidecar", killed), 30, "a new sidecar")
    assert _lives(system) == lives
    send(page, "And again")
    wait_for(lambda: len(_reply(page)) > LONG, 30, "a reply to the next question")
    _stop(page)


def test_a_killed_up_stops_nothing_and_the_next_takes_over(page: Page, system: System) -> None:
    lives = _lives(system)
    parts = _parts(system)
    system.kill("up")
    assert system.process
    system.process.wait()
    before = len(_reply(page))
    wait_for(lambda: len(_reply(page)) > before + MORE, 30, "the reply going on")
    system.start()
    assert _parts(system) == parts
    assert _lives(system) == lives
    _stop(page)
    assert _shown_is_stored(page, system)
    _answers(page, "after")


def test_a_second_up_is_refused_with_the_pid_of_the_first(system: System) -> None:
    assert system.process
    second = System(system.home, system.repository, ports=system.ports)
    with pytest.raises(RuntimeError, match=str(system.process.pid)):
        second.start()
    assert second.process
    assert second.process.returncode == 1


def _lives(system: System) -> dict[str, list[int]]:
    """The pids of what must outlive a restart: shells and llama-servers."""
    with system.client() as client:
        shells = client.get("/api/pty/list").raise_for_status().json()["sessions"]
    running = sorted(shell["pid"] for shell in shells if shell["status"] == "running")
    models = [p.pid for p in psutil.process_iter() if _is_model_of(p, system)]
    assert running
    assert models
    return {"shells": running, "models": sorted(models)}


def _is_model_of(process: psutil.Process, system: System) -> bool:
    try:
        line = " ".join(process.cmdline())
    except psutil.Error:
        return False
    return line.startswith("llama-server") and f"{system.home}{os.sep}" in line


def _is_replaced(system: System, part: str, killed: int) -> bool:
    record = system.home / "run" / f"{part}.json"
    return record.exists() and system.pid(part) != killed and system.is_well()


def _parts(system: System) -> dict[str, int]:
    return {part: system.pid(part) for part in ("web", "booterm", "sidecar", "coder")}


def _reply(page: Page) -> str:
    return page.get_by_role("article", name="Reply").last.inner_text()


def _stop(page: Page) -> None:
    page.get_by_label("Stop the reply").click()
    expect(page.get_by_label("Send")).to_be_visible()


def _shown_is_stored(page: Page, system: System, at_least: int = LONG // 2) -> bool:
    session = page.url.split("session=")[1].split("#")[0]
    with system.client() as client:
        answer = client.get(f"/api/coder/sessions/{session}/messages").raise_for_status()
    stored = answer.json()["items"][-1]["text"]
    assert len(stored) >= at_least
    return reads_as(_reply(page), stored)


def _answers(page: Page, word: str) -> None:
    """The shell of the page runs what is typed."""
    if not page.locator(IN_TERMINAL).count():
        page.keyboard.press("Control+`")
    page.wait_for_selector(IN_TERMINAL, state="attached")
    page.keyboard.type(f"echo {word}-$((6*7))\n")
    screen = page.locator(".xterm-accessibility-tree, .xterm-rows").first
    wait_for(lambda: f"{word}-42" in screen.inner_text(), 20, "the shell's answer")
