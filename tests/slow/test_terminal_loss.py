"""BooTerm itself is killed (-9) with sessions at work: what is left of them, and what is told.

Each that ran is lost, shows its last screen to readers, terminals and the page, and whoever asked
for a notice gets one, once, however often BooTerm dies before it was dealt with.
"""

import os
import shutil
from collections import Counter
from contextlib import aclosing
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from boocode_app.contracts.terminals import PtyNotice, PtySpawn
from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.settings import Settings
from boocode_app.services.terminals.client import BooTermClient
from boocode_app.services.terminals.flags import AgentFlags
from boocode_app.services.terminals.records import Records
from tests.e2e.conftest import FLAGS, HYDRATED
from tests.e2e.system import System
from tests.sidecar import until
from tests.slow.systems import system_at
from tests.terminal import Door, Terminal

LINES = "seq -f 'line %g' 1 300; sleep 600"
PAINTING = r"printf 'before\n\033[?1049h\033[2J\033[5;9Ha painted word'; sleep 600"
pytestmark = pytest.mark.timeout(400)


class Loss:
    """A system whose BooTerm dies, with an agent that follows its notices."""

    def __init__(self, system: System) -> None:
        self.system = system
        web, pty, sidecar, coder = system.ports
        settings = Settings(
            home=system.home, port=web, pty_port=pty, sidecar_port=sidecar, coder_port=coder
        )
        self.agent = BooTermClient(settings, AgentFlags(agent="a1"))
        self.door = Door(system.url, system.token)
        self.records = Records(system.home / "terminals")

    async def aclose(self) -> None:
        """Close the agent's connections."""
        await self.agent.aclose()

    async def spawn(self, script: str, *, told: bool = False) -> str:
        """A session of the agent's; it is told of the end of it."""
        wanted = PtySpawn(command="sh", args=["-c", script], notifyOnExit=told)
        return (await self.agent.spawn(wanted)).id

    async def watch(self, session_id: str, last: bytes) -> Terminal:
        """A terminal that has seen everything up to `last`."""
        terminal = Terminal(self.door, session_id)
        await terminal.connect()
        await terminal.until(last)
        return terminal

    async def saved(self, *terminals: Terminal) -> None:
        """Wait until what these saw is on disk."""
        seen = {terminal.session_id: terminal.end.cursor for terminal in terminals}

        async def done() -> bool:
            kept = {record.session.id: record.cursor for record in self.records.load()}
            return seen.items() <= kept.items()

        await until(done)

    async def kill(self) -> None:
        """kill -9 of BooTerm; `up` starts it again."""
        killed = self.system.kill("booterm")

        async def is_back() -> bool:
            record = self.system.home / "run" / "booterm.json"
            return record.exists() and self.system.pid("booterm") != killed and await self._lists()

        await until(is_back)

    async def _lists(self) -> bool:
        async with self.door.http() as http:
            return (await http.get("/api/pty/list")).is_success

    async def notices(self, count: int) -> list[PtyNotice]:
        """The next notices that nobody has dealt with."""
        seen: list[PtyNotice] = []
        async with aclosing(self.agent.notices("a1")) as notices:
            async for notice in notices:
                seen.append(notice)
                if len(seen) == count:
                    break
        return seen


async def test_what_is_left_of_sessions_whose_booterm_was_killed(tmp_path: Path) -> None:
    async with system_at(tmp_path) as system, aclosing(Loss(system)) as loss:
        ended = [await loss.spawn(f"echo out {n}; exit {n}", told=True) for n in (1, 2, 3)]
        first, *due = await loss.notices(3)
        assert await loss.agent.acknowledge(first.id) == 1
        quiet, told = await loss.spawn(LINES), [await loss.spawn(LINES, told=True) for _ in "123"]
        painting = await loss.spawn(PAINTING)
        shown = await loss.watch(quiet, b"line 300\r\n")
        painted = await loss.watch(painting, b"a painted word")
        others = [await loss.watch(session, b"line 300\r\n") for session in told]
        await loss.saved(shown, painted, *others)

        await loss.kill()
        async with loss.door.http() as http:
            listed = (await http.get("/api/pty/list")).raise_for_status().json()["sessions"]
        states = {session["id"]: session["status"] for session in listed}
        lost = {quiet, painting, *told}
        assert states == dict.fromkeys(ended, "exited") | dict.fromkeys(lost, "lost")
        await check_lines(loss, shown)
        await check_painting(loss, painting)
        await check_page(system)

        told_of = await loss.notices(5)
        wanted = {notice.session.id for notice in due} | set(told)
        assert Counter(notice.session.id for notice in told_of) == Counter(wanted)
        assert {n.session.lastLine for n in told_of if n.session.id in told} == {"line 300"}
        await loss.kill()
        again = await loss.notices(5)
        assert [notice.id for notice in again] == [notice.id for notice in told_of]
        assert await loss.agent.acknowledge(*(notice.id for notice in again)) == 5
        await loss.kill()
        last = await loss.spawn("exit 0", told=True)
        [only] = await loss.notices(1)
        assert only.session.id == last


async def check_lines(loss: Loss, before: Terminal) -> None:
    """Whoever comes back gets nothing twice; whoever is new gets what the others saw."""
    output, cursor = bytes(before.output), before.end.cursor
    await before.reconnect()
    await before.to_the_end()
    assert (bytes(before.output), before.end.cursor) == (output, cursor)
    assert not before.hellos[-1].reset
    new = Terminal(loss.door, before.session_id)
    await new.connect()
    await new.to_the_end()
    assert bytes(new.output) == output
    assert new.exited is not None
    assert new.exited.status == "lost"
    async with loss.door.http() as http:
        read = (await http.get(f"/api/pty/{before.session_id}/read")).json()
    assert [line["text"] for line in read["lines"]] == [f"line {n}" for n in range(1, 301)]


async def check_painting(loss: Loss, session_id: str) -> None:
    """A screen that was painted is read as it stood."""
    async with loss.door.http() as http:
        read = (await http.get(f"/api/pty/{session_id}/read")).json()
    assert read["status"] == "lost"
    assert read["screen"]["lines"][4] == "        a painted word"
    assert (await loss.door.session(session_id)).lastLine == "before"


async def check_page(system: System) -> None:
    """The page of the terminals shows each with what it said last."""
    async with async_playwright() as playwright:
        path = os.environ.get("BOOCODE_CHROMIUM") or shutil.which("chromium")
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        page: Page = await browser.new_page()
        await page.goto(f"{system.url}/login?link={Credentials.at(system.home).new_link()}")
        await page.goto(f"{system.url}/terminals")
        await page.wait_for_selector(HYDRATED)
        rows = page.get_by_role("listitem").filter(has_text="lost when BooTerm died")
        await expect(rows).to_have_count(5, timeout=20_000)
        await expect(rows.filter(has_text="line 300")).to_have_count(4)
        await browser.close()
