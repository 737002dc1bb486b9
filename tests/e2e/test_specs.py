"""The specs page on repositories of its own: board, findings, the mend, the documents."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import HYDRATED, PHONE, Open
from tests.e2e.system import System
from tests.services.specs.before import build_before, commit, git, write_batch

Make = Callable[[str], tuple[int, Path]]


@pytest.fixture
def make(system: System, tmp_path: Path) -> Iterator[Make]:
    """Makes a repository of a name, registered: its number and its folder."""
    numbers: list[int] = []

    def made(name: str) -> tuple[int, Path]:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "README.md").write_text(f"# {name}\n")
        commit(folder)
        with system.client() as client:
            answer = client.post("/api/projects", json={"path": str(folder)}).raise_for_status()
        numbers.append(answer.json()["id"])
        return numbers[-1], folder

    yield made
    with system.client() as client:
        for number in numbers:
            client.delete(f"/api/projects/{number}").raise_for_status()


@pytest.fixture
def untidy(make: Make) -> tuple[int, Path]:
    """A repository whose openspec/ nobody has tidied."""
    number, folder = make("untidy")
    build_before(folder)
    commit(folder)
    return number, folder


def test_the_board_shows_batches_by_wave_and_their_progress(open_page: Open, make: Make) -> None:
    number, folder = make("board")
    changes = folder / "openspec" / "changes"
    write_batch(changes / "add-lamp", "add-lamp", "Ships must see.")
    (changes / "add-lamp" / "tasks.md").write_text(
        "## 1. Build (wave 1)\n\n- [x] 1.1 Build\n\n## 2. Light (wave 2)\n\n- [ ] 2.1 Light\n"
    )
    write_batch(changes / "add-horn", "add-horn", "Ships must hear.")
    write_batch(changes / "archive" / "add-tower", "add-tower", "A tower.", done=True)
    page = open_page(f"/specs?project={number}")
    lanes = page.locator(".lane h2")
    expect(lanes).to_have_text(["Wave 1", "Wave 2", "Archived"])
    lamp = page.get_by_role("region", name="Wave 2").get_by_role("link")
    expect(lamp).to_contain_text("add-lamp")
    expect(lamp).to_contain_text("1 of 2 tasks")
    expect(page.get_by_text("2 active · 1 archived · 1 of 3 tasks done")).to_be_visible()


def test_a_batch_opens_its_documents_and_back_works(
    open_page: Open, untidy: tuple[int, Path]
) -> None:
    page = open_page(f"/specs?project={untidy[0]}")
    page.get_by_role("link", name="results-page").click()
    page.wait_for_url("**batch=results-page")
    expect(page.get_by_role("heading", name="results-page", level=1)).to_be_visible()
    expect(page.get_by_text("What results-page is for.")).to_be_visible()
    page.get_by_role("link", name="Tasks").click()
    expect(page.locator(".box[data-state='open']")).to_have_count(1)
    page.reload()
    page.wait_for_selector(HYDRATED)
    expect(page.get_by_text("1.1 Begin results-page")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("What results-page is for.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("tab", name="Board")).to_have_attribute("aria-selected", "true")


def test_keys_walk_the_board_open_and_come_back(open_page: Open, untidy: tuple[int, Path]) -> None:
    page = open_page(f"/specs?project={untidy[0]}")
    rows = page.locator("[data-row]")
    expect(rows.first).to_be_visible()
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
    expect(rows.nth(1)).to_be_focused()
    name = rows.nth(1).get_attribute("data-row")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f'[data-row="{name}"]')).to_be_focused()


def test_a_mend_is_previewed_refused_while_uncommitted_and_applied(
    open_page: Open, untidy: tuple[int, Path]
) -> None:
    number, folder = untidy
    page = open_page(f"/specs?project={number}&tab=findings")
    expect(page.locator(".finding").first).to_contain_text("Error")
    page.get_by_role("link", name="Preview the mend").click()
    page.wait_for_url("**mend=1")
    stub = "v2.0-boocoder.md"
    archived = folder / "openspec" / "changes" / "archived"
    expect(page.locator(".steps li", has_text=stub)).to_contain_text("delete")
    expect(page.locator(".file", has_text="config.yaml").locator(".add").first).to_be_visible()
    assert not git(folder, "status", "--porcelain")

    note = folder / "openspec" / "note.md"
    note.write_text("not committed\n")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("alert")).to_contain_text("openspec/ changed since the preview")
    page.get_by_role("button", name="Preview again").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("alert")).to_contain_text("note.md")
    expect(page.get_by_role("alert")).to_contain_text("uncommitted changes")
    assert (archived / stub).exists()

    note.unlink()
    page.get_by_role("button", name="Preview again").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Apply").click()
    done = page.locator(".outcome")
    expect(done).to_contain_text("steps done")
    expect(done).to_contain_text("not committed")
    done.get_by_text("What was done").click()
    expect(done.locator(".steps li", has_text=stub)).to_be_visible()
    assert not (archived / stub).exists()
    assert archived.is_symlink()
    expect(page.get_by_role("link", name="Preview the mend")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)


def test_a_finding_leads_to_its_line(open_page: Open, make: Make) -> None:
    number, folder = make("lines")
    batch = folder / "openspec" / "changes" / "add-lamp"
    write_batch(batch, "add-lamp", "Ships must see.")
    tasks = [f"- [ ] 1.{n} Step {n}\n" for n in range(1, 80)]
    tasks[59] = "- [ ] 1.60 Step 60, after 1.70\n"
    (batch / "tasks.md").write_text("## 1. All (wave 1)\n\n" + "".join(tasks))
    page = open_page(f"/specs?project={number}&tab=findings")
    page.get_by_role("link", name="changes/add-lamp/tasks.md:62").first.click()
    here = page.locator("#here")
    expect(here).to_contain_text("1.60 Step 60")
    expect(here).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tab", name="Findings")).to_have_attribute("aria-selected", "true")


def test_a_document_is_shown_and_its_html_is_not_taken(open_page: Open, make: Make) -> None:
    number, folder = make("hostile")
    spec = folder / "openspec" / "specs" / "lamp" / "spec.md"
    spec.parent.mkdir(parents=True)
    spec.write_text(
        "# Lamp\n\n## Purpose\n\nLight.\n\n<img src=x onerror='window.taken = 1'>\n\n"
        "[bad](javascript:window.taken=1) [readme](../../README.md)\n"
    )
    (folder / "openspec" / "README.md").write_text("# What a batch is\n")
    page = open_page(f"/specs?project={number}&tab=documents")
    page.get_by_role("link", name="lamp").click()
    expect(page.get_by_text("<img src=x onerror=")).to_be_visible()
    assert page.evaluate("window.taken") is None
    page.get_by_role("link", name="readme", exact=True).click()
    page.wait_for_url("**doc=README.md")
    expect(page.get_by_role("heading", name="What a batch is")).to_be_visible()


def test_a_project_without_openspec_begins_one(open_page: Open, make: Make) -> None:
    number, folder = make("bare")
    page = open_page(f"/specs?project={number}")
    expect(page.get_by_role("heading", name="No openspec/ folder")).to_be_visible()
    page.get_by_role("button", name="New change…").click()
    name = page.get_by_label("Name", exact=True)
    name.fill("Add Lamp")
    name.press("Enter")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#change-name-about")).to_contain_text("'Add Lamp' is no name")
    assert not (folder / "openspec" / "changes" / "Add Lamp").exists()
    page.reload()
    page.wait_for_selector(HYDRATED)
    expect(name).to_have_count(0)
    page.get_by_role("button", name="New change…").click()
    name.fill("add-lamp")
    page.get_by_label("Goal (optional)").fill("Ships must see")
    page.keyboard.press("Enter")
    page.wait_for_url("**batch=add-lamp")
    expect(page.get_by_role("heading", name="No documents yet")).to_be_visible()
    metadata = (folder / "openspec" / "changes" / "add-lamp" / ".openspec.yaml").read_text()
    assert "Ships must see" in metadata
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="add-lamp")).to_be_visible()


def test_a_folder_that_cannot_be_read_is_told_and_retried(open_page: Open, make: Make) -> None:
    number, folder = make("blocked")
    write_batch(folder / "openspec" / "changes" / "add-lamp", "add-lamp", "Light.")
    (folder / ".openspec.new").mkdir()
    (folder / ".openspec.new" / "theirs").write_text("not ours\n")
    page = open_page(f"/specs?project={number}")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text(".openspec.new")
    shutil.rmtree(folder / ".openspec.new")
    fault.get_by_role("button", name="Retry").click()
    expect(page.get_by_role("link", name="add-lamp")).to_be_visible()


def test_a_batch_that_is_gone_says_so(open_page: Open, untidy: tuple[int, Path]) -> None:
    page = open_page(f"/specs?project={untidy[0]}&batch=no-such")
    expect(page.get_by_role("alert")).to_contain_text("There is no batch 'no-such'")
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("tab", name="Board")).to_be_visible()


def test_what_is_too_much_is_shown_in_parts(open_page: Open, make: Make) -> None:
    number, folder = make("many")
    for place in range(60):
        name = f"batch-{place:02}-{'with-a-very-long-name-' * 5}x"
        write_batch(folder / "openspec" / "changes" / name, name, "Words.")
    page = open_page(f"/specs?project={number}", viewport=PHONE)
    expect(page.locator(".batch")).to_have_count(50)
    expect(page.locator(".lane .badge")).to_have_text("60")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("button", name="Show more (10 hidden)").click()
    expect(page.locator(".batch")).to_have_count(60)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_view_is_for_everyone_and_fits_a_phone(
    open_page: Open, untidy: tuple[int, Path], theme: str
) -> None:
    views = {
        "": ".batch",
        "&tab=findings": ".finding",
        "&tab=findings&mend=1": ".file",
        "&tab=documents": ".paper",
        "&batch=results-page&doc=changes/results-page/tasks.md&line=5": "#here",
    }
    page = open_page("/settings", theme=theme, viewport=PHONE)
    origin = page.url.partition("/settings")[0]
    for query, ready in views.items():
        page.goto(f"{origin}/specs?project={untidy[0]}{query}")
        page.wait_for_selector(HYDRATED)
        expect(page.locator(ready).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], query
        assert _violations(page) == [], query


def _violations(page: Page) -> list[str]:
    return [
        f"{fault['id']}: {[node['html'] for node in fault['nodes']][:3]}"
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
