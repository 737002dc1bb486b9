"""Finds the Chromium that the tests drive; fetches one where the machine has none."""

import os
import shutil
import subprocess
import sys

from boocode_app.cli.progress import say, step
from boocode_app.core.errors import UpstreamFailed

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_or_install_chromium() -> str:
    """The path of a Chromium. Raises UpstreamFailed that says how to get one."""
    if found := _installed():
        return found
    with step("Fetching Chromium for the tests"):
        if _succeeds([sys.executable, "-m", "playwright", "install", "chromium"]) and (
            fetched := _of_playwright()
        ):
            return fetched
        if os.geteuid() == 0 and shutil.which("apt-get"):
            say("playwright has none for this machine: asking apt-get")
            _succeeds(["apt-get", "update"])
            _succeeds(["apt-get", "install", "-y", "chromium"])
    if found := _installed():
        return found
    raise UpstreamFailed(
        "The tests need Chromium and it could not be fetched: install it with your package manager "
        "(Debian: apt-get install chromium), or set BOOCODE_CHROMIUM to its path"
    )


def _installed() -> str | None:
    given = os.environ.get("BOOCODE_CHROMIUM")
    if given and os.access(given, os.X_OK):
        return given
    return next((path for name in NAMES if (path := shutil.which(name))), _of_playwright())


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.access(path, os.X_OK) else None


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0
