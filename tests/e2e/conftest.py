"""One system and one browser for the tests of this folder; a fresh context for each test."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    StorageState,
    expect,
    sync_playwright,
)

from boocode_app.core.auth.credentials import Credentials
from tests.e2e.harbour import Harbour, make_harbour
from tests.e2e.system import System, make_repository, wait_for

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-3d-apis",  # without WebGL a terminal's screen is text that a test can read
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
HYDRATED = '[data-hydrated="true"]'
NOTES = 250
"""Letters that may stand below a reply."""
Open = Callable[..., Page]
expect.set_options(timeout=15_000)  # a machine that is busy with other work is slow, not wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here starts a real system: give its first one the time to build the front end."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(420))


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A BooCode started by `up` in a repository with changes; `link` is what it printed."""
    base = tmp_path_factory.mktemp("boocode")
    started = System(base / "home", make_repository(base / "lighthouse"))
    try:
        started.link = started.start()
        wait_for(started.is_well, 60, "every part being ready")
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium: BOOCODE_CHROMIUM, else the machine's own."""
    path = os.environ.get("BOOCODE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def logged_in(system: System, browser: Browser) -> StorageState:
    """The cookie of a person who opened a link."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{system.url}/login?link={Credentials.at(system.home).new_link()}")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def faults() -> list[str]:
    """What the consoles said. A test that breaks something on purpose clears it at its end."""
    return []


@pytest.fixture
def open_page(
    system: System, browser: Browser, logged_in: StorageState, faults: list[str]
) -> Iterator[Open]:
    """Opens an address, waits until the page listens, and at the end sees that nothing failed.

    `open_page(path, viewport=, theme=)`: a page in a new context.
    """
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"{message.text} ({message.location.get('url', '')})")

    def opened(path: str = "/", *, viewport: Any = None, theme: Any = "dark") -> Page:
        context = browser.new_context(
            viewport=viewport or DESKTOP,
            color_scheme=theme,
            storage_state=logged_in,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", heard)
        page.on("pageerror", lambda error: faults.append(str(error)))
        go(page, system.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, f"the console said: {faults}"


@pytest.fixture
def harbour(system: System, tmp_path: Path) -> Iterator[Harbour]:
    """A project with changes of many kinds; what was chosen of how to see them is undone.

    Asked for before `open_page`, so that no page is left to choose anything after that.
    """
    folder = make_harbour(tmp_path / "harbour")
    with system.client() as client:
        answer = client.post("/api/projects", json={"path": str(folder)}).raise_for_status()
        number = answer.json()["id"]
        yield Harbour(folder, number)
        client.put("/api/preferences/diff", json={"value": {}}).raise_for_status()
        client.delete(f"/api/projects/{number}").raise_for_status()


def go(page: Page, url: str) -> None:
    """Open an address and wait until the page listens."""
    page.goto(url)
    page.wait_for_selector(HYDRATED)


def send(page: Page, words: str) -> None:
    """Type a message and send it."""
    page.get_by_test_id("prompt").fill(words)
    page.keyboard.press("Control+Enter")


def reads_as(reply: str, stored: str) -> bool:
    """Whether the words of a reply on the page are the stored ones, from first to last.

    Below them may stand why it ended, when, how many tokens and how fast.
    """
    shown, wanted = _plain(reply), _plain(stored)
    return shown.startswith(wanted) and len(shown) - len(wanted) < NOTES


def _plain(text: str) -> str:
    """What is left of Markdown, and of the page that shows it, when marks and spaces are gone."""
    return re.sub(r"[^\w]|Copy", "", text)
