"""The shell around every page: sidebar, palette, keys, projects, sessions, themes."""

import subprocess

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import HYDRATED, Open, send
from tests.e2e.system import System


def test_the_foot_of_the_sidebar_is_in_its_order(open_page: Open) -> None:
    page = open_page("/settings")
    foot = page.locator(".sidebar .foot a")
    expect(foot).to_have_text(["Results", "Token Analytics", "Settings"])
    expect(foot.nth(0).locator("svg")).to_have_class("lucide lucide-scroll-text")
    expect(foot.nth(2)).to_have_attribute("aria-current", "page")


def test_the_theme_follows_the_system_until_one_is_chosen(open_page: Open) -> None:
    page = open_page("/settings", theme="light")
    html = page.locator("html")
    expect(html).to_have_class("light")
    page.emulate_media(color_scheme="dark")
    expect(html).to_have_class("dark")
    page.get_by_role("radio", name="Light").click()
    expect(html).to_have_class("light")
    page.reload()
    page.wait_for_selector(HYDRATED)
    expect(html).to_have_class("light")
    expect(page.get_by_role("radio", name="Light")).to_be_checked()


def test_the_first_paint_has_the_right_theme(open_page: Open, system: System) -> None:
    page = open_page("/settings", theme="dark")
    page.add_init_script(
        "new MutationObserver((_, all) => { if (document.body) {"
        " window.firstClass = document.documentElement.className; all.disconnect(); } })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto(f"{system.url}/settings")
    assert page.evaluate("window.firstClass") == "dark"


def test_ctrl_k_finds_a_page(open_page: Open) -> None:
    page = open_page("/settings")
    page.keyboard.press("Control+k")
    page.keyboard.type("token an")
    page.keyboard.press("Enter")
    page.wait_for_url("**/analytics")
    expect(page.get_by_role("heading", name="Token Analytics")).to_be_visible()


@pytest.mark.parametrize(
    ("key", "path"), [("r", "/results"), ("a", "/analytics"), ("t", "/terminals")]
)
def test_g_and_a_letter_go_to_a_page(open_page: Open, key: str, path: str) -> None:
    page = open_page("/specs")
    page.keyboard.press("g")
    page.keyboard.press(key)
    page.wait_for_url(f"**{path}")


def test_a_question_mark_shows_all_keys_but_not_while_one_types(open_page: Open) -> None:
    page = open_page("/settings")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="All keys")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.get_by_label("Search sessions").press("?")
    expect(keys).to_be_hidden()


def test_a_path_that_is_no_repository_is_refused_at_its_field(
    open_page: Open, system: System
) -> None:
    page = open_page("/settings")
    page.get_by_role("button", name="Project: lighthouse").click()
    page.get_by_role("menuitem", name="Add project…").click()
    field = page.get_by_label("Folder of a git repository")
    field.fill(str(system.home))
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#project-path-about")).to_contain_text("is not in a git repository")
    field.fill("lighthouse")
    field.press("Enter")
    expect(page.locator("#project-path-about")).to_contain_text("is not an absolute path")


def test_a_repository_is_added_and_opened(open_page: Open, system: System) -> None:
    folder = system.home.parent / "harbour"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    page = open_page("/settings")
    page.get_by_role("button", name="Project: lighthouse").click()
    page.get_by_role("menuitem", name="Add project…").click()
    page.get_by_label("Folder of a git repository").fill(str(folder))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Project: harbour")).to_be_visible()
    page.get_by_role("button", name="Project: harbour").click()
    page.get_by_role("menuitem", name="lighthouse").click()
    expect(page.get_by_role("button", name="Project: lighthouse")).to_be_visible()


def test_a_session_is_renamed_and_its_deletion_can_be_undone(open_page: Open) -> None:
    page = open_page()
    send(page, "Old name")
    row = page.locator(".session", has_text="Old name")
    row.hover()
    page.get_by_role("button", name="More for Old name").click()
    page.get_by_role("menuitem", name="Rename…").click()
    page.get_by_label("Title").fill("New name")
    page.keyboard.press("Enter")
    renamed = page.locator(".session", has_text="New name")
    expect(renamed).to_be_visible()
    renamed.hover()
    page.get_by_role("button", name="More for New name").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(renamed).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(renamed).to_be_visible()


def test_the_sidebar_folds_and_stays_folded(open_page: Open) -> None:
    page = open_page("/settings")
    sidebar = page.locator(".sidebar")
    page.get_by_role("button", name="Fold the sidebar").click()
    expect(sidebar).to_have_css("width", "56px")
    page.reload()
    expect(sidebar).to_have_css("width", "56px")
    page.wait_for_selector(HYDRATED)
    page.get_by_role("button", name="Fold the sidebar").click()
    expect(sidebar).to_have_css("width", "240px")


def test_settings_name_the_origin_of_each_value_and_no_secret(
    open_page: Open, system: System
) -> None:
    page = open_page("/settings")
    row = page.get_by_role("row").filter(has_text="BOOCODE_PORT")
    expect(row).to_contain_text(str(system.ports[0]))
    expect(row).to_contain_text("environment")
    expect(page.get_by_role("row").filter(has_text="BOOCODE_AUTH")).to_contain_text("default")
    assert system.token not in page.content()
