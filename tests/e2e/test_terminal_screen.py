"""The terminal that a person sees: finding, marks, owners, the clipboard, pictures."""

import zlib
from base64 import b64encode
from collections.abc import Callable
from struct import pack
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import HYDRATED, PHONE, Open
from tests.e2e.system import System, wait_for

Spawn = Callable[..., str]


def _png(width: int, height: int) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress((b"\0" + b"\xff\0\0" * width) * height))
    return b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b"")


SIXEL = r"\033Pq#0;2;100;0;0#0!60~-!60~-!60~-!60~\033\\"
"""A red picture, 60 by 24 pixels."""
PNG = _png(60, 24)
ITERM = rf"\033]1337;File=inline=1;size={len(PNG)}:{b64encode(PNG).decode()}\007"


@pytest.fixture
def spawn(system: System) -> Spawn:
    """Starts a session over REST; its id."""

    def spawned(**asked: Any) -> str:
        with system.client() as client:
            answer = client.post("/api/pty/spawn", json=asked | {"workdir": str(system.repository)})
        return str(answer.raise_for_status().json()["id"])

    return spawned


def test_what_is_looked_for_is_found_and_counted(open_page: Open, spawn: Spawn) -> None:
    page = _open(open_page, spawn())
    _run(page, "printf 'lamp %s\\n' one two Three; echo end-$((40+2))", "end-42")
    page.keyboard.press("Control+Shift+F")
    find = page.get_by_role("search", name="Find in the terminal")
    find.get_by_role("textbox", name="Find").fill(r"^lamp \w+$")
    find.get_by_role("button", name="Regular expression").click()
    expect(find.get_by_role("status")).to_have_text("3 of 3")
    find.get_by_role("textbox", name="Find").press("Enter")
    expect(find.get_by_role("status")).to_have_text("2 of 3")
    find.get_by_role("textbox", name="Find").press("Shift+Enter")
    expect(find.get_by_role("status")).to_have_text("3 of 3")
    find.get_by_role("textbox", name="Find").fill("three$")
    expect(find.get_by_role("status")).to_have_text("1 of 1")
    find.get_by_role("button", name="Match case").click()
    expect(find.get_by_role("status")).to_have_text("No results")
    find.get_by_role("textbox", name="Find").fill("(")
    expect(find.get_by_role("status")).to_have_text("No regular expression")
    find.get_by_role("textbox", name="Find").press("Escape")
    expect(find).to_be_hidden()
    expect(page.locator(".xterm textarea")).to_be_focused()


def test_an_agents_terminal_is_taken_over_and_handed_back(open_page: Open, spawn: Spawn) -> None:
    page = _open(open_page, spawn(agentId="ada"))
    bar = page.locator(".term-owner")
    expect(bar).to_contain_text("ada works here")
    _focus(page)
    page.keyboard.type("echo in-vain")
    expect(bar.get_by_role("alert")).to_contain_text("Nothing was typed")
    page.keyboard.press("Control+Shift+Enter")
    expect(bar).to_contain_text("You have the terminal of ada")
    _run(page, "echo took-$((40+2))", "took-42")
    assert "in-vain" not in _screen(page)
    bar.get_by_role("button", name="Hand back").click()
    expect(bar).to_contain_text("ada works here")
    expect(bar.get_by_role("button", name="Take over")).to_be_visible()


def test_a_persons_terminal_says_nothing_of_owners(open_page: Open, spawn: Spawn) -> None:
    page = _open(open_page, spawn())
    _run(page, "echo mine-$((40+2))", "mine-42")
    expect(page.locator(".term-owner")).to_have_count(0)


def test_commands_are_marked_with_how_they_ended_also_after_a_reload(
    open_page: Open, spawn: Spawn
) -> None:
    page = _open(open_page, spawn())
    _run(page, "echo fine-$((40+2))", "fine-42")
    _run(page, "(echo bad-$((40+2)); exit 3)", "bad-42")
    page.keyboard.type("sleep 600\n")
    _marked(page, ["good", "bad", "running"])
    expect(page.get_by_role("button", name="exit 3): exit code 3")).to_be_visible()
    page.reload()
    page.wait_for_selector(HYDRATED)
    _marked(page, ["good", "bad", "running"])
    _focus(page)
    page.keyboard.press("Control+c")
    _marked(page, ["good", "bad", "bad"])


def test_what_the_shell_keeps_out_of_its_history_is_named_as_it_was_typed(
    open_page: Open, spawn: Spawn
) -> None:
    page = _open(open_page, spawn())
    _run(page, "HISTCONTROL=ignoreboth; echo a-$((40+2))", "a-42")
    _run(page, " echo hidden-$((40+2))", "hidden-42")
    _run(page, "echo b-$((40+2))", "b-42")
    _run(page, "echo b-$((40+2))", "b-42")
    _marked(page, ["good", "good", "good", "good"])
    expect(page.get_by_role("button", name="echo hidden-$((40+2)):")).to_be_visible()
    expect(page.get_by_role("button", name="echo b-$((40+2)):")).to_have_count(2)


