"""A command that ends is told of in every open tab, once, and what fails is said."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import HYDRATED, PHONE, Open
from tests.e2e.system import System


def run(system: System, script: str, **more: object) -> str:
    """Start a command whose end is told of; its id."""
    asked = {"command": "sh", "args": ["-c", script], "notifyOnExit": True, **more}
    with system.client() as client:
        return str(client.post("/api/pty/spawn", json=asked).raise_for_status().json()["id"])


def test_the_end_of_a_command_is_told_once_in_each_tab(open_page: Open, system: System) -> None:
    tabs = [open_page("/settings"), open_page("/results")]
    pty = run(system, "echo 3 tests failed; exit 2", title="run tests")
    for page in tabs:
        toast = page.locator(".toast", has_text="run tests")
        expect(toast).to_have_count(1)
        expect(toast).to_contain_text("Failed with exit code 2")
        expect(toast).to_contain_text("3 tests failed")
        expect(toast.get_by_role("alert")).to_be_visible()
    first, second = tabs
    first.get_by_role("link", name="Show").click()
    first.wait_for_url(f"**/terminals?pty={pty}")
    expect(first.locator(".toast")).to_have_count(0)
    second.get_by_role("link", name="Models").first.click()
    second.wait_for_url("**/models")
    expect(second.locator(".toast", has_text="run tests")).to_have_count(1)
    second.get_by_role("button", name="Close").click()
    expect(second.locator(".toast")).to_have_count(0)


def test_a_reload_shows_no_toast_again_but_what_comes_then(open_page: Open, system: System) -> None:
    page = open_page("/settings")
    run(system, "echo all well", title="build")
    expect(page.locator(".toast", has_text="Done, exit code 0")).to_have_count(1)
    page.reload()
    page.wait_for_selector(HYDRATED)
    run(system, "kill -TERM $$", title="serve")
    expect(page.locator(".toast", has_text="Ended by")).to_have_count(1)
    expect(page.locator(".toast")).to_have_count(1)


def test_commands_that_end_at_once_are_one_toast(open_page: Open, system: System) -> None:
    page = open_page("/settings")
    gate = system.home / "gate"
    for number in range(5):
        code = 1 if number == 3 else 0
        script = f"until [ -e {gate} ]; do sleep 0.02; done; exit {code}"
        run(system, script, title=f"job {number}")
    gate.touch()
    toast = page.locator(".toast", has_text="5 commands ended")
    expect(toast).to_contain_text("1 failed: job 3")
    expect(page.locator(".toast")).to_have_count(1)


def test_what_a_handler_cannot_do_is_said(open_page: Open, system: System) -> None:
    with system.client() as client:
        wanted = {"project_id": 1, "title": "Soon gone"}
        session = client.post("/api/coder/sessions", json=wanted).raise_for_status().json()["id"]
        page = open_page("/settings")
        page.locator(".session", has_text="Soon gone").hover()
        page.get_by_role("button", name="More for Soon gone").click()
        page.get_by_role("menuitem", name="Rename…").click()
        client.delete(f"/api/coder/sessions/{session}").raise_for_status()
    page.get_by_label("Title").fill("Back again")
    page.keyboard.press("Enter")
    toast = page.locator(".toast[data-kind=failure]")
    expect(toast.get_by_role("alert")).to_contain_text("There is no session")


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_toasts_are_accessible(
    open_page: Open, system: System, viewport: object, theme: str
) -> None:
    page = open_page("/settings", viewport=viewport, theme=theme)
    run(system, "echo one long line of output that does not fit; exit 1", title="check")
    expect(page.locator(".toast", has_text="check")).to_have_count(1)
    run(system, "echo fine", title="lint")
    expect(page.locator(".toast", has_text="lint")).to_have_count(1)
    found = Axe().run(page, context=".toast")
    assert found.violations_count == 0, found.generate_report()
    close = page.locator(".toast", has_text="check").get_by_role("button", name="Close")
    close.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".toast", has_text="check")).to_have_count(0)
