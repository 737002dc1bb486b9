"""The models page fetches a model from a hub: progress, pause, going on, giving up."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from boocode_app.services.llama.demo import write_demo
from tests.e2e.conftest import DESKTOP, go
from tests.e2e.system import System, make_repository, wait_for
from tests.hub import HubFolder, running_hub


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> HubFolder:
    """Files stop coming in the middle until it is `opened`."""
    content = write_demo(tmp_path_factory.mktemp("model") / "demo.gguf").read_bytes()
    return HubFolder({"tiny-Q4_K_M.gguf": content, "tiny-Q8_0.gguf": content})


@pytest.fixture(scope="module")
def fetching(hub: HubFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A BooCode whose hub is ours."""
    base = tmp_path_factory.mktemp("fetching")
    with running_hub(hub) as url:
        started = System(
            base / "home",
            make_repository(base / "lighthouse"),
            extra={"BOOCODE_HF_ENDPOINT": url},
        )
        try:
            started.link = started.start()
            wait_for(started.is_well, 60, "every part being ready")
            yield started
        finally:
            hub.opened.set()
            started.stop()


@pytest.fixture(scope="module")
def page(fetching: System, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    page.goto(fetching.link)
    yield page
    context.close()


def test_a_first_run_offers_models_that_fit(page: Page, fetching: System) -> None:
    go(page, f"{fetching.url}/models")
    expect(page.get_by_role("heading", name="Choose a first model")).to_be_visible()
    expect(page.get_by_text("free now").first).to_be_visible()
    assert page.get_by_role("button", name="Download ").count() > 0


def test_a_download_is_paused_goes_on_and_is_loaded(
    page: Page, fetching: System, hub: HubFolder
) -> None:
    go(page, f"{fetching.url}/models")
    add(page, "org/demo:Q4_K_M")
    opened = page.get_by_role("region", name="tiny-Q4_K_M")
    bar = opened.get_by_role("progressbar", name="Download of tiny-Q4_K_M")
    expect(bar).to_have_attribute("aria-valuenow", re.compile(r"^[1-5]\d$"))
    opened.get_by_role("button", name="Pause").click()
    expect(opened).to_contain_text("download paused")
    hub.opened.set()
    opened.get_by_role("button", name="Resume").click()
    expect(opened).to_contain_text("not loaded")
    opened.get_by_role("button", name="Load", exact=True).first.click()
    expect(row(page, "tiny-Q4_K_M")).to_contain_text("ready")


def test_giving_a_download_up_says_what_is_lost(
    page: Page, fetching: System, hub: HubFolder
) -> None:
    hub.opened.clear()
    go(page, f"{fetching.url}/models")
    add(page, "org/demo:Q8_0")
    expect(row(page, "tiny-Q8_0")).to_contain_text("of 2.7 MB")
    page.get_by_role("button", name="More for tiny-Q8_0").first.click()
    page.get_by_role("menuitem", name="Cancel the download…").first.click()
    asked = page.get_by_role("dialog", name="Cancel the download of “tiny-Q8_0”?")
    expect(asked).to_contain_text("thrown away")
    asked.get_by_role("button", name="Remove").click()
    expect(row(page, "tiny-Q8_0")).to_have_count(0)
    assert not list(Path(fetching.home, "models").glob("*Q8_0*"))


def add(page: Page, reference: str) -> None:
    """Ask for a model in the dialog."""
    page.get_by_role("button", name="Add a model").click()
    page.get_by_label("Reference").fill(reference)
    page.keyboard.press("Enter")


def row(page: Page, name: str) -> Locator:
    """The model's row in the list."""
    rows = page.get_by_role("region", name="All models").get_by_role("listitem")
    return rows.filter(has=page.locator("strong", has_text=name))
