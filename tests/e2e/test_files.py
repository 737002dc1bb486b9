"""The Files tab: walked by keys, found by name, read and chosen; by mouse, by keys, on a phone."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from boocode_app.services.llama import demo
from tests.e2e.conftest import HYDRATED, PHONE, Open, send
from tests.e2e.system import System, wait_for

LENS = "src/beam/lens.py"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="12" height="8"><rect width="9"/></svg>'
COLOURS = """(view) => {
  const words = [...view.querySelectorAll("diffs-container")].flatMap(
    (file) => [...file.shadowRoot.querySelectorAll("[data-line] span")],
  );
  return [...new Set(words.map((word) => getComputedStyle(word).color))];
}"""


@pytest.fixture(scope="module")
def sources(system: System) -> Iterator[Path]:
    """A folder with files of several kinds; gone at the end, as other tests count the changes."""
    folder = system.repository / "src"
    (folder / "beam").mkdir(parents=True)
    lines = "".join(f"LAMP_{number} = {number}  # of the lens\n" for number in range(1, 301))
    (folder / "beam" / "lens.py").write_text('"""The lens."""\n' + lines)
    (folder / "two words.txt").write_bytes("größe\r\n".encode("latin-1"))
    (folder / "logo.svg").write_text(SVG)
    (folder / "lamp.bin").write_bytes(b"\0" * 1234)
    (folder / "empty").touch()
    (folder / "out").symlink_to("/etc/passwd")
    yield folder
    shutil.rmtree(folder)


def test_the_tree_is_walked_by_keys_to_lines_in_the_chat(open_page: Open, sources: Path) -> None:
    page = open_page()
    page.get_by_role("tab", name=re.compile("^Git")).focus()
    page.keyboard.press("ArrowRight")
    tree = _tree(page)
    expect(_row(tree, "src")).to_be_visible()
    tree.press("s")
    page.keyboard.press("ArrowRight")
    expect(_row(tree, "beam")).to_have_attribute("aria-level", "2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(_row(tree, "lens.py")).to_have_attribute("aria-level", "3")
    tree.press("l")
    tree.press("Enter")
    code = _code(page, LENS)
    expect(code.get_by_text("LAMP_2 =")).to_be_visible()
    wait_for(lambda: len(code.evaluate(COLOURS)) > 2, 15, "a colour for each kind of word")
    code.press("Shift+ArrowDown")
    code.press("ArrowDown")
    code.press("Shift+ArrowDown")
    expect(_chosen(page)).to_contain_text(f"{LENS}:2-3")
    assert code.evaluate("(code) => code.scrollTop") == 0  # what is in sight stays where it is
    assert page.url.split("#")[0].endswith(f"tab=files&file={LENS}&line=2-3")
    page.get_by_test_id("prompt").fill("Explain ")
    _chosen(page).get_by_role("button", name="Add to chat").press("Enter")
    expect(page.get_by_test_id("prompt")).to_have_value(f"Explain {LENS}:2-3 ")
    expect(page.get_by_test_id("prompt")).to_be_focused()


def test_a_link_leads_to_lines_and_back_leads_away(open_page: Open, sources: Path) -> None:
    page = open_page(f"/?tab=files&file={LENS}&line=170-178")
    code = _code(page, LENS)
    expect(code.get_by_text("LAMP_173 =")).to_be_in_viewport()
    expect(_chosen(page)).to_contain_text(f"{LENS}:170-178")
    code.press("Control+p")
    finder = page.get_by_role("combobox", name="Find a file")
    expect(finder).to_be_focused()
    finder.fill("srctwo")
    expect(page.get_by_role("option", name="two words.txt")).to_be_visible()
    finder.press("Enter")
    expect(_code(page, "src/two words.txt").get_by_text("größe")).to_be_visible()
    expect(page.get_by_role("heading", name="two words.txt")).to_be_visible()
    expect(page.get_by_text("ISO 8859-1 · CRLF")).to_be_visible()
    page.get_by_role("button", name="Add the file to the chat").click()
    expect(page.get_by_test_id("prompt")).to_have_value("`src/two words.txt` ")
    page.go_back()
    expect(_chosen(page)).to_contain_text(f"{LENS}:170-178")
    page.keyboard.press("Control+p")


def test_lines_are_chosen_by_mouse_and_found_by_their_text(open_page: Open, sources: Path) -> None:
    page = open_page(f"/?tab=files&file={LENS}")
    code = _code(page, LENS)
    numbers = code.locator("[data-column-number]")
    numbers.nth(4).click()
    numbers.nth(8).click(modifiers=["Shift"])
    expect(_chosen(page)).to_contain_text(f"{LENS}:5-9")
    code.press("Escape")
    expect(_chosen(page)).to_be_hidden()
    code.press("Control+f")
    find = page.get_by_role("search", name="Find in the file")
    expect(find.get_by_role("textbox")).to_be_focused()
    find.get_by_role("textbox").fill("lamp_250")
    expect(find.get_by_role("status")).to_have_text("1 of 1")
    expect(code.get_by_text("LAMP_250 =")).to_be_in_viewport()
    find.get_by_role("textbox").fill("of the lens")
    expect(find.get_by_role("status")).to_have_text("1 of 300")
    find.get_by_role("textbox").press("Shift+Enter")
    expect(find.get_by_role("status")).to_have_text("300 of 300")
    find.get_by_role("textbox").press("Escape")
    expect(_chosen(page)).to_contain_text(f"{LENS}:301")


def test_each_kind_of_file_says_what_it_is(
    open_page: Open, sources: Path, faults: list[str]
) -> None:
    page = open_page("/?tab=files&file=src/logo.svg")
    image = page.get_by_role("img", name="src/logo.svg")
    wait_for(lambda: image.evaluate("(image) => image.naturalWidth") == 12, 10, "the image")
    page.get_by_role("button", name="Text", exact=True).click()
    expect(_code(page, "src/logo.svg").get_by_text("<svg")).to_be_visible()
    for name, words in (
        ("lamp.bin", "A binary file of 1.2"),
        ("empty", "The file is empty."),
        ("none.py", "There is no file src/none.py (any more)."),
        ("out", "it is a link that leaves the project"),
    ):
        _open(page, f"src/{name}")
        expect(page.get_by_text(words)).to_be_visible()
    faults.clear()  # the browser tells of each answer that is a refusal


def test_what_changed_on_disk_is_shown_and_leads_to_its_changes(
    open_page: Open, sources: Path, system: System
) -> None:
    page = open_page("/?tab=files&file=keeper.py")
    expect(_code(page, "keeper.py").get_by_text("awake")).to_be_visible()
    file = system.repository / "keeper.py"
    before = file.read_text()
    try:
        file.write_text(before + "# asleep\n")
        page.evaluate(
            "() => window.dispatchEvent("
            "new CustomEvent('boo:repository', { detail: { projectId: 1 } }))"
        )
        expect(_code(page, "keeper.py").get_by_text("# asleep")).to_be_visible()
    finally:
        file.write_text(before)
    page.get_by_role("link", name="Show its changes").click()
    expect(page.get_by_role("tab", name=re.compile("^Git"))).to_have_attribute(
        "aria-selected", "true"
    )
    expect(page.locator('.boo-diff-head[data-path="keeper.py"]')).to_be_visible()


@pytest.fixture
def guide(system: System, sources: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session with a model whose reply names places."""
    words = f"The lamp is lit in {LENS}:40-42 and its purpose told by `README.md:1`."
    monkeypatch.setattr(demo, "SCRIPT", words)
    file = system.home / "models" / "guide.gguf"
    demo.write_demo(file)
    wanted = {"project_id": 1, "model": "guide", "title": "Guide"}
    with system.client() as client:
        answer = client.post("/api/coder/sessions", json=wanted).raise_for_status()
        yield str(answer.json()["id"])
        client.post("/api/llama/models/guide/unload").raise_for_status()
        file.unlink()


