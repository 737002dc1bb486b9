"""The terminals page and the dock: the list, tabs, splits, names and share links, by keys."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import HYDRATED, PHONE, Open
from tests.e2e.system import System

Spawn = Callable[..., str]


@pytest.fixture
def spawn(system: System) -> Iterator[Spawn]:
    """Starts a session in the project's folder; at the end no terminal is left."""
    with system.client() as client:

        def spawned(**wanted: Any) -> str:
            body = {"workdir": str(system.repository), **wanted}
            answer = client.post("/api/pty/spawn", json=body).raise_for_status()
            return str(answer.json()["id"])

        yield spawned
        for session in client.get("/api/pty/list").raise_for_status().json()["sessions"]:
            path = f"/api/pty/{session['id']}/kill"
            client.post(path, json={"signal": "KILL", "cleanup": True}).raise_for_status()


def test_shells_are_opened_split_and_switched_by_keys(open_page: Open, spawn: Spawn) -> None:
    page = open_page("/terminals")
    page.keyboard.press("Control+Shift+Backquote")
    _say(page, "first")
    page.keyboard.press("Control+Shift+Digit5")
    _say(page, "right", panes=2)
    page.keyboard.press("Control+Shift+Digit6")
    _say(page, "below", panes=3)
    page.keyboard.press("Control+Shift+Backquote")
    _say(page, "second", panes=1)
    expect(_tabs(page)).to_have_count(2)
    page.keyboard.press("Control+Shift+BracketLeft")
    expect(_active(page)).to_contain_text("below-42")
    expect(page.locator(".stage-pane:visible")).to_have_count(3)
    page.keyboard.press("Control+Shift+Backspace")
    expect(page.locator(".stage-pane:visible")).to_have_count(2)
    expect(page.get_by_role("separator")).to_have_count(1)


def test_a_reload_restores_tabs_splits_and_sizes(open_page: Open, spawn: Spawn) -> None:
    ids = [spawn(command="cat", title=title) for title in ("alpha", "beta", "gamma")]
    page = open_page(f"/terminals?pty={ids[0]}")
    _menu(page, "beta", "Open to the right")
    _row(page, "gamma").click()
    expect(_tabs(page)).to_have_count(2)
    _tabs(page).nth(0).click()
    edge = page.get_by_role("separator")
    edge.press("ArrowRight")
    expect(edge).to_have_attribute("aria-valuenow", "52")
    address = page.url
    page.reload()
    page.wait_for_selector(HYDRATED)
    expect(edge).to_have_attribute("aria-valuenow", "52")
    expect(_tabs(page)).to_have_count(2)
    assert page.url == address
    edge.dblclick()
    expect(edge).to_have_attribute("aria-valuenow", "50")


def test_an_address_opens_its_terminal_and_back_goes_to_the_one_before(
    open_page: Open, spawn: Spawn
) -> None:
    first, second = (spawn(command="cat", title=title) for title in ("one", "two"))
    page = open_page(f"/terminals?pty={first}")
    page.wait_for_selector(f'[data-pty="{first}"] .xterm :focus', state="attached")
    _row(page, "two").click()
    page.wait_for_selector(f'[data-pty="{second}"] .xterm :focus', state="attached")
    page.go_back()
    expect(_active(page)).to_have_attribute("data-pty", first)
    page.get_by_role("link", name="Models", exact=True).click()
    page.wait_for_url("**/models")
    page.get_by_role("link", name="Terminals", exact=True).click()
    expect(_tabs(page)).to_have_count(2)  # as they were left


def test_any_terminal_is_found_and_opened_by_keys(open_page: Open, spawn: Spawn) -> None:
    spawn(command="cat", title="kettle", agentId="brewer-7")
    spawn(command="sh", args=["-c", "exit 3"], title="toaster")
    plain = spawn(command="cat", title="fridge")
    page = open_page("/terminals")
    expect(_row(page, "kettle")).to_contain_text("agent brewer-7 types")
    expect(_row(page, "toaster")).to_contain_text("failed, exit code 3")
    rows = page.locator(".pty-row")
    page.keyboard.press("/")
    for words, found in (("brewer", "kettle"), ("exit 3", "toaster"), (plain, "fridge")):
        page.get_by_label("Find a terminal").fill(words)
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(found)
    page.get_by_label("Find a terminal").fill("teapot")
    expect(page.get_by_text("No terminal has “teapot”")).to_be_visible()
    page.keyboard.press("Escape")
    expect(rows).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(_row(page, "fridge")).to_be_focused()
    page.keyboard.press("Enter")
    expect(_active(page)).to_have_attribute("data-pty", plain)


