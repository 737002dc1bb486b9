"""The file panel and the terminal dock, on the real repository and a real shell."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import HYDRATED, Open
from tests.e2e.system import System, wait_for


def test_the_diff_of_the_working_tree_is_shown(open_page: Open) -> None:
    panel = open_page().locator('[data-pane="panel"]')
    for name in ("keeper.py", "lamp.py", "old_notes.txt"):
        expect(panel.get_by_text(name).first).to_be_visible()
    expect(panel.get_by_text('"""One turn of the beam."""').first).to_be_visible()


def test_what_is_typed_in_the_terminal_is_run(open_page: Open) -> None:
    page = open_page()
    _type(page, "echo $((6*7))")
    wait_for(lambda: "42" in _screen(page).splitlines(), 15, "42 on a line of its own")


def test_a_reload_keeps_the_shell(open_page: Open, system: System) -> None:
    page = open_page()
    _type(page, "echo shell-$((40+2))-$$")
    wait_for(lambda: "shell-42-" in _screen(page), 15, "the shell's answer")
    before = _pids(system)
    page.reload()
    page.wait_for_selector(HYDRATED)
    wait_for(lambda: "shell-42-" in _screen(page), 15, "the screen as it was")
    assert _pids(system) == before


def test_a_border_drags_by_keys_and_stays(open_page: Open) -> None:
    page = open_page()
    edge = page.get_by_role("separator", name="Width of the file panel")
    edge.focus()
    edge.press("ArrowLeft")
    expect(edge).to_have_attribute("aria-valuenow", "44")
    page.reload()
    page.wait_for_selector(HYDRATED)
    expect(edge).to_have_attribute("aria-valuenow", "44")
    edge.dblclick()
    expect(edge).to_have_attribute("aria-valuenow", "42")


def test_a_pane_is_maximised_and_esc_brings_it_back(open_page: Open) -> None:
    page = open_page()
    chat = page.locator('[data-pane="chat"]')
    page.get_by_role("button", name="Maximise file panel").click()
    expect(chat).to_be_hidden()
    page.keyboard.press("Escape")
    expect(chat).to_be_visible()


def _type(page: Page, line: str) -> None:
    page.keyboard.press("Control+`")
    page.wait_for_selector(".xterm :focus", state="attached")
    page.keyboard.type(f"{line}\n")


def _screen(page: Page) -> str:
    return page.locator(".xterm-rows").inner_text()


def _pids(system: System) -> list[int]:
    with system.client() as client:
        sessions = client.get("/api/pty/list").raise_for_status().json()["sessions"]
    return sorted(session["pid"] for session in sessions if session["status"] == "running")
