"""The lines of a diff in the file panel: by keys, in colour, and loaded when they are asked for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Open
from tests.e2e.system import System, wait_for

COLOURS = """(view) => {
  const words = [...view.querySelectorAll("diffs-container")].flatMap(
    (file) => [...file.shadowRoot.querySelectorAll("[data-line] span")],
  );
  return [...new Set(words.map((word) => getComputedStyle(word).color))];
}"""


@pytest.fixture
def lock_file(system: System) -> Iterator[str]:
    """A new file that stays closed by itself, with a line wider than the panel."""
    file = system.repository / "package-lock.json"
    file.write_text('{"resolved": "' + "far " * 60 + '"}\n')
    yield file.name
    file.unlink()


def test_the_lines_are_coloured(open_page: Open) -> None:
    view = _view(open_page())
    wait_for(lambda: len(view.evaluate(COLOURS)) > 3, 15, "a colour for each kind of word")
    expect(view.locator("[data-diff-span]", has_text="light").first).to_be_visible()


def test_a_file_folds_by_keys(open_page: Open) -> None:
    view = _view(open_page())
    line = view.get_by_text('"""One turn of the beam."""')
    expect(line).to_be_visible()
    fold = view.get_by_role("button", name="Collapse lamp.py")
    fold.press("Enter")
    expect(line).to_be_hidden()
    view.get_by_role("button", name="Expand lamp.py").press("Enter")
    expect(line).to_be_visible()


def test_j_and_k_go_from_file_to_file(open_page: Open) -> None:
    page = open_page()
    files = page.get_by_role("tree", name="Changed files")
    current = files.locator('[aria-selected="true"]')
    expect(current).to_contain_text("lamp.py")
    files.press("j")
    expect(current).to_contain_text("old_notes.txt")
    files.press("k")
    expect(current).to_contain_text("lamp.py")


def test_a_closed_file_is_loaded_on_demand_and_scrolls_by_keys(
    open_page: Open, lock_file: str
) -> None:
    view = _view(open_page())
    head = view.locator(f'[data-path="{lock_file}"]')
    expect(view.get_by_text('{"resolved"')).to_have_count(0)
    head.get_by_role("button", name="Load diff").press("Enter")
    expect(view.get_by_text('{"resolved"').first).to_be_visible()
    lines = view.get_by_role("group", name=f"Lines of {lock_file}")
    lines.press("ArrowRight")
    wait_for(lambda: lines.evaluate("(lines) => lines.scrollLeft > 0"), 5, "the lines moving")


def _view(page: Page) -> Locator:
    return page.locator(".boo-diff-view")