def test_two_hundred_are_shown_and_the_rest_where_it_is_asked_for(
    open_page: Open, spawn: Spawn
) -> None:
    for number in range(203):
        spawn(command="sleep", args=["600"], title=f"worker{number}")
    page = open_page("/terminals")
    rows = page.locator(".pty-row")
    expect(rows).to_have_count(200)
    expect(page.get_by_text("200 of 203 are shown.")).to_be_visible()
    page.get_by_role("button", name="Show 3 more").click()
    expect(rows).to_have_count(203)
    page.get_by_label("Find a terminal").fill("worker20")
    expect(rows).to_have_count(4)  # 20, 200, 201, 202


def test_a_recording_is_saved_from_the_list(open_page: Open, spawn: Spawn) -> None:
    spawn(command="echo", args=["kept for good"], title="speech")
    page = open_page("/terminals")
    _row(page, "speech").hover()
    page.get_by_role("button", name="More for speech").click()
    with page.expect_download() as saving:
        page.get_by_role("menuitem", name="Save the recording").click()
    assert saving.value.suggested_filename.endswith(".cast")
    assert "kept for good" in saving.value.path().read_text()


def test_a_name_is_changed_in_place_and_stays(
    open_page: Open, spawn: Spawn, system: System
) -> None:
    spawn(command="cat", title="old name")
    page = open_page("/terminals")
    _row(page, "old name").focus()
    page.keyboard.press("F2")
    page.keyboard.type("never mind")
    page.keyboard.press("Escape")
    expect(_row(page, "old name")).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.type("new name")
    page.keyboard.press("Enter")
    expect(_row(page, "new name")).to_be_focused()
    page.keyboard.press("Enter")
    _tabs(page).get_by_role("link", name="new name").dblclick()
    page.get_by_label("New name for new name").fill("newest")
    page.keyboard.press("Enter")
    expect(_row(page, "newest")).to_be_visible()
    page.reload()
    expect(_tabs(page)).to_contain_text(["newest"])


def test_a_terminal_that_comes_late_leaves_a_name_that_is_typed(
    open_page: Open, spawn: Spawn
) -> None:
    spawn(command="cat", title="tortoise")
    page = open_page("/terminals")
    late: list[Route] = []
    page.route("**/assets/xterm-*.js", lambda route: late.append(route))
    with page.expect_request("**/assets/xterm-*.js"):
        _row(page, "tortoise").click()
    _tabs(page).get_by_role("link", name="tortoise").dblclick()
    field = page.get_by_label("New name for tortoise")
    field.fill("hare")
    for route in late:
        route.continue_()
    page.wait_for_selector('.stage-pane [data-ready="true"]')
    page.evaluate("() => new Promise((seen) => requestAnimationFrame(seen))")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(_tabs(page).get_by_role("link", name="hare")).to_be_focused()


def test_a_command_that_ends_leaves_a_name_that_is_typed(
    open_page: Open, spawn: Spawn, system: System
) -> None:
    pty = spawn(command="sh", args=["-c", "read go"], title="short")
    page = open_page("/terminals")
    _row(page, "short").focus()
    page.keyboard.press("F2")
    field = page.get_by_label("New name for short")
    field.fill("lived")
    with system.client() as client:
        client.post(f"/api/pty/{pty}/write", json={"data": "go\\n"}).raise_for_status()
    expect(page.locator(".pty-row .status")).to_have_attribute("data-status", "idle")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    ended = page.get_by_role("region", name="Ended")
    expect(ended.locator(".pty-link").filter(has_text="lived")).to_be_focused()


