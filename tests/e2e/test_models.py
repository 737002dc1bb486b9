"""The models page: the list, loading and unloading, live figures, arguments, the log, adding."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from boocode_app.services.llama.demo import write_demo
from tests.e2e.conftest import PHONE, Open
from tests.e2e.system import System

ASK = {"messages": [{"role": "user", "content": "Go on."}], "stream": True}


@pytest.fixture(scope="module")
def looping(system: System) -> Iterator[str]:
    """A second model, which answers without end; not loaded, whoever talked with it before."""
    write_demo(system.home / "models" / "looping.gguf", "looping")
    call(system, "POST", "/models/looping/unload")
    yield "looping"
    call(system, "POST", "/models/looping/unload")


@pytest.fixture
def elsewhere(system: System, tmp_path: Path) -> Iterator[Path]:
    """A model file outside the models folder; whatever it was added as is removed."""
    file = write_demo(tmp_path / "wanderer.gguf", "random")
    yield file
    with system.client() as client:
        client.delete("/api/llama/models/wanderer")


def test_what_is_loaded_is_said_at_once_in_every_place(open_page: Open, looping: str) -> None:
    page = open_page(f"/models?model={looping}")
    row = _row(page, looping)
    expect(row).to_contain_text("not loaded")
    page.get_by_role("region", name=looping).get_by_role("button", name="Load").first.click()
    expect(row).to_contain_text("ready")
    expect(page.get_by_role("region", name=looping)).to_contain_text("pid")
    expect(_machine(page)).to_contain_text("2 models loaded")
    page.get_by_role("button", name=f"Unload {looping}").click()
    expect(row).to_contain_text("not loaded")
    expect(_machine(page)).to_contain_text("1 model loaded")


def test_a_model_is_found_and_opened_by_keys_and_its_side_is_in_the_address(
    open_page: Open, looping: str
) -> None:
    page = open_page("/models")
    expect(page.get_by_role("heading", name="This machine")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(_row(page, looping).get_by_role("link")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/models/?\?model=demo$"))
    page.get_by_role("link", name="Log", exact=True).click()
    page.wait_for_url(re.compile(r"\?model=demo&side=log$"))
    page.reload()
    expect(page.get_by_role("log")).to_contain_text("server")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/models/?$"))
    page.go_back()
    expect(page.get_by_role("log")).to_be_visible()


def test_who_is_answered_is_named_before_a_server_is_ended(
    open_page: Open, system: System, looping: str
) -> None:
    page = open_page(f"/models?model={looping}")
    with _answering(system, looping):
        expect(_row(page, looping)).to_contain_text("1 answering")
        page.get_by_role("button", name=f"Unload {looping}").click()
        dialog = page.get_by_role("dialog", name=f"Unload “{looping}”?")
        expect(dialog).to_contain_text("The answer in flight is cut off.")
        page.keyboard.press("Escape")
        expect(_row(page, looping)).to_contain_text("1 answering")
        page.get_by_role("button", name=f"Unload {looping}").click()
        dialog.get_by_role("button", name="Unload").click()
        expect(_row(page, looping)).to_contain_text("not loaded")


def test_live_figures_come_as_numbers_and_plots(
    open_page: Open, system: System, looping: str
) -> None:
    page = open_page(f"/models?model={looping}")
    with _answering(system, looping):
        slots = page.get_by_role("figure", name="Slots busy: 1")
        expect(slots).to_be_visible()
        expect(slots.locator("svg").first).to_be_visible()
        generation = page.get_by_role("figure", name="Generation")
        expect(generation).to_contain_text("highest")
    call(system, "POST", f"/models/{looping}/unload")


def test_plots_cost_other_pages_nothing(open_page: Open) -> None:
    page = open_page("/models")
    fetched: list[str] = []
    page.on("response", lambda response: fetched.append(response.url))
    expect(_row(page, "demo")).to_contain_text("ready")
    assert not [url for url in fetched if "plotly" in url]
    _row(page, "demo").get_by_role("link").click()
    page.wait_for_selector('[data-drawn="true"]', state="attached")
    assert [url for url in fetched if "plotly" in url]


def test_arguments_are_judged_while_one_types_and_kept_as_a_preset(
    open_page: Open, system: System, looping: str
) -> None:
    page = open_page(f"/models?model={looping}&side=arguments")
    editor = page.get_by_role("textbox", name="Preset")
    save = page.get_by_role("button", name="Save the preset")
    verdicts = page.get_by_role("list", name="What is thought of each argument")
    editor.fill("--cache-type-k q8_0\n--tools all\n--ctx-sise 512")
    for culprit in ("q8_0", "--tools", "--ctx-sise"):
        verdict = verdicts.get_by_role("listitem").filter(has_text=culprit)
        expect(verdict.get_by_label("refused")).to_be_visible()
    expect(verdicts).to_contain_text("only q4_0")
    expect(save).to_be_disabled()
    page.get_by_role("button", name="Use --ctx-size").click()
    expect(verdicts.get_by_label("allowed")).to_have_count(1)
    editor.fill("--ctx-size 512\n--cache-type-k f16")
    expect(page.get_by_text("The K cache is f16, not q4_0")).to_be_visible()
    editor.press("Control+Enter")
    expect(page.get_by_role("button", name="Back to the base")).to_be_visible()
    assert _model(system, looping)["preset"] == ["--ctx-size", "512", "--cache-type-k", "f16"]
    page.get_by_role("button", name=f"Load {looping}").click()
    running = page.get_by_role("region", name="What runs")
    expect(running.get_by_role("listitem").filter(has_text="--cache-type-k")).to_contain_text("f16")
    page.get_by_role("button", name="Back to the base").click()
    page.get_by_role("button", name="Restart with it").click()
    expect(running.get_by_role("listitem").filter(has_text="--cache-type-k")).to_contain_text(
        "q4_0"
    )
    call(system, "POST", f"/models/{looping}/unload")


def test_the_log_is_searched_and_followed_or_not(open_page: Open) -> None:
    page = open_page("/models?model=demo&side=log")
    lines = page.get_by_role("log")
    expect(lines).to_contain_text("server")
    page.get_by_label("Search the log").fill("LISTENING")
    expect(lines.locator("mark").first).to_have_text("listening")
    page.get_by_label("Search the log").fill("no such words")
    expect(lines).to_contain_text("No line has")
    page.keyboard.press("Escape")
    follow = page.get_by_role("button", name="Follow")
    expect(follow).to_have_attribute("aria-pressed", "true")
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "false")
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")


def test_a_file_is_added_pinned_timed_and_removed(
    open_page: Open, elsewhere: Path, faults: list[str]
) -> None:
    page = open_page("/models")
    page.get_by_role("button", name="Add a model").click()
    dialog = page.get_by_role("dialog", name="Add a model")
    page.keyboard.press("Tab")
    dialog.get_by_role("radio", name="Hugging Face").focus()
    page.keyboard.press("ArrowRight")
    dialog.get_by_label("Path").fill("wanderer.gguf")
    expect(dialog).to_contain_text("An absolute path")
    dialog.get_by_label("Path").fill("/no/such/file.gguf")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_contain_text("/no/such/file.gguf")
    dialog.get_by_label("Path").fill(str(elsewhere))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?model=wanderer$"))
    _menu(page, "wanderer", "Pin: never unload it for idleness", role="menuitem")
    expect(_row(page, "wanderer")).to_contain_text("pinned")
    _menu(page, "wanderer", "After 30 min", role="menuitemradio")
    expect(page.get_by_text("unloads after 30 min idle")).to_be_visible()
    _menu(page, "wanderer", "Remove…", role="menuitem")
    asked = page.get_by_role("dialog", name="Remove “wanderer”?")
    asked.get_by_label("The file too").check()
    asked.get_by_role("button", name="Delete the file").click()
    expect(asked.get_by_role("alert")).to_contain_text("models folder")
    asked.get_by_label("Only the entry").check()
    asked.get_by_role("button", name="Remove").click()
    page.wait_for_url(re.compile(r"/models/?$"))
    expect(_row(page, "wanderer")).to_have_count(0)
    assert elsewhere.exists()
    assert [fault for fault in faults if "422" not in fault and "403" not in fault] == []
    faults.clear()


def test_a_link_to_a_model_that_is_gone_says_so(open_page: Open) -> None:
    page = open_page("/models?model=atlantis")
    expect(page.get_by_role("heading", name="No model “atlantis”")).to_be_visible()
    page.get_by_role("region", name="atlantis").get_by_role("button", name="All models").click()
    expect(page.get_by_role("heading", name="This machine")).to_be_visible()


def test_on_a_phone_the_list_comes_first_and_then_the_model(open_page: Open) -> None:
    page = open_page("/models", viewport=PHONE)
    expect(page.get_by_role("heading", name="This machine")).to_be_visible()
    _row(page, "demo").get_by_role("link").click()
    expect(page.get_by_role("figure", name="Generation")).to_be_visible()
    expect(_row(page, "demo")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("button", name="All models").click()
    expect(_row(page, "demo")).to_be_visible()


@pytest.mark.parametrize(
    ("theme", "viewport"), [("light", None), ("dark", PHONE)], ids=["desktop", "phone"]
)
def test_axe_finds_nothing_serious(open_page: Open, theme: str, viewport: Any) -> None:
    page = open_page("/models", theme=theme, viewport=viewport)
    expect(page.get_by_role("heading", name="This machine")).to_be_visible()
    assert _violations(page) == []
    for side in ("live", "arguments", "log", "bench"):
        page = open_page(f"/models?model=demo&side={side}", theme=theme, viewport=viewport)
        expect(page.get_by_role("heading", name="demo")).to_be_visible()
        assert _violations(page) == [], side
    page.get_by_role("button", name="More for demo").last.click()
    assert _violations(page) == []
    page = open_page("/models", theme=theme, viewport=viewport)
    page.get_by_role("button", name="Add a model").click()
    page.get_by_label("Reference").fill("not a reference")
    expect(page.get_by_text("Wanted is org/repo")).to_be_visible()
    assert _violations(page) == []


def call(system: System, method: str, path: str, **more: Any) -> httpx.Response:
    with system.client() as client:
        return client.request(method, f"/api/llama{path}", **more).raise_for_status()


@contextmanager
def _answering(system: System, model: str) -> Iterator[None]:
    """While it answers somebody."""
    path = "/api/llama/v1/chat/completions"
    with system.client() as client, client.stream("POST", path, json=ASK | {"model": model}) as it:
        lines = it.iter_lines()
        next(lines)
        yield
        lines.close()


def _model(system: System, name: str) -> dict[str, Any]:
    models = call(system, "GET", "/models").json()["items"]
    return next(dict(model) for model in models if model["name"] == name)


def _row(page: Page, name: str) -> Locator:
    rows = page.get_by_role("region", name="All models").get_by_role(
        "listitem", include_hidden=True
    )
    return rows.filter(has=page.locator("strong", has_text=name))


def _machine(page: Page) -> Locator:
    return page.get_by_role("link", name="This machine")


def _menu(page: Page, name: str, item: str, role: Any) -> None:
    page.get_by_role("button", name=f"More for {name}").first.click()
    page.get_by_role(role, name=item).first.click()


def _violations(page: Page) -> list[str]:
    faults = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {[node['target'] for node in fault['nodes']][:4]}"
        for fault in faults
        if fault["impact"] in ("serious", "critical")
    ]
