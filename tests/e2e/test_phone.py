"""390 px wide: one pane at a time, a bar to switch them, the sidebar in a drawer."""

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Open


def test_the_bottom_bar_switches_the_panes(open_page: Open) -> None:
    page = open_page("/", viewport=PHONE)
    bar = page.get_by_role("navigation", name="Panes")
    chat, panel, dock = (page.locator(f'[data-pane="{n}"]') for n in ("chat", "panel", "terminal"))
    expect(page.get_by_test_id("prompt")).to_be_visible()
    expect(panel).to_be_hidden()
    bar.get_by_role("link", name="Git").click()
    expect(panel).to_be_visible()
    expect(chat).to_be_hidden()
    expect(panel).to_contain_text("lamp.py")
    bar.get_by_role("link", name="Terminal").click()
    expect(dock.locator(".xterm")).to_be_visible()
    bar.get_by_role("link", name="Chat").click()
    expect(page.get_by_test_id("prompt")).to_be_visible()
    page.go_back()
    expect(dock).to_be_visible()


def test_an_address_opens_its_pane(open_page: Open) -> None:
    page = open_page("/#git", viewport=PHONE)
    expect(page.locator('[data-pane="panel"]')).to_contain_text("lamp.py")
    bar = page.get_by_role("navigation", name="Panes")
    expect(bar.get_by_role("link", name="Git")).to_have_attribute("aria-current", "page")


def test_more_opens_the_drawer_and_esc_closes_it(open_page: Open) -> None:
    page = open_page("/", viewport=PHONE)
    sidebar = page.locator(".sidebar")
    expect(sidebar).to_be_hidden()
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("link", name="Token Analytics")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sidebar).to_be_hidden()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    expect(sidebar).to_be_hidden()


def test_no_page_is_wider_than_the_phone(open_page: Open) -> None:
    for path in ("/", "/settings", "/models", "/terminals", "/results", "/analytics", "/specs"):
        page = open_page(path, viewport=PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
