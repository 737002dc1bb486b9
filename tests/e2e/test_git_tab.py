"""The Git tab, on a repository of its own: what is done there is told first, and done."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, Open
from tests.e2e.system import System, make_repository


@dataclass(frozen=True)
class Harbour:
    """A project: its repository, with a remote beside it and a worktree `fog-horn`."""

    id: int
    folder: Path
    remote: Path
    beside: Path

    def git(self, *words: str, folder: Path | None = None) -> str:
        """What git says, in the repository or in `folder`."""
        done = subprocess.run(
            ["git", *words], cwd=folder or self.folder, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def at(self, view: str = "") -> str:
        """The address of a view of the tab."""
        return f"/?project={self.id}&tab=git{view and f'&view={view}'}#git"


@pytest.fixture
def harbour(system: System, tmp_path: Path) -> Iterator[Harbour]:
    folder = make_repository(tmp_path / "harbour")
    with system.client() as client:
        project = client.post("/api/projects", json={"path": str(folder)}).raise_for_status()
    made = Harbour(project.json()["id"], folder, tmp_path / "there.git", tmp_path / "fog-horn")
    made.git("config", "user.name", "Ada")
    made.git("config", "user.email", "ada@example.org")
    made.git("init", "-q", "--bare", "-b", "main", str(made.remote))
    made.git("remote", "add", "origin", str(made.remote))
    made.git("push", "-q", "-u", "origin", "main")
    made.git("worktree", "add", "-q", "-b", "fog-horn", str(made.beside))
    (made.beside / "horn.py").write_text("def blow() -> str:\n    return 'hoo'\n")
    made.git("add", ".", folder=made.beside)
    made.git("commit", "-qm", "A horn for the fog", folder=made.beside)
    yield made
    with system.client() as client:
        client.delete(f"/api/projects/{made.id}").raise_for_status()


def test_what_is_staged_is_committed_by_keys_then_all_the_rest_and_pushed(
    harbour: Harbour, open_page: Open
) -> None:
    harbour.git("add", "keeper.py")
    page = open_page(harbour.at())
    message = page.get_by_role("textbox", name="Commit message")
    commit = page.get_by_role("form", name="Commit").get_by_role("button").first
    expect(commit).to_have_text("Commit 1 staged file")
    message.press("Control+Enter")
    expect(page.get_by_text("A commit needs a message.")).to_be_visible()
    message.fill("Wake the keeper")
    message.press("Control+Enter")
    expect(commit).to_have_text("Stage all and commit 2 files")
    expect(message).to_have_value("")
    expect(message).to_be_focused()
    assert harbour.git("show", "--name-only", "--format=%s", "HEAD").split("\n") == [
        "Wake the keeper",
        "",
        "keeper.py",
    ]
    page.keyboard.type("The rest")
    page.keyboard.press("Control+Enter")
    amend = page.get_by_role("button", name="Amend the last commit…")
    expect(amend).to_be_focused()
    assert harbour.git("status", "--porcelain") == ""
    amend.press("Enter")
    expect(message).to_have_value("The rest")
    message.fill("All the rest")
    commit.click()
    expect(amend).to_be_visible()
    assert harbour.git("log", "-1", "--format=%s") == "All the rest"

    page.get_by_role("button", name="Push 2 commits…").press("Enter")
    dialog = page.get_by_role("dialog", name="Push “main”")
    expect(dialog).to_contain_text("Sends 2 commits of 'main' to 'main' of 'origin'")
    dialog.get_by_role("button", name="Push 2 commits").press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Push…")).to_be_visible()
    assert harbour.git("rev-parse", "main", folder=harbour.remote) == harbour.git(
        "rev-parse", "HEAD"
    )


def test_the_history_is_walked_and_searched_by_keys(harbour: Harbour, open_page: Open) -> None:
    for number in range(150):
        body = "It reaches the rocks."
        harbour.git("commit", "-q", "--allow-empty", "-m", f"Turn by {number}", "-m", body)
    page = open_page(harbour.at())
    page.get_by_role("tab", name="Changes").press("ArrowRight")
    expect(page.get_by_role("tab", name="History")).to_be_focused()
    commits = page.get_by_role("listbox", name="Commits")
    expect(_current(commits)).to_contain_text("Turn by 149")
    commits.press("End")
    expect(_current(commits)).to_contain_text("Turn by 90")
    expect(commits.get_by_text("Turn by 89", exact=True)).to_be_attached()
    commits.press("End")
    commits.press("k")
    commits.press("j")
    commits.press("Enter")
    expect(page.locator(".git-about")).to_contain_text("It reaches the rocks.")
    back = page.get_by_role("button", name="Back to the history")
    expect(back).to_be_focused()
    page.keyboard.press("Escape")
    expect(commits).to_be_focused()
    page.get_by_role("searchbox", name="Search the messages").fill("LIGHTHOUSE")
    expect(_current(commits)).to_contain_text("The lighthouse")
    commits.press("Enter")
    expect(page.get_by_label("Changed files")).to_contain_text("README.md")
    page.get_by_role("button", name="Compare with the working tree").click()
    expect(page.get_by_role("tab", name="Changes")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("Changed files")).to_contain_text("lamp.py")
    page.go_back()
    expect(back).to_be_visible()


def test_a_crowded_commit_names_two_of_its_refs_and_counts_the_others(
    harbour: Harbour, open_page: Open
) -> None:
    for tag in ("v1.0", "v1.1"):
        harbour.git("tag", tag)
    page = open_page(harbour.at("history"))
    row = page.get_by_role("option").filter(has_text="The lighthouse")
    expect(row.locator(".git-ref")).to_have_text(["HEAD", "main", "+3"])
    others = "Tag v1.1\nTag v1.0\nRemote branch origin/main"
    expect(row.locator(".git-ref").last).to_have_attribute("title", others)
    row.click()
    expect(page.locator(".git-about .git-ref")).to_have_count(5)


def test_a_branch_is_made_and_one_with_work_in_its_way_is_not_checked_out(
    harbour: Harbour, open_page: Open, faults: list[str]
) -> None:
    harbour.git("branch", "calm")
    page = open_page(harbour.at("branches"))
    page.get_by_role("button", name="New branch").press("Enter")
    dialog = page.get_by_role("dialog", name="New branch")
    dialog.get_by_role("textbox", name="Name").fill("a b")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("'a b' is no name for a branch.")
    faults.clear()  # the browser tells of the refusal too
    dialog.get_by_role("textbox", name="Name").fill("storm")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    local = page.get_by_role("region", name="Local branches")
    expect(local.get_by_role("listitem").filter(has_text="storm")).to_contain_text("checked out")

    harbour.git("commit", "-qam", "Light")
    (harbour.folder / "lamp.py").write_text("mine\n")
    page.get_by_role("button", name="Switch to calm…").click()
    dialog = page.get_by_role("dialog", name="Switch to “calm”")
    expect(dialog.get_by_role("alert")).to_contain_text("would be overwritten")
    expect(dialog.get_by_role("list")).to_contain_text("lamp.py")
    expect(dialog.get_by_role("button", name="Switch")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Switch to calm…")).to_be_focused()
    harbour.git("checkout", "-q", "lamp.py")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Switch")).to_be_focused()
    page.keyboard.press("Enter")
    expect(local.get_by_role("listitem").filter(has_text="calm")).to_contain_text("checked out")
    assert harbour.git("branch", "--show-current") == "calm"


def test_a_worktree_is_looked_at_merged_dropped_and_put_back(
    harbour: Harbour, open_page: Open
) -> None:
    (harbour.beside / "notes.txt").write_text("louder\n")
    page = open_page(harbour.at("worktrees"))
    page.get_by_role("button", name="Changes of fog-horn").press("Enter")
    expect(page.get_by_label("Changed files")).to_contain_text("horn.py")
    page.get_by_role("button", name="Back to the worktrees").press("Enter")
    page.get_by_role("button", name="Merge fog-horn…").press("Enter")
    dialog = page.get_by_role("dialog", name="Merge “fog-horn” into “main”")
    expect(dialog).to_contain_text("Carries 'main' forward by 1 commit")
    expect(dialog).to_contain_text("1 uncommitted file of the worktree will not be part of it.")
    dialog.get_by_role("button", name="Merge").press("Enter")
    expect(dialog).to_be_hidden()
    assert (harbour.folder / "horn.py").exists()

    page.get_by_role("button", name="Drop fog-horn…").press("Enter")
    dialog = page.get_by_role("dialog", name="Drop the worktree “fog-horn”")
    dialog.get_by_role("checkbox", name="Delete its branch").check()
    expect(dialog).to_contain_text("Deletes the branch 'fog-horn'.")
    expect(dialog.get_by_role("list")).to_contain_text("notes.txt")
    dialog.get_by_role("button", name="Drop").press("Enter")
    expect(page.get_by_role("heading", name="No worktrees")).to_be_visible()
    assert not harbour.beside.exists()
    page.get_by_role("button", name="Put fog-horn back").press("Enter")
    expect(page.get_by_role("button", name="Drop fog-horn…")).to_be_visible()
    assert (harbour.beside / "notes.txt").read_text() == "louder\n"


@pytest.mark.parametrize(("theme", "viewport"), [("dark", DESKTOP), ("light", PHONE)])
def test_axe_finds_nothing_serious_in_any_view(
    harbour: Harbour, open_page: Open, theme: str, viewport: Any
) -> None:
    page = open_page(harbour.at(), theme=theme, viewport=viewport)
    expect(page.get_by_role("textbox", name="Commit message")).to_be_visible()
    assert _faults(page) == []
    for view, ready in (("History", "option"), ("Branches", "listitem"), ("Worktrees", "listitem")):
        page.get_by_role("tab", name=view).click()
        expect(page.get_by_role("tabpanel", name=view).get_by_role(ready).first).to_be_visible()
        assert _faults(page) == [], view
    page.get_by_role("button", name="Merge fog-horn…").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Merge")).to_be_enabled()
    assert _faults(page) == []


def _current(commits: Locator) -> Locator:
    return commits.locator('[aria-selected="true"]')


def _faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    return [
        json.dumps([fault["id"], [node["target"] for node in fault["nodes"]][:4]])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]