def test_a_mark_that_a_program_made_up_is_not_believed(open_page: Open, spawn: Spawn) -> None:
    page = _open(open_page, spawn())
    _run(page, r"printf '\e]633;E;rm -rf /\a\e]133;C\a\e]133;D;0\amade-%s\n' up; false", "made-up")
    _marked(page, ["bad"])
    expect(page.get_by_role("button", name="rm -rf /: exit")).to_have_count(0)


def test_by_keys_one_comes_to_a_command_copies_it_and_runs_it_again(
    open_page: Open, spawn: Spawn
) -> None:
    page = _open(open_page, spawn(), clipboard=True)
    _run(page, "printf 'first\\nsecond-%s\\n' $((40+2))", "second-42")
    _run(page, "seq 200; echo done-$((40+2))", "done-42")
    wait_for(lambda: "second-42" not in _screen(page), 15, "the first command out of sight")
    page.keyboard.press("Control+Shift+ArrowUp")
    page.keyboard.press("Control+Shift+ArrowUp")
    wait_for(lambda: "second-42" in _screen(page), 15, "the first command in sight again")
    page.keyboard.press("Control+Shift+Space")
    menu = page.get_by_role("menu", name="Command printf")
    expect(menu).to_contain_text("exit code 0")
    expect(menu.get_by_role("menuitem", name="Run again")).to_be_focused()
    menu.get_by_role("menuitem", name="Copy output").click()
    wait_for(lambda: _copied(page) == "first\nsecond-42", 15, "the output on the clipboard")
    expect(page.locator(".xterm textarea")).to_be_focused()
    _marked(page, ["good", "good"])
    page.keyboard.press("Control+Shift+ArrowUp")
    page.keyboard.press("Control+Shift+ArrowUp")
    page.keyboard.press("Control+Shift+Space")
    page.keyboard.press("Enter")
    wait_for(lambda: _screen(page).count("second-42") == 1, 15, "the output once more")
    _marked(page, ["good", "good", "good"])


def test_a_program_copies_only_when_the_person_says_so(open_page: Open, spawn: Spawn) -> None:
    page = _open(open_page, spawn(), clipboard=True)
    _run(page, r"printf '\e]52;c;%s\a' $(printf lighthouse | base64); echo a-$((40+2))", "a-42")
    asked = page.get_by_role("status", name="A program wants to copy")
    expect(asked).to_contain_text("wants to copy 10 characters")
    expect(page.locator(".xterm textarea")).to_be_focused()
    asked.get_by_role("button", name="Not now").click()
    expect(asked).to_be_hidden()
    assert _copied(page) != "lighthouse"
    _run(page, r"printf '\e]52;c;%s\a' $(printf lighthouse | base64); echo b-$((40+2))", "b-42")
    asked.get_by_role("button", name="Copy").click()
    wait_for(lambda: _copied(page) == "lighthouse", 15, "the text on the clipboard")
    _run(page, r"printf '\e]52;c;?\a'; read -t 1 -n 1 -s; echo c-$((40+2))-[$REPLY]", "c-42-[]")
    page.reload()
    page.wait_for_selector(HYDRATED)
    wait_for(lambda: "c-42" in _screen(page), 15, "the screen as it was")
    expect(asked).to_have_count(0)


def test_several_lines_are_pasted_when_the_person_says_so_again(
    open_page: Open, spawn: Spawn
) -> None:
    page = _open(open_page, spawn(command="cat"), clipboard=True)
    _focus(page)
    page.evaluate("navigator.clipboard.writeText('one\\ntwo\\nthree')")
    page.keyboard.press("Control+Shift+V")
    asked = page.get_by_role("alertdialog", name="Paste several lines")
    expect(asked).to_contain_text("Paste 3 lines?")
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    assert "one" not in _screen(page)
    page.keyboard.press("Control+Shift+V")
    expect(asked.get_by_role("button", name="Paste")).to_be_focused()
    page.keyboard.press("Enter")
    wait_for(lambda: _screen(page).count("two") == 2, 15, "what was pasted, and cat's answer")


@pytest.mark.parametrize("picture", [SIXEL, ITERM], ids=["sixel", "iterm"])
def test_a_picture_is_drawn(open_page: Open, spawn: Spawn, picture: str) -> None:
    page = _open(open_page, spawn())
    _run(page, f"printf '{picture}\\n'; echo drawn-$((40+2))", "drawn-42")
    drawn = page.locator("canvas.xterm-image-layer")
    expect(drawn).to_have_count(1)
    wait_for(lambda: drawn.evaluate(RED_PIXELS) >= 60 * 20, 15, "a red picture")


def test_a_screen_reader_is_told_what_the_terminal_shows(open_page: Open, spawn: Spawn) -> None:
    page = _open(open_page, spawn())
    _run(page, "echo aloud-$((40+2))", "aloud-42")
    lines = page.locator(".xterm-accessibility-tree")
    expect(lines).to_have_count(0)
    page.get_by_role("button", name="Screen reader mode: off").press("Enter")
    expect(lines).to_contain_text("aloud-42")
    page.reload()
    page.wait_for_selector(HYDRATED)
    expect(lines).to_contain_text("aloud-42")
    page.get_by_role("button", name="Screen reader mode: on").press("Enter")
    expect(lines).to_have_count(0)