def test_a_place_that_a_reply_names_opens_there(open_page: Open, guide: str) -> None:
    page = open_page(f"/?project=1&session={guide}")
    send(page, "Where is the lamp?")
    reply = page.get_by_role("article", name="Reply")
    reply.get_by_role("link", name="README.md:1").click()
    expect(_code(page, "README.md").get_by_text("# Lighthouse")).to_be_visible()
    reply.get_by_role("link", name=f"{LENS}:40-42").click()
    expect(_chosen(page)).to_contain_text(f"{LENS}:40-42")
    assert f"session={guide}" in page.url


def test_a_phone_shows_the_tree_or_the_file(open_page: Open, sources: Path) -> None:
    page = open_page("/?tab=files#git", viewport=PHONE)
    tree = _tree(page)
    _row(tree, "src").click()
    _row(tree, "beam").click()
    _row(tree, "lens.py").click()
    expect(tree).to_be_hidden()
    expect(_code(page, LENS)).to_be_visible()
    page.get_by_role("button", name="Back to the files").click()
    expect(tree).to_be_focused()
    expect(_row(tree, "lens.py")).to_be_in_viewport()
    page.reload()
    page.wait_for_selector(HYDRATED)
    expect(_tree(page)).to_be_visible()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_no_serious_violation(open_page: Open, sources: Path, theme: str) -> None:
    page = open_page(f"/?tab=files&file={LENS}&line=3-4", theme=theme)
    page.get_by_role("button", name="Maximise file panel").click()
    expect(_tree(page)).to_be_visible()
    expect(_chosen(page)).to_be_visible()
    code = _code(page, LENS)
    wait_for(lambda: len(code.evaluate(COLOURS)) > 2, 15, "a colour for each kind of word")
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == []


def _tree(page: Page) -> Locator:
    return page.get_by_role("tree", name="Files of the project")


def _row(tree: Locator, name: str) -> Locator:
    return tree.get_by_role("treeitem", name=re.compile(rf"^{re.escape(name)}(,|$)"))


def _code(page: Page, path: str) -> Locator:
    return page.get_by_role("region", name=f"Lines of {path}")


def _chosen(page: Page) -> Locator:
    return page.get_by_role("toolbar", name="Chosen lines")


def _open(page: Page, path: str) -> None:
    """By its address, as a link within the page does it."""
    page.evaluate(
        "(href) => { history.pushState(history.state, '', href);"
        " window.dispatchEvent(new Event('boo:address')); }",
        f"/?tab=files&file={path}",
    )