def test_a_tab_that_closes_ends_nothing_and_an_end_says_what_is_lost(
    open_page: Open, spawn: Spawn, system: System
) -> None:
    kept = spawn(command="cat", title="keeper")
    page = open_page(f"/terminals?pty={kept}")
    _tabs(page).get_by_role("link").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_role("heading", name="No terminal is open")).to_be_visible()
    assert _status(system, kept) == "running"
    _menu(page, "keeper", "End keeper…")
    dialog = page.get_by_role("dialog", name="End “keeper”?")
    expect(dialog).to_contain_text("“cat”")
    expect(dialog).to_contain_text("cannot be undone")
    page.keyboard.press("Escape")
    assert _status(system, kept) == "running"
    _menu(page, "keeper", "End keeper…")
    dialog.get_by_role("button", name="End keeper").click()
    expect(_row(page, "keeper")).to_contain_text("ended by a person")
    _menu(page, "keeper", "Remove it and its output")
    expect(_row(page, "keeper")).to_have_count(0)


def test_tabs_move_by_keys_and_close_by_the_middle_button(open_page: Open, spawn: Spawn) -> None:
    for title in ("first", "second", "third"):
        spawn(command="cat", title=title)
    page = open_page("/terminals")
    for title in ("first", "second", "third"):
        _row(page, title).click()
    expect(_tabs(page)).to_contain_text(["first", "second", "third"])
    last = _tabs(page).get_by_role("link", name="third")
    last.focus()
    page.keyboard.press("Control+Shift+ArrowLeft")
    expect(_tabs(page)).to_contain_text(["first", "third", "second"])
    expect(last).to_be_focused()
    last.click(button="middle")
    expect(_tabs(page)).to_contain_text(["first", "second"])


def test_output_that_nobody_looked_at_is_marked(
    open_page: Open, spawn: Spawn, system: System
) -> None:
    quiet = spawn(command="sh", args=["-c", "read go; echo gone; read on"], title="sleeper")
    page = open_page(f"/terminals?pty={quiet}")
    page.wait_for_selector(".xterm :focus", state="attached")
    page.keyboard.press("Control+Shift+Backquote")
    expect(_tabs(page)).to_have_count(2)
    with system.client() as client:
        client.post(f"/api/pty/{quiet}/write", json={"data": "go\\n"}).raise_for_status()
    sleeper = _tabs(page).get_by_role("link", name="sleeper")
    expect(sleeper).to_have_accessible_name(re.compile("new output"))
    sleeper.click()
    expect(sleeper).not_to_have_accessible_name(re.compile("new output"))


def test_a_share_link_shows_the_terminal_and_cannot_type(
    open_page: Open, spawn: Spawn, system: System
) -> None:
    shared = spawn(command="cat", title="shop window")
    page = open_page(f"/terminals?pty={shared}")
    page.wait_for_selector(".xterm :focus", state="attached")
    page.keyboard.type("seen\n")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy share link").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    link = page.evaluate("() => navigator.clipboard.readText()")

    sockets: list[str] = []
    looking = page.context.new_page()
    looking.on("websocket", lambda socket: sockets.append(socket.url))
    looking.goto(link)
    expect(looking.get_by_role("heading", name="shop window")).to_be_visible()
    expect(looking.locator(".xterm-rows")).to_contain_text("seen")
    looking.locator(".xterm-screen").click()
    looking.keyboard.type("by stealth\n")
    page.bring_to_front()
    page.keyboard.press("Control+`")
    page.wait_for_selector(".xterm :focus", state="attached")
    page.keyboard.type("aloud\n")
    expect(looking.locator(".xterm-rows")).to_contain_text("aloud")
    expect(looking.locator(".xterm-rows")).not_to_contain_text("stealth")
    assert [url for url in sockets if "readonly=1" in url]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_serious_with_terminals_open(
    open_page: Open, spawn: Spawn, theme: str
) -> None:
    first = spawn(command="cat", title="one", agentId="helper")
    spawn(command="false", title="two")
    page = open_page(f"/terminals?pty={first}", theme=theme)
    _menu(page, "two", "Open below")
    expect(page.locator(".stage-pane:visible")).to_have_count(2)
    page.wait_for_selector('[data-pty] [data-ready="true"]')
    assert _violations(page) == []
    looking = open_page(f"/terminals/watch?pty={first}", theme=theme)
    looking.wait_for_selector('[data-ready="true"]')
    assert _violations(looking) == []


