"""Going through a diff: by keys, words and marks; quoting lines; images and context."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import HYDRATED, Open
from tests.e2e.harbour import BERTHS, Harbour
from tests.e2e.system import wait_for
from tests.services.diffs.nasty import git, write

BERTHS_PATH = "src/harbour/berths.py"


def test_text_is_found_in_what_is_folded_or_not_drawn(harbour: Harbour, open_page: Open) -> None:
    write(harbour.folder, "zebra.txt", "".join(f"stripe {n}\n" for n in range(900)) + "Stripe\n")
    page = _shown(open_page(harbour.address("closed=all")))
    view = page.locator(".boo-diff-view")
    view.press("Control+f")
    bar = page.get_by_role("search", name="Find in the diff")
    bar.get_by_role("textbox", name="Find").fill("stripe 88")
    expect(bar.get_by_role("status")).to_have_text("1 of 11")
    expect(page.get_by_text("stripe 88", exact=True)).to_be_visible()
    page.keyboard.press("Shift+Enter")
    expect(bar.get_by_role("status")).to_have_text("11 of 11")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(bar.get_by_role("status")).to_have_text("2 of 11")
    bar.get_by_role("textbox", name="Find").fill("Stripe")
    expect(bar.get_by_role("status")).to_have_text("881 of 901")  # where it was
    bar.get_by_role("button", name="Match case").click()
    expect(bar.get_by_role("status")).to_have_text("1 of 1")
    expect(page.locator("[data-line][data-selected-line]")).to_have_text("Stripe")
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    expect(view).to_be_focused()


def test_a_viewed_file_folds_and_comes_back_when_it_changes(
    harbour: Harbour, open_page: Open
) -> None:
    page = _shown(open_page(harbour.address(f"tab=git&file={BERTHS_PATH}")))
    line = page.get_by_text("slowly=True").first
    expect(line).to_be_visible()
    expect(_current(page)).to_contain_text("berths.py")
    page.locator(".boo-diff-view").press("x")
    expect(line).to_have_count(0)
    expect(page.get_by_text("1 of 6 viewed")).to_be_visible()
    page.reload()
    page.wait_for_selector(HYDRATED)
    mark = page.get_by_role("checkbox", name=f"Viewed {BERTHS_PATH}")
    expect(mark).to_be_checked()
    expect(line).to_have_count(0)
    write(
        harbour.folder, BERTHS_PATH, BERTHS.replace("moor(3)", "moor(3, slowly=True, twice=True)")
    )
    page.get_by_role("button", name="Refresh the diff").click()
    expect(page.get_by_text("twice=True").first).to_be_visible()
    expect(mark).not_to_be_checked()


def test_what_is_typed_right_after_the_key_of_find_is_searched_for(
    harbour: Harbour, open_page: Open
) -> None:
    page = _shown(open_page(harbour.address(f"tab=git&file={BERTHS_PATH}")))
    page.locator(".boo-diff-view").focus()
    page.keyboard.press("Control+f")
    page.keyboard.type("slowly")
    expect(page.get_by_role("textbox", name="Find", exact=True)).to_have_value("slowly")
    assert git(harbour.folder, "diff", "--cached", "--name-only", "--", BERTHS_PATH) == b""


def test_keys_go_from_change_to_change_and_select_lines(harbour: Harbour, open_page: Open) -> None:
    page = _shown(open_page(harbour.address(f"tab=git&file={BERTHS_PATH}")))
    view = page.locator(".boo-diff-view")
    expect(page.get_by_text("slowly=True").first).to_be_visible()
    view.press("n")
    view.press("v")
    view.press("Shift+ArrowDown")
    bar = page.get_by_role("toolbar", name="Selected lines")
    expect(bar).to_contain_text("berths.py:18")
    expect(bar.get_by_role("button", name="Stage 2 lines")).to_be_visible()
    bar.get_by_role("button", name="Add to chat").press("Enter")
    expect(page.get_by_test_id("prompt")).to_have_value(f"{BERTHS_PATH}:18 ")
    view.press("n")
    view.press("v")
    expect(bar).to_contain_text("berths.py:103")
    view.press("Escape")
    expect(bar).to_have_count(0)
    view.press("Enter")
    expect(page.get_by_text("slowly=True")).to_have_count(0)


def test_the_list_folds_filters_and_steals_no_key(harbour: Harbour, open_page: Open) -> None:
    page = _shown(open_page(harbour.address()))
    files = page.get_by_role("tree", name="Changed files")
    files.press("Home")
    files.press("ArrowLeft")
    expect(files.get_by_role("treeitem", name="docs")).to_have_attribute("aria-expanded", "false")
    expect(files.get_by_role("treeitem", name="logo.png")).to_have_count(0)
    files.press("/")
    words = page.get_by_role("searchbox", name="Filter the files")
    words.press_sequentially("npxjk")
    expect(words).to_have_value("npxjk")
    expect(files).to_contain_text("No changed file is called")
    words.fill("harb py")
    expect(files.get_by_role("treeitem")).to_have_count(2)
    words.press("Escape")
    expect(files).to_be_focused()
    page.get_by_role("button", name="Show the files as a list").click()
    options = page.get_by_role("listbox", name="Changed files").get_by_role("option")
    expect(options).to_have_count(6)


def test_selected_text_stays_in_its_column(harbour: Harbour, open_page: Open) -> None:
    page = _shown(open_page(harbour.address(f"split=1&tab=git&file={BERTHS_PATH}")))
    page.wait_for_selector("[data-additions] [data-line] span[style]")  # its last drawing
    for side, other in (("deletions", "additions"), ("additions", "deletions")):
        _drag(page, _line(page, side, "moor(3"), _line(page, other, "def berth_4"))
        chosen = str(page.evaluate("getSelection().toString()"))
        assert chosen.count("ship.moor(3") == 1, "the other column's text came along"
        assert ("slowly" in chosen) == (side == "additions")
        assert "berth_20" not in chosen, "it went on beyond the line at the pointer"
        page.keyboard.press("Escape")
        _line(page, side, "moor(3").evaluate("(line) => line.closest('code').scrollTo(0, 0)")


def test_images_stand_side_by_side_and_odd_changes_in_words(
    harbour: Harbour, open_page: Open
) -> None:
    page = _shown(open_page(harbour.address()))
    for words, size in (("Before", "64 × 48"), ("After", "96 × 48")):
        image = page.get_by_role("img", name=f"{words}: docs/logo.png")
        wait_for(lambda image=image: image.evaluate("(image) => image.naturalWidth > 0"), 10, words)
        expect(page.locator("figcaption", has_text=words)).to_contain_text(size)
    expect(page.get_by_text("Renamed from docs/guide.md (100 % alike)")).to_be_attached()
    expect(page.get_by_text("Made executable")).to_be_attached()


def test_lines_around_a_change_are_shown_by_keys(harbour: Harbour, open_page: Open) -> None:
    page = _shown(open_page(harbour.address(f"tab=git&file={BERTHS_PATH}")))
    hidden = page.locator("[data-line]", has_text="def berth_1(")
    expect(page.get_by_text("slowly=True").first).to_be_visible()
    expect(hidden).to_have_count(0)
    file = page.locator("diffs-container", has=page.locator(f'[data-path="{BERTHS_PATH}"]'))
    file.get_by_role("button", name="Show more lines").first.press("Enter")
    expect(hidden).to_be_visible()
    expect(page.locator(".boo-diff-view")).to_be_focused()


def _shown(page: Page) -> Page:
    page.wait_for_selector('.boo-diff[data-ready="true"]')
    return page


def _current(page: Page) -> Locator:
    return page.get_by_role("tree", name="Changed files").locator('[aria-selected="true"]')


def _line(page: Page, side: str, text: str) -> Locator:
    return page.locator(f"[data-{side}] [data-line]", has_text=text).first


def _drag(page: Page, start: Locator, end: Locator) -> None:
    """From the text of one line to the middle of another."""
    first, last = (line.bounding_box() for line in (start, end))
    assert first
    assert last
    middle = first["x"] + 40, first["y"] + first["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(last["x"] + 90, last["y"] + last["height"] / 2, steps=6)
    page.mouse.up()
