"""Takes the pictures in docs/images anew: a real BooCode, a real browser, both themes, both widths.

Run it in the repository: `.venv/bin/python docs/shots.py`.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from boocode_app.services.llama.demo import write_demo  # noqa: E402
from tests.e2e.conftest import DESKTOP, FLAGS, PHONE, go, send  # noqa: E402
from tests.e2e.harbour import make_harbour  # noqa: E402
from tests.e2e.system import System, make_repository, wait_for  # noqa: E402
from tests.services.specs.before import commit  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SETTLE_MS = 600
ANSWERING_S = 45.0


def main() -> None:
    """Start, take every picture, end."""
    with person() as (base, environment):
        system = System(base / "boocode", make_repository(base / "lighthouse"), extra=environment)
        try:
            link = system.start()
            wait_for(system.is_well, 60, "every part being ready")
            with sync_playwright() as playwright:
                path = os.environ.get("BOOCODE_CHROMIUM") or shutil.which("chromium")
                browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
                take(browser, system, link)
                browser.close()
        finally:
            system.stop()


@contextmanager
def person() -> Iterator[tuple[Path, dict[str, str]]]:
    """The home of somebody who is nobody, so that no picture tells whose machine took it."""
    base = Path(tempfile.gettempdir()) / "ada"
    base.mkdir()
    try:
        (base / ".bashrc").write_text(r"PS1='\w \$ '")
        (base / ".gitconfig").write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n")
        (base / ".cache").mkdir()
        kept = Path.home() / ".cache" / "boocode"
        kept.mkdir(parents=True, exist_ok=True)
        (base / ".cache" / "boocode").symlink_to(kept)
        yield base, {"HOME": str(base)}
    finally:
        shutil.rmtree(base)


def take(browser: Browser, system: System, link: str) -> None:
    """The pictures, in the order in which they build on one another."""
    page = browser.new_page(viewport=DESKTOP, color_scheme="dark", reduced_motion="reduce")
    page.goto(link)
    converse(page)
    save(page, "workspace-dark")
    address = page.url
    page.emulate_media(color_scheme="light")
    save(page, "workspace-light")
    page.keyboard.press("Control+`")
    page.keyboard.press("Control+k")
    save(page, "palette")
    page.keyboard.press("Escape")
    page.emulate_media(color_scheme="dark")
    changes(page, system)
    terminals(page, system)
    for name in ("settings", "results"):
        go(page, f"{system.url}/{name}")
        save(page, name)
    models(page, system)
    specs(page, system)
    page.set_viewport_size(PHONE)
    go(page, address)
    page.get_by_role("article", name="Reply").wait_for()
    save(page, "workspace-phone")
    go(page, f"{address}#git")
    page.get_by_text("lamp.py").first.wait_for()
    save(page, "git-phone")


def converse(page: Page) -> None:
    """A question with its answer, the diff beside it, a shell below."""
    send(page, "What is real here?")
    page.get_by_role("article", name="Reply").get_by_text("all work together.").wait_for()
    page.keyboard.press("Control+`")
    page.wait_for_selector('[data-testid="terminal"][data-ready="true"]')
    page.locator(".xterm-rows").get_by_text("~/lighthouse").wait_for()
    page.keyboard.type("git status --short; echo $((6*7))\n")
    page.locator(".xterm-rows").get_by_text("42", exact=True).wait_for()


def changes(page: Page, system: System) -> None:
    """A diff in two columns, in the whole width; the same on a phone, in one."""
    folder = make_harbour(system.home.parent / "source" / "harbour")
    with system.client() as client:
        answer = client.post("/api/projects", json={"path": str(folder)}).raise_for_status()
    file = "tab=git&file=src/harbour/berths.py"
    address = f"{system.url}/?project={answer.json()['id']}&{file}"
    go(page, f"{address}&split=1")
    page.get_by_role("button", name="Maximise file panel").click()
    page.get_by_text("slowly=True").first.wait_for()
    page.locator(".boo-diff-view").press("n")
    save(page, "diff-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    go(page, f"{address}#git")
    page.get_by_text("slowly=True").first.wait_for()
    save(page, "diff-phone")
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="dark")


def terminals(page: Page, system: System) -> None:
    """The list of all terminals, two of them side by side; the same on a phone."""
    with system.client() as client:
        for title, agent, script in (
            ("Build", "builder", "echo '14 modules built'"),
            ("Tests", "builder", "echo '211 passed, 1 failed in 9.31s'; exit 1"),
            ("Dev server", "builder", "echo 'Listening on port 8000'; exec cat"),
        ):
            wanted = {"command": "sh", "args": ["-c", script], "title": title, "agentId": agent}
            wanted["workdir"] = str(system.repository)
            shown = client.post("/api/pty/spawn", json=wanted).raise_for_status().json()["id"]
    go(page, f"{system.url}/terminals?pty={shown}")
    page.wait_for_selector(".xterm :focus", state="attached")
    page.keyboard.press("Control+Shift+Digit5")
    page.locator(".stage-pane:visible").nth(1).wait_for()
    page.wait_for_selector('.stage-pane[data-active="true"] .xterm :focus', state="attached")
    page.keyboard.type("git diff --stat | cat\n")
    page.locator('.stage-pane[data-active="true"]').get_by_text("files changed").wait_for()
    save(page, "terminals-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="All terminals").click()
    save(page, "terminals-phone")
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="dark")


def models(page: Page, system: System) -> None:
    """What fits on a first run; then a model that answers, on both screens."""
    page.emulate_media(color_scheme="light")
    go(page, f"{system.url}/models")
    page.get_by_role("heading", name="Choose a first model").wait_for()
    save(page, "models-first")
    page.emulate_media(color_scheme="dark")
    write_demo(system.home / "models" / "looping.gguf", "looping")
    go(page, f"{system.url}/models?model=looping")
    asked = {"model": "looping", "messages": [{"role": "user", "content": "Go on."}]}
    path = "/api/llama/v1/chat/completions"
    with system.client() as client:
        until = time.monotonic() + ANSWERING_S
        while time.monotonic() < until:
            client.post(path, json=asked | {"max_tokens": 900}).raise_for_status()
    with (
        system.client() as client,
        client.stream("POST", path, json=asked | {"stream": True}) as answer,
    ):
        lines = answer.iter_lines()  # to let go of it would end the answer
        next(lines)
        page.get_by_role("figure", name="Slots busy: 1").wait_for()
        page.screenshot(path=IMAGES / "models.png")
        page.set_viewport_size(PHONE)
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=IMAGES / "models-phone.png")
    page.set_viewport_size(DESKTOP)


def specs(page: Page, system: System) -> None:
    """The board of this repository's own openspec/."""
    folder = system.home.parent / "source" / "boocode"
    shutil.copytree(ROOT / "openspec", folder / "openspec", symlinks=True)
    commit(folder)
    with system.client() as client:
        answer = client.post("/api/projects", json={"path": str(folder)}).raise_for_status()
    go(page, f"{system.url}/specs?project={answer.json()['id']}")
    page.locator(".lane").first.wait_for()
    save(page, "specs-dark")


def save(page: Page, name: str) -> None:
    """Keep what the page shows once it has settled."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