def test_on_a_phone_the_list_comes_first_and_then_one_at_a_time(
    open_page: Open, spawn: Spawn
) -> None:
    first = spawn(command="cat", title="pocket")
    spawn(command="cat", title="sleeve")
    page = open_page("/terminals", viewport=PHONE)
    _row(page, "pocket").click()
    expect(page.locator(f'[data-pty="{first}"]')).to_be_visible()
    expect(page.get_by_role("toolbar", name="Terminal keys")).to_be_visible()
    expect(_row(page, "sleeve")).to_be_hidden()
    page.get_by_role("button", name="All terminals").click()
    _row(page, "sleeve").click()
    expect(page.locator(".stage-pane:visible")).to_have_count(1)
    expect(_tabs(page)).to_contain_text(["pocket", "sleeve"])
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.go_back()
    expect(_row(page, "sleeve")).to_be_visible()


def test_the_dock_has_the_projects_terminals_in_tabs(
    open_page: Open, spawn: Spawn, system: System
) -> None:
    ours = spawn(command="cat", title="harbour")
    spawn(command="cat", title="elsewhere", workdir=str(system.home))
    page = open_page()
    tabs = page.get_by_role("navigation", name="Terminals of this project").get_by_role("listitem")
    expect(tabs).to_contain_text(["harbour"])
    page.keyboard.press("Control+`")
    page.wait_for_selector(f'[data-pty="{ours}"] .xterm :focus', state="attached")
    page.get_by_role("button", name="New terminal").click()
    expect(tabs).to_have_count(2)
    page.wait_for_selector(".xterm :focus", state="attached")
    tabs.nth(1).get_by_role("link").focus()
    page.keyboard.press("F2")
    page.keyboard.type("pier")
    page.keyboard.press("Enter")
    expect(tabs).to_contain_text(["harbour", "pier"])
    page.reload()
    page.wait_for_selector(HYDRATED)
    expect(tabs.nth(1)).to_have_attribute("data-current", "true")
    tabs.nth(0).get_by_role("link").click()
    tabs.nth(0).get_by_role("button", name="Close the tab harbour").click()
    expect(tabs).to_contain_text(["pier"])
    assert _status(system, ours) == "running"
    page.get_by_role("button", name="End pier…").click()
    page.get_by_role("dialog").get_by_role("button", name="End pier").click()
    expect(page.get_by_text("Ended by", exact=False).first).to_be_visible()
    page.keyboard.press("Control+`")


def _tabs(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Open terminals").get_by_role("listitem")


def _row(page: Page, title: str) -> Locator:
    return page.locator(".pty-row .pty-link").filter(has_text=title)


def _active(page: Page) -> Locator:
    return page.locator('.stage-pane[data-active="true"]')


def _menu(page: Page, title: str, item: str) -> None:
    _row(page, title).hover()
    page.get_by_role("button", name=f"More for {title}").click()
    page.get_by_role("menuitem", name=item).click()


def _say(page: Page, word: str, panes: int = 1) -> None:
    """The shell that was opened last has the keyboard, and answers; so many are in view."""
    expect(page.locator(".stage-pane:visible")).to_have_count(panes)
    focused = page.locator('.stage-pane[data-active="true"] .xterm :focus')
    focused.wait_for(state="attached")
    page.keyboard.type(f"echo {word}-$((6*7))\n")
    expect(_active(page)).to_contain_text(f"{word}-42")


def _status(system: System, session_id: str) -> str:
    with system.client() as client:
        return str(client.get(f"/api/pty/{session_id}").raise_for_status().json()["status"])


def _violations(page: Page) -> list[str]:
    faults = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {[node['target'] for node in fault['nodes']][:4]}"
        for fault in faults
        if fault["impact"] in ("serious", "critical")
    ]
