"""What a person waits for in Chromium: the first rows, the longest freeze, each toggle.

Every look is a real system on a repository of its own. The clock runs in the page: from the click
until the frame after the one in which the rows stand there. The pane was seen once before, so its
code is loaded, and it shows what it showed while it reads again; "read anew" is after two other
diffs, when nothing is kept of this one. Beside each time stands the CPU that the page's main thread
took, until all was read: other work on the machine lengthens the one and not the other.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from bench.diff.repositories import many_files, one_file
from bench.page import log_in
from tests.e2e.conftest import FLAGS, HYDRATED
from tests.e2e.system import System, wait_for

WIDE = {"width": 2560, "height": 1200}
"""Wide enough for two columns."""
PATIENCE_MS = 120_000
SETTLE_MS = 1000
FIRST_ROWS = "first rows"
ANEW = "first rows, read anew"
ROWS = "view.some('[data-line]')"
STRIP = "document.querySelector('.boo-diff-strip')"
TOGGLES: tuple[tuple[str, Literal["button", "checkbox"], str], ...] = (
    ("Split view", "button", "view.some('[data-diff-type=split]')"),
    ("Unified view", "button", "!view.some('[data-diff-type=split]')"),
    ("Wrap lines", "button", "view.some('[data-overflow=wrap]')"),
    ("Unwrap lines", "button", "!view.some('[data-overflow=wrap]')"),
    ("Hide whitespace", "checkbox", STRIP),
    ("Show whitespace", "checkbox", f"!{STRIP}"),
    ("Collapse all", "button", f"!{ROWS}"),
    ("Expand all", "button", ROWS),
)
"""What it is called here, its role, and what holds once it is done."""
SAME_BUTTON = {"Unwrap lines": "Wrap lines", "Show whitespace": "Hide whitespace"}
READ = """() => performance.getEntriesByType("resource")
  .filter((entry) => /\\/diff(\\/file)?\\?/.test(entry.name)).length"""
"""Diffs and files of diffs that the page has read to their end."""
FORGET_SCOPE = """() => {
  const address = new URL(location);
  address.searchParams.delete("scope");
  history.replaceState(history.state, "", address);
}"""
INSTALL = """() => {
  const shadows = () => [...document.querySelectorAll(".boo-diff-view diffs-container")]
    .map((file) => file.shadowRoot).filter(Boolean);
  const view = { some: (selector) => shadows().some((root) => root.querySelector(selector)) };
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const bench = {
    tasks: [],
    count: () => [document, ...shadows()]
      .reduce((sum, root) => sum + root.querySelectorAll("*").length, 0),
    async time(element, there) {
      bench.tasks = [];
      const began = performance.now();
      element.click();
      do await frame(); while (!there(view));
      await frame();
      return performance.now() - began;
    },
  };
  performance.setResourceTimingBufferSize(10_000); // a full one would tell of no further answer
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.tasks.push(entry.duration);
  }).observe({ type: "longtask" });
  window.bench = bench;
}"""


@dataclass
class Look:
    """One size of diff: milliseconds, one entry a round; heap in MB and elements at its end."""

    name: str
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    freezes: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    heap_mb: float = 0.0
    elements: int = 0


def look(folder: Path, rounds: int) -> list[Look]:
    """20,000 and 100,000 changed lines in files of sane sizes, then in one file."""
    sizes: list[tuple[str, Callable[[Path], Path], bool]] = [
        ("20,000 lines in 100 files", lambda at: many_files(at, 100), False),
        ("100,000 lines in 500 files", lambda at: many_files(at, 500), False),
        ("100,000 lines in one file", one_file, True),
    ]
    cache = os.environ.get("BOOCODE_CACHE")
    looks = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for number, (name, make, closed) in enumerate(sizes):
            home = folder / f"home {number}"
            system = System(home, make(folder / f"page {number}"), Path(cache) if cache else None)
            try:
                system.start()
                wait_for(system.is_well, 60, "every part being ready")
                looks.append(_look_at(browser, system, Look(name), rounds, closed=closed))
            finally:
                system.stop()
        browser.close()
    return looks


def _look_at(browser: Browser, system: System, found: Look, rounds: int, *, closed: bool) -> Look:
    page = log_in(browser.new_context(viewport=WIDE).new_page(), system)
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{system.url}/?tab=git")
    page.wait_for_selector(HYDRATED)
    page.wait_for_selector(".boo-diff[data-ready=true]")
    page.evaluate(INSTALL)
    clock = Clock(page, found)
    for _ in range(rounds):
        if not closed:
            _show_rows(page, clock, anew=True)
        _show_rows(page, clock, closed=closed)
        for name, role, done in TOGGLES:
            named = SAME_BUTTON.get(name, name)
            clock.take(name, page.get_by_role(role, name=named, exact=True), done)
    found.heap_mb = clock.heap_mb()
    found.elements = page.evaluate("() => bench.count()")
    page.context.close()
    return found


def _show_rows(page: Page, clock: "Clock", *, closed: bool = False, anew: bool = False) -> None:
    """Leave the pane and come back; `closed`: then load the one file."""
    if anew:
        for scope in ("staged", "unstaged"):
            before = page.evaluate(READ)
            page.get_by_label("Changes of", exact=True).select_option(scope)
            _wait_for_read(page, before)
    page.get_by_role("tab", name="Files").click()
    if anew:
        page.evaluate(FORGET_SCOPE)
    page.wait_for_selector(".boo-diff", state="detached")
    page.wait_for_timeout(SETTLE_MS)
    opener = page.get_by_role("tab", name="Git")
    before = page.evaluate(READ)
    if closed:
        opener.click()
        opener, before = page.get_by_role("button", name="Load diff"), before + 1
        opener.wait_for()
        page.wait_for_timeout(SETTLE_MS)
    name = ANEW if anew else FIRST_ROWS
    clock.take(name, opener, ROWS, lambda: _wait_for_read(page, before))


def _wait_for_read(page: Page, before: int) -> None:
    """Until another answer than `before` was read to its end."""
    wait_for(lambda: page.evaluate(READ) > before, PATIENCE_MS / 1000, "a diff that is read")


class Clock:
    """Takes the time of one click after the other."""

    def __init__(self, page: Page, found: Look) -> None:
        self._page = page
        self._found = found
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def take(
        self, name: str, element: Locator, done: str, settled: Callable[[], None] = lambda: None
    ) -> None:
        """Click `element` and wait for `done`, then until the page is `settled`."""
        before = self._metric("TaskDuration")
        script = f"(element) => bench.time(element, (view) => {done})"
        self._found.times[name].append(element.evaluate(script))
        settled()
        self._page.wait_for_timeout(SETTLE_MS)
        self._found.cpu[name].append((self._metric("TaskDuration") - before) * 1000)
        self._found.freezes[name].append(self._page.evaluate("() => Math.max(0, ...bench.tasks)"))

    def heap_mb(self) -> float:
        """What JavaScript holds once the garbage is gone."""
        self._session.send("HeapProfiler.collectGarbage")
        return self._metric("JSHeapUsedSize") / 1e6

    def _metric(self, name: str) -> float:
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return next(float(metric["value"]) for metric in metrics if metric["name"] == name)
