"""What the page weighs, how fast an event goes round, and whether a flood hurts the loop.

`python -m bench.page`: a real system, a real Chromium. Weight is JavaScript gzipped (level 6) as
the browser fetched it, the diff one of a Markdown file and two of Python; a round trip is from the
frame of an event on Reflex's socket to the frame that answers it; lag is that of web's event loop,
idle and with a terminal that prints without end.
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from boocode_app.core.auth.credentials import Credentials
from tests.e2e.conftest import DESKTOP, FLAGS, HYDRATED
from tests.e2e.system import System, make_repository, wait_for
from tests.e2e.weight import PANES, coloured, weigh

EVENTS = 200
LAG_WINDOW_S = 60
MARKDOWN, PYTHON = 0, 1
"""Where a file of each language stands in the diff."""
WORDS = "# Lighthouse\n\nKeeps ships off the *rocks*, `night` after night.\n"
FLOOD = "yes 'a line of output that goes on and on'"


def weigh_page(browser: Browser, system: System, path: str, *ready: str) -> tuple[int, int]:
    """Bytes of JavaScript (gzipped) and how many files, for `path` until `ready` is there."""
    context = browser.new_context(viewport=DESKTOP)
    scripts = weigh(log_in(context.new_page(), system), system.url + path, *ready)
    context.close()
    return sum(scripts.values()), len(scripts)


def log_in(page: Page, system: System) -> Page:
    """`page` with the cookie of a person who opened a link."""
    page.goto(f"{system.url}/login?link={Credentials.at(system.home).new_link()}")
    return page


def time_events(browser: Browser, system: System) -> list[float]:
    """Milliseconds of EVENTS round trips: each letter typed into the search of the sessions."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    sent: list[float] = []
    took: list[float] = []

    def listen(socket: WebSocket) -> None:
        if "/_event" not in socket.url:
            return
        socket.on("framesent", lambda frame: _is_event(frame) and sent.append(time.perf_counter()))
        socket.on("framereceived", lambda frame: _is_event(frame) and _answered(sent, took))

    page.on("websocket", listen)
    log_in(page, system)
    page.wait_for_selector(HYDRATED)
    page.wait_for_load_state("networkidle")
    box = page.get_by_placeholder("Search sessions")
    box.click()
    page.wait_for_timeout(1000)
    sent.clear()
    took.clear()
    for number in range(EVENTS):
        page.keyboard.type("abcdefghij"[number % 10])
        deadline = time.monotonic() + 5
        while len(took) <= number and time.monotonic() < deadline:
            page.wait_for_timeout(5)
    context.close()
    return took


def _is_event(frame: str | bytes) -> bool:
    return isinstance(frame, str) and frame.startswith("42/_event")


def _answered(sent: list[float], took: list[float]) -> None:
    if sent:
        took.append((time.perf_counter() - sent.pop(0)) * 1000)


def lag_of(system: System, seconds: float) -> dict[str, float]:
    """web's loop lag in ms over the last `seconds`."""
    time.sleep(seconds)
    with system.client() as client:
        found: dict[str, float] = client.get("/api/health").json()["loop_lag_ms"]
    return found


def flooded(browser: Browser, system: System) -> tuple[dict[str, float], float]:
    """web's lag while a terminal on an open page prints without end, and MB/s that came through."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    received = [0]
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: _count(f, received)))
    log_in(page, system)
    page.wait_for_selector(HYDRATED)
    page.keyboard.press("Control+`")
    page.wait_for_selector(".xterm :focus", state="attached")
    page.keyboard.type(f"{FLOOD}\n")
    began, before = time.monotonic(), received[0]
    deadline = began + LAG_WINDOW_S
    while time.monotonic() < deadline:
        page.wait_for_timeout(500)
    lag = lag_of(system, 0)
    speed = (received[0] - before) / (time.monotonic() - began) / 1e6
    page.keyboard.press("Control+c")
    context.close()
    return lag, speed


def _count(frame: str | bytes, received: list[int]) -> None:
    if isinstance(frame, bytes):
        received[0] += len(frame)


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def main() -> None:
    base = Path(tempfile.mkdtemp(prefix="boocode-bench-"))
    system = System(base / "home", make_repository(base / "lighthouse"))
    (system.repository / "README.md").write_text(WORDS)
    try:
        system.start()
        wait_for(system.is_well, 60, "every part being ready")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS
            )
            before, files = weigh_page(browser, system, "/settings", "h1")
            print(f"JS gzipped before panes: {before / 1000:.0f} KB in {files} files (goal: 300)")
            shown = (*PANES, coloured(MARKDOWN), coloured(PYTHON))
            after, files = weigh_page(browser, system, "/#terminal", *shown)
            print(f"JS gzipped with all three: {after / 1000:.0f} KB in {files} files (goal: 620)")
            events = time_events(browser, system)
            print(
                f"event round trip: p50 {statistics.median(events):.1f} ms, "
                f"p95 {p95(events):.1f} ms of {len(events)} (goal: 30)"
            )
            print(f"web's loop lag idle: {lag_of(system, LAG_WINDOW_S)} ms")
            lag, speed = flooded(browser, system)
            print(f"web's loop lag, terminal flooding at {speed:.2f} MB/s: {lag} ms (goal p99: 50)")
            browser.close()
        raw_flood(system)
    finally:
        system.stop()
        shutil.rmtree(base, ignore_errors=True)


def raw_flood(system: System) -> None:
    """The same without a browser: a client that reads as fast as it can, through web."""
    import asyncio
    import json

    from websockets.asyncio.client import connect

    with system.client() as client:
        wanted = {"command": "/bin/sh", "args": ["-c", FLOOD]}
        answer: httpx.Response = client.post("/api/pty/spawn", json=wanted).raise_for_status()
        pty = answer.json()["id"]

    async def read() -> float:
        headers = {"Authorization": f"Bearer {system.token}"}
        url = f"{system.url.replace('http', 'ws')}/api/pty/{pty}/ws?cursor=0"
        async with connect(url, additional_headers=headers, compression=None, proxy=None) as ws:
            cursor = acked = 0
            total = 0
            began = time.monotonic()
            while time.monotonic() < began + LAG_WINDOW_S:
                frame = await ws.recv()
                if isinstance(frame, str):
                    hello = json.loads(frame)
                    cursor = acked = hello.get("cursor", cursor)
                    continue
                cursor += len(frame)
                total += len(frame)
                if cursor - acked >= 65_536:
                    await ws.send(json.dumps({"t": "ack", "cursor": cursor}))
                    acked = cursor
            return total / LAG_WINDOW_S / 1e6

    speed = asyncio.run(read())
    lag = lag_of(system, 0)
    print(f"web's loop lag, raw client at {speed:.1f} MB/s: {lag} ms (goal p99: 50)")
    with system.client() as client:
        client.post(f"/api/pty/{pty}/kill", json={"signal": "KILL", "cleanup": True})


if __name__ == "__main__":
    main()
