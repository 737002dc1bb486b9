"""How a diff is shown: each choice by role, by keys, in the address, and kept for the person."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Request, expect

from tests.e2e.conftest import HYDRATED, PHONE, Open
from tests.e2e.harbour import PIER, Harbour
from tests.e2e.system import System, wait_for

HIDDEN = "2 whitespace-only files, 3 lines hidden. Python, YAML: indentation has meaning here."


def test_no_choice_asks_the_server_for_the_diff(harbour: Harbour, open_page: Open) -> None:
    page = _shown(open_page(harbour.address()))
    asked: list[str] = []
    page.on("request", lambda request: _is_of_diff(request) and asked.append(request.url))
    new = page.locator("[data-additions] [data-line]", has_text="slowly=True")
    one = page.locator("[data-unified] [data-line]", has_text="slowly=True")
    _press(page, "Split view")
    expect(new).to_be_visible()
    expect(one).to_have_count(0)
    assert "split=1" in page.url
    _press(page, "Wrap lines")
    assert "wrap=1" in page.url
    page.get_by_role("checkbox", name="Hide whitespace").press("Space")
    assert "space=hide" in page.url
    _press(page, "Collapse all")
    expect(new).to_have_count(0)
    assert "closed=all" in page.url
    page.reload()
    page.wait_for_selector(HYDRATED)
    _shown(page)
    asked.clear()
    for name in ("Split view", "Wrap lines"):
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("checkbox", name="Hide whitespace")).to_be_checked()
    expect(new).to_have_count(0)
    _press(page, "Expand all")
    expect(new).to_be_visible()
    _press(page, "Unified view")
    expect(one).to_be_visible()
    assert asked == []


def test_hidden_whitespace_is_counted_and_warned_of(harbour: Harbour, open_page: Open) -> None:
    page = _shown(open_page(harbour.address()))
    files = page.get_by_role("tree", name="Changed files")
    expect(files.get_by_role("treeitem", name="notes.yaml")).to_be_visible()
    page.get_by_role("checkbox", name="Hide whitespace").check()
    expect(page.get_by_role("status").filter(has_text="whitespace-only")).to_contain_text(HIDDEN)
    expect(files.get_by_role("treeitem", name="notes.yaml")).to_have_count(0)
    expect(files.get_by_role("treeitem", name="berths.py")).to_contain_text("+2")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(files.get_by_role("treeitem", name="notes.yaml")).to_be_visible()


def test_what_was_chosen_last_is_kept_and_the_address_wins(
    harbour: Harbour, open_page: Open, system: System
) -> None:
    page = _shown(open_page(harbour.address()))
    _press(page, "Split view")
    _press(page, "Wrap lines")
    with system.client() as client:
        wait_for(lambda: _kept(client.get("/api/preferences/diff").json()), 10, "the choice")
    elsewhere = _shown(open_page(harbour.address("split=0")))
    unified = elsewhere.get_by_role("button", name="Unified view")
    expect(elsewhere.get_by_role("button", name="Wrap lines")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(unified).to_have_attribute("aria-pressed", "true")


def test_wrapped_lines_need_no_scrolling_and_others_scroll_together(
    harbour: Harbour, open_page: Open
) -> None:
    page = _shown(open_page(harbour.address("split=1&tab=git&file=src/harbour/berths.py")))
    old, new = (_column(page, side) for side in ("deletions", "additions"))
    expect(new).to_be_visible()
    new.evaluate("(column) => column.scrollTo(30, 0)")
    wait_for(lambda: old.evaluate("(column) => column.scrollLeft > 0"), 5, "both moving")
    _press(page, "Wrap lines")
    page.get_by_text(PIER).first.scroll_into_view_if_needed()
    wait_for(
        lambda: new.evaluate("(column) => column.scrollWidth <= column.clientWidth"), 5, "wrapping"
    )


def test_refs_are_compared_and_left_again(harbour: Harbour, open_page: Open) -> None:
    page = _shown(open_page(harbour.address()))
    page.get_by_role("combobox", name="Changes of").select_option("Compare with…")
    page.get_by_role("textbox", name="From").fill("HEAD")
    page.get_by_role("textbox", name="To", exact=True).fill("HEAD")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing differs between the two.")).to_be_visible()
    assert "base=HEAD" in page.url
    page.get_by_role("button", name="Back to the working tree").press("Enter")
    expect(page.get_by_role("treeitem", name="berths.py")).to_be_visible()
    expect(page.get_by_role("combobox", name="Changes of")).to_be_focused()
    assert "base" not in page.url


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_diff_is_open_to_everybody(harbour: Harbour, open_page: Open, theme: str) -> None:
    wide = _shown(open_page(harbour.address("split=1&space=hide"), theme=theme))
    wide.locator(".boo-diff-view").press("Control+f")
    wide.get_by_role("textbox", name="Find").fill("slowly")
    expect(wide.get_by_text("1 of 1")).to_be_visible()
    phone = _shown(open_page(harbour.address("split=1") + "#git", theme=theme, viewport=PHONE))
    expect(phone.get_by_text("too narrow for two")).to_be_visible()
    phone.get_by_role("button", name="How the diff is shown").click()
    for page in (wide, phone):
        found = Axe().run(page, context=".boo-diff")
        assert found.violations_count == 0, found.generate_report()


def _shown(page: Page) -> Page:
    page.wait_for_selector('.boo-diff[data-ready="true"]')
    return page


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).press("Enter")


def _column(page: Page, side: str) -> Locator:
    return page.locator(f"code[data-{side}]", has_text="berth_30").first


def _is_of_diff(request: Request) -> bool:
    return "/diff" in request.url and "/preferences/" not in request.url


def _kept(answer: dict[str, dict[str, bool]]) -> bool:
    return bool(answer["value"].get("split") and answer["value"].get("wrap"))
