"""The printed link opens BooCode once; without a login nothing is shown."""

import re

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import HYDRATED
from tests.e2e.system import System


def test_the_printed_link_opens_the_workspace_once(system: System, browser: Browser) -> None:
    first = browser.new_context().new_page()
    first.goto(system.link)
    first.wait_for_selector(HYDRATED)
    expect(first.get_by_test_id("prompt")).to_be_visible()
    assert "link=" not in first.url
    second = browser.new_context().new_page()
    second.goto(system.link)
    expect(second.get_by_role("alert")).to_contain_text("used before")
    first.context.close()
    second.context.close()


def test_a_stranger_sees_the_login_and_no_page(system: System, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{system.url}/settings")
    expect(page.get_by_label("Token")).to_be_visible()
    assert page.locator(".app").count() == 0
    page.get_by_label("Token").fill(system.token)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/settings/?$"))
    page.wait_for_selector(HYDRATED)
    context.close()
