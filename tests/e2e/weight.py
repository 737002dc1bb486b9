"""What the scripts of a page weigh as a browser fetched them, each address once."""

import gzip

from playwright.sync_api import Page, Response

from tests.e2e.conftest import HYDRATED

LEVEL = 6
PANES = ('[data-testid="prompt"]', ".xterm", '.boo-diff[data-ready="true"]')
"""What is there when chat, terminal and diff are open."""


def coloured(place: int) -> str:
    """What is there once the file at `place` of the diff, from 0, has its colours: all that its
    language needs has arrived."""
    return f"diffs-container >> nth={place} >> [data-line] span[style]"


def weigh(page: Page, url: str, *ready: str) -> dict[str, int]:
    """Bytes of each script (gzipped) of `url`, by its address, until every selector is met."""
    scripts: dict[str, int] = {}

    def take(response: Response) -> None:
        if response.url.split("?")[0].endswith((".js", ".mjs")) and response.ok:
            scripts[response.url] = len(gzip.compress(response.body(), LEVEL))

    page.goto("about:blank")
    page.on("response", take)
    page.goto(url)
    for selector in (HYDRATED, *ready):
        page.wait_for_selector(selector)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", take)
    return scripts
