"""For everyone: no serious fault that axe knows, and nothing that needs a mouse."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Open

PAGES = ["/", "/results", "/analytics", "/terminals", "/models", "/specs", "/settings"]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_serious_violation(open_page: Open, path: str, theme: str) -> None:
    page = open_page(path, theme=theme)
    page.wait_for_load_state("networkidle")
    assert _violations(Axe().run(page).response) == []


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_none_on_a_phone_with_the_drawer_open(open_page: Open, theme: str) -> None:
    page = open_page("/", viewport=PHONE, theme=theme)
    page.get_by_role("button", name="More", exact=True).click()
    assert _violations(Axe().run(page).response) == []


def test_the_whole_way_goes_by_keys(open_page: Open) -> None:
    page = open_page("/results")
    page.keyboard.press("g")
    page.keyboard.press("w")
    prompt = page.get_by_test_id("prompt")
    expect(prompt).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if prompt.evaluate("(box) => box === document.activeElement"):
            break
    page.keyboard.type("By keys alone")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("article", name="Reply").last).to_contain_text("all work together.")
    page.keyboard.press("Control+`")
    page.wait_for_selector(".xterm :focus", state="attached")
    page.keyboard.press("Control+`")
    expect(prompt).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("settings")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


def _violations(response: dict[str, Any]) -> list[str]:
    return [
        f"{fault['id']}: {fault['help']}: {[node['target'] for node in fault['nodes']][:4]}"
        for fault in response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