def test_the_beginning_says_that_more_was_printed_than_is_kept(
    open_page: Open, spawn: Spawn
) -> None:
    page = _open(open_page, spawn())
    _run(page, "seq 100000; echo done-$((40+2))", "done-42")
    told = page.get_by_text("Earlier output is no longer kept")
    expect(told).to_have_count(0)
    page.keyboard.press("Control+Shift+Home")
    expect(told).to_be_visible()
    page.reload()
    page.wait_for_selector(HYDRATED)
    wait_for(lambda: "done-42" in _screen(page), 15, "the screen as it was")
    _focus(page)
    page.keyboard.press("Control+Shift+Home")
    expect(told).to_be_visible()


def test_an_address_says_where_it_leads_and_opens_by_ctrl_click(
    open_page: Open, spawn: Spawn, system: System
) -> None:
    page = _open(open_page, spawn(command="cat"))
    address = f"{system.url}/specs/"
    _focus(page)
    page.keyboard.type(f"{address}\n")
    wait_for(lambda: _screen(page).count(address) == 2, 15, "the address")
    place = {"x": 100.0, "y": 5.0}
    page.locator(".xterm-screen").hover(position={"x": 300, "y": 200})
    page.locator(".xterm-screen").hover(position=place)
    expect(page.locator(".term-target")).to_contain_text(address)
    page.locator(".xterm-screen").click(position=place)
    assert len(page.context.pages) == 1
    with page.context.expect_page() as opened:
        page.locator(".xterm-screen").click(position=place, modifiers=["Control"])
    opened.value.wait_for_url(address)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_serious_violation_in_it(open_page: Open, spawn: Spawn, theme: str) -> None:
    page = _open(open_page, spawn(agentId="ada"), theme=theme)
    page.get_by_role("button", name="Take over").click()
    _run(page, "echo axe-$((40+2)); false", "axe-42")
    _marked(page, ["bad"])
    page.keyboard.press("Control+Shift+F")
    page.get_by_role("textbox", name="Find", exact=True).fill("axe")
    expect(page.get_by_role("search", name="Find").get_by_role("status")).to_contain_text("of")
    violations = Axe().run(page, context=".term").response["violations"]
    assert [v["id"] for v in violations if v["impact"] in ("serious", "critical")] == []


def test_a_second_viewer_scales_until_it_takes_the_size(
    open_page: Open, spawn: Spawn, system: System
) -> None:
    id = spawn()
    first = _open(open_page, id)
    wide = _columns(system, id)
    second = _open(open_page, id, viewport=PHONE)
    wait_for(lambda: _columns(system, id) < wide, 15, "the phone's size")
    strip = first.locator(".term-strip", has_text="×")
    expect(strip).to_contain_text(f"{_columns(system, id)} ×")
    strip.get_by_role("button", name="Use this size").click()
    wait_for(lambda: _columns(system, id) == wide, 15, "the first one's size")
    expect(strip).to_have_count(0)
    expect(second.locator(".term-strip", has_text=f"{wide} ×")).to_be_visible()
    box, screen = (
        second.locator(part).bounding_box() for part in (".term-screen", ".xterm-screen")
    )
    assert box
    assert screen
    assert screen["width"] <= max(box["width"], wide * 3.7)  # the smallest type is 6 px


def test_a_finger_selects_text_on_a_sheet(open_page: Open, spawn: Spawn) -> None:
    page = _open(open_page, spawn(), viewport=PHONE)
    _run(page, "echo sheet-$((40+2))", "sheet-42")
    page.get_by_role("button", name="Copy: select text").click()
    sheet = page.get_by_role("dialog", name="Text of the terminal")
    expect(sheet).to_contain_text("sheet-42")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


RED_PIXELS = """canvas => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let red = 0;
  for (let at = 0; at < data.length; at += 4) red += data[at] > 200 && data[at + 1] < 50;
  return red;
}"""


def _open(open_page: Open, id: str, *, clipboard: bool = False, **how: Any) -> Page:
    page = open_page(f"/terminals?pty={id}", **how)
    if clipboard:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.wait_for_selector('.term[data-ready="true"]')
    return page


def _focus(page: Page) -> None:
    page.locator(".xterm-screen").click(position={"x": 200, "y": 5})
    page.wait_for_selector(".xterm :focus", state="attached")


def _run(page: Page, line: str, answer: str) -> None:
    _focus(page)
    page.keyboard.type(f"{line}\n")
    wait_for(lambda: answer in _screen(page), 15, answer)


def _screen(page: Page) -> str:
    return page.locator(".xterm-rows").inner_text().replace("\xa0", " ")


def _marked(page: Page, states: list[str]) -> None:
    dots = page.locator(".term-mark")
    told = "dots => dots.map(dot => dot.dataset.state)"
    wait_for(lambda: dots.evaluate_all(told) == states, 15, f"the marks {states}")


def _copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def _columns(system: System, id: str) -> int:
    with system.client() as client:
        return int(client.get(f"/api/pty/{id}").raise_for_status().json()["cols"])
