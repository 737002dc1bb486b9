"""Staging, unstaging, discarding and undoing in the file panel, by pointer and by keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import PHONE, Open
from tests.e2e.system import System
from tests.services.diffs.nasty import committed, git, numbers, write

CHANGED = numbers(1, 40).replace("\n3\n", "\nthree\nand more\n").replace("\n30\n", "\nthirty\n")


@dataclass(frozen=True)
class Work:
    """A repository of its own, registered: two hunks in one file, a new file."""

    folder: Path
    number: int

    def address(self, scope: str) -> str:
        return f"/?project={self.number}&scope={scope}"

    def staged(self, path: str) -> str:
        return git(self.folder, "cat-file", "blob", f":{path}").decode()


@pytest.fixture
def work(system: System, tmp_path: Path) -> Iterator[Work]:
    """Asked for before `open_page`: its project is there until the pages are closed."""
    folder = committed(tmp_path / "tide", {b"tide.txt": numbers(1, 40).encode()})
    write(folder, "tide.txt", CHANGED)
    write(folder, "moon.txt", "full\n")
    with system.client() as client:
        answer = client.post("/api/projects", json={"path": str(folder)}).raise_for_status()
        number = answer.json()["id"]
        yield Work(folder, number)
        client.delete(f"/api/projects/{number}").raise_for_status()


def test_hunks_are_staged_and_unstaged_by_keys(work: Work, open_page: Open) -> None:
    page = open_page(work.address("unstaged"))
    lines = _lines(page)
    expect(lines.get_by_text("thirty")).to_be_visible()
    lines.press("n")
    lines.press("s")
    _told(page, "Staged a change of tide.txt")
    assert work.staged("tide.txt") == numbers(1, 40).replace("\n3\n", "\nthree\nand more\n")
    expect(lines.get_by_text("and more")).to_have_count(0)
    lines.press("n")
    lines.press("s")
    expect(lines.get_by_text("thirty")).to_have_count(0)
    assert work.staged("tide.txt") == CHANGED
    staged = open_page(work.address("staged"))
    lines = _lines(staged)
    expect(lines.get_by_text("thirty")).to_be_visible()
    lines.press("n")
    lines.press("u")
    _told(staged, "Unstaged a change of tide.txt")
    assert work.staged("tide.txt") == numbers(1, 40).replace("\n30\n", "\nthirty\n")


def test_selected_lines_are_staged(work: Work, open_page: Open) -> None:
    page = open_page(work.address("unstaged"))
    lines = _lines(page)
    expect(lines.get_by_text("and more")).to_be_visible()
    lines.press("n")
    for key in ("v", "ArrowDown", "ArrowDown"):
        lines.press(key)
    bar = page.get_by_role("toolbar", name="Selected lines")
    bar.get_by_role("button", name="Stage 1 line").click()
    _told(page, "Staged 1 line of tide.txt")
    assert work.staged("tide.txt") == numbers(1, 40).replace("\n3\n", "\n3\nand more\n")
    expect(bar).to_be_hidden()


def test_a_discard_is_undone_from_its_toast(work: Work, open_page: Open) -> None:
    page = open_page(work.address("working"))
    lines = _lines(page)
    expect(lines.get_by_text("thirty")).to_be_visible()
    page.get_by_role("button", name="Discard the change at tide.txt:28-34").press("Enter")
    toast = _told(page, "Discarded a change of tide.txt")
    expect(lines.get_by_text("thirty")).to_have_count(0)
    assert (work.folder / "tide.txt").read_text() == CHANGED.replace("\nthirty\n", "\n30\n")
    toast.get_by_role("button", name="Undo").click()
    _told(page, "Put back tide.txt")
    expect(lines.get_by_text("thirty")).to_be_visible()
    assert (work.folder / "tide.txt").read_text() == CHANGED
    page.get_by_role("button", name="Discard moon.txt").press("Enter")
    _told(page, "Discarded moon.txt")
    assert not (work.folder / "moon.txt").exists()
    lines.press("Control+z")
    _told(page, "Put back moon.txt")
    assert (work.folder / "moon.txt").read_text() == "full\n"


def test_what_is_pressed_meanwhile_is_done_after_it(work: Work, open_page: Open) -> None:
    page = open_page(work.address("unstaged"))
    first = _held(page, "Stage moon.txt")
    page.get_by_role("button", name="Stage moon.txt").press("Enter")
    page.get_by_role("button", name="Stage tide.txt").press("Enter")
    first.continue_()
    _told(page, "Staged tide.txt")
    expect(page.get_by_text("Everything is staged.")).to_be_visible()
    assert git(work.folder, "diff", "--cached", "--name-only") == b"moon.txt\ntide.txt\n"


def test_what_is_told_while_a_toast_leaves_stays(work: Work, open_page: Open) -> None:
    page = open_page(work.address("unstaged"))
    page.get_by_role("button", name="Stage moon.txt").press("Enter")
    first = _told(page, "Staged moon.txt")
    expect(page.get_by_role("button", name="Stage moon.txt")).to_have_count(0)
    second = _held(page, "Stage tide.txt")
    answer = second.fetch()
    first.get_by_role("button", name="Close").click()
    second.fulfill(response=answer)
    expect(first).to_have_count(0)
    expect(page.locator("[data-removed=true]")).to_have_count(0)
    _told(page, "Staged tide.txt")


def test_what_comes_above_the_page_does_not_move_it_under_a_press(
    work: Work, open_page: Open, faults: list[str]
) -> None:
    page = open_page(work.address("unstaged"))
    expect(_lines(page).get_by_text("thirty")).to_be_visible()
    page.get_by_role("button", name="Stage moon.txt").hover()
    page.mouse.down()
    page.route("**/api/health", lambda route: route.abort())
    for _ in range(2):  # what is missed twice is told in a bar above the page
        with page.expect_event("requestfailed"):
            pass
    with page.expect_request("**/api/health"):
        pass
    page.mouse.up()
    _told(page, "Staged moon.txt")
    expect(page.get_by_text("Reconnecting…")).to_be_visible()
    faults.clear()  # the console names each request that failed


def test_a_refusal_is_told_in_words(work: Work, open_page: Open, faults: list[str]) -> None:
    page = open_page(work.address("working"))
    stage = page.get_by_role("button", name="Stage tide.txt")
    expect(stage).to_be_visible()
    write(work.folder, "tide.txt", "all is new\n")
    stage.press("Enter")
    toast = page.locator(".toast", has_text="has changed since it was shown: look at it again")
    expect(toast.get_by_role("alert")).to_be_visible()
    assert git(work.folder, "diff", "--cached") == b""
    faults.clear()  # the console names each refusal


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_actions_are_accessible(work: Work, open_page: Open, theme: str) -> None:
    page = open_page(work.address("unstaged"), theme=theme)
    lines = _lines(page)
    expect(lines.get_by_text("thirty")).to_be_visible()
    lines.press("n")
    lines.press("v")
    expect(page.get_by_role("toolbar", name="Selected lines")).to_be_visible()
    page.get_by_role("button", name="Stage moon.txt").click()
    _told(page, "Staged moon.txt")
    parts = [[".boo-diff-head"], [".boo-diff-hunk"], [".boo-diff-selected"], [".toast"]]
    results = Axe().run(page, context={"include": parts})
    assert results.violations_count == 0, results.generate_report()


def test_the_selected_lines_fit_a_phone(work: Work, open_page: Open) -> None:
    page = open_page(work.address("unstaged"), viewport=PHONE)
    page.get_by_role("link", name="Git").last.click()
    lines = _lines(page)
    expect(lines.get_by_text("thirty")).to_be_visible()
    lines.press("n")
    lines.press("v")
    bar = page.get_by_role("toolbar", name="Selected lines")
    for name in ("Stage 1 line", "Discard", "Add to chat"):
        expect(bar.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


def _lines(page: Page) -> Locator:
    return page.get_by_role("region", name="Changed lines")


def _held(page: Page, button: str) -> Route:
    """Press a button; the request that it makes, which is still to go on."""
    held: list[Route] = []
    page.route("**/diff/stage", lambda route: held.append(route), times=1)
    with page.expect_request("**/diff/stage"):
        page.get_by_role("button", name=button).press("Enter")
    page.wait_for_load_state()  # the route is heard of after its request
    [route] = held
    return route


def _told(page: Page, words: str) -> Locator:
    toast = page.locator(".toast", has_text=words)
    expect(toast).to_be_visible()
    return toast
