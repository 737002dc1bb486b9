"""`boocode pty`: the list, and a session in a terminal that is really one."""

import asyncio
import os
import pty
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from boocode_app.cli.pty import table
from boocode_app.cli.pty_attach import the_one, without_questions
from boocode_app.contracts.terminals import PtyList, PtySession, PtySpawn, PtyWait
from boocode_app.core.errors import InvalidInput, NotFound
from boocode_app.core.ids import utc_now
from boocode_app.services.terminals.client import BooTermClient
from tests.booterm import DEADLINE_S, RunningBooTerm
from tests.daemon import ROOT
from tests.services.terminals.test_notices import session

T = TypeVar("T")


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBooTerm]:
    booterm = RunningBooTerm(tmp_path_factory.mktemp("home"))
    asyncio.run(booterm.start())
    yield booterm
    asyncio.run(booterm.stop())


def ask(booterm: RunningBooTerm, question: Callable[[BooTermClient], Awaitable[T]]) -> T:
    async def answer() -> T:
        try:
            return await question(booterm.client(agent="a1"))
        finally:
            await booterm.leave()

    return asyncio.run(answer())


def spawn(booterm: RunningBooTerm, request: PtySpawn) -> PtySession:
    return ask(booterm, lambda client: client.spawn(request))


def get(booterm: RunningBooTerm, session_id: str) -> PtySession:
    return ask(booterm, lambda client: client.get(session_id))


def environment(booterm: RunningBooTerm) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("BOOCODE_")},
        "PYTHONPATH": str(ROOT),
        "BOOCODE_HOME": str(booterm.settings.home),
        "BOOCODE_PTY_PORT": str(booterm.settings.pty_port),
        "TERM": "xterm-256color",
    }


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "boocode_app", "pty", *arguments]


class Seat:
    """`boocode pty attach` in a terminal of 100 by 30, and what that terminal was sent."""

    def __init__(self, booterm: RunningBooTerm, session_id: str, *more: str) -> None:
        self.master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (30, 100))
        self.modes = termios.tcgetattr(slave)
        self.slave = slave
        self.process = subprocess.Popen(
            command("attach", session_id, *more),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(booterm),
            start_new_session=True,
        )
        self.seen = b""
        self._more = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with suppress(OSError):
            while data := os.read(self.master, 65_536):
                with self._more:
                    self.seen += data
                    self._more.notify_all()

    def until(self, text: bytes) -> None:
        with self._more:
            found = self._more.wait_for(lambda: text in self.seen, DEADLINE_S)
        assert found, self.seen

    def type(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def left(self) -> int:
        status = self.process.wait(DEADLINE_S)
        assert termios.tcgetattr(self.slave) == self.modes
        return status


def test_the_list_is_a_table_or_json(daemon: RunningBooTerm) -> None:
    spawned = spawn(daemon, PtySpawn(command="sleep", args=["600"], title="a \x1b[31mname"))
    shown = subprocess.run(
        command("list"), env=environment(daemon), capture_output=True, text=True, check=True
    )
    lines = shown.stdout.splitlines()
    assert lines[0].split() == ["ID", "STATUS", "AGE", "SIZE", "VIEWERS", "AGENT", "TITLE"]
    [line] = [line for line in lines if spawned.id in line]
    assert line.split()[1:] == ["running", line.split()[2], "80x24", "0", "a1", "a", "?[31mname"]
    machine = subprocess.run(
        command("list", "--json"), env=environment(daemon), capture_output=True, check=True
    )
    assert spawned.id in [one.id for one in PtyList.model_validate_json(machine.stdout).sessions]


def test_a_state_and_an_age_are_told_shortly() -> None:
    born = utc_now()
    over = session(createdAt=born, exitCode=3)
    killed = session(createdAt=born, status="killed", exitCode=None, signal="TERM")
    lines = table([over, killed], born + timedelta(hours=3))
    assert lines[1].split()[1:4] == ["exited", "(3)", "3h"]
    assert lines[2].split()[1:3] == ["killed", "(TERM)"]


def test_a_person_sits_down_types_and_leaves(daemon: RunningBooTerm) -> None:
    script = "printf 'asked\\033[6n\\033[c before\\n'; exec sh"
    spawned = spawn(daemon, PtySpawn(command="sh", args=["-c", script]))
    ask(daemon, lambda client: client.wait(spawned.id, PtyWait(until="text", text="before")))
    seat = Seat(daemon, spawned.id.removeprefix("pty_")[:7], "--take-over")
    seat.until(b"asked before")
    seat.type(b"stty size; echo $((6*7))-done\r")
    seat.until(b"42-done")
    assert b"30 100" in seat.seen
    termios.tcsetwinsize(seat.slave, (40, 120))
    os.kill(seat.process.pid, 28)  # SIGWINCH: the terminal is not the process's own
    deadline = time.monotonic() + DEADLINE_S
    while get(daemon, spawned.id).cols != 120 and time.monotonic() < deadline:
        continue
    seat.type(b"\x1d")
    assert seat.left() == 0
    seat.until(b"the session goes on")
    after = get(daemon, spawned.id)
    assert (after.status, after.viewers, after.cols) == ("running", 0, 120)
    assert after.owner == "agent"


def test_without_taking_over_a_person_looks_on(daemon: RunningBooTerm) -> None:
    spawned = spawn(daemon, PtySpawn(command="sh", args=["-c", "echo up; read x; exit 7"]))
    seat = Seat(daemon, spawned.id)
    seat.until(b"the agent 'a1' works here")
    seat.until(b"up")
    seat.type(b"\r\x1d")
    assert seat.left() == 0
    assert get(daemon, spawned.id).status == "running"


def test_the_end_of_the_session_is_the_end_of_the_command(daemon: RunningBooTerm) -> None:
    spawned = spawn(daemon, PtySpawn(command="sh", args=["-c", "echo up; read x; exit 7"]))
    seat = Seat(daemon, spawned.id, "--take-over")
    seat.until(b"up")
    seat.type(b"\r")
    assert seat.left() == 7
    seat.until(b"[exited: code 7]")
    assert b"\x1b[?25h" in seat.seen


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["attach", "ffffffffff"], "needs a terminal"), (["list"], "cannot be reached")],
)
def test_what_cannot_be_is_told_in_words(
    tmp_path: Path, daemon: RunningBooTerm, arguments: list[str], words: str
) -> None:
    nobody = RunningBooTerm(tmp_path)
    refused = subprocess.run(
        command(*arguments),
        env=environment(nobody),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_id_may_be_shortened_as_long_as_it_is_one() -> None:
    one, two = session(id="pty_1a2b3c4d"), session(id="pty_1a2bffff")
    assert the_one("pty_1a2b3", [one, two]) is one
    assert the_one("1a2bf", [one, two]) is two
    with pytest.raises(InvalidInput, match="begins 2 ids"):
        the_one("1a", [one, two])
    with pytest.raises(NotFound, match="'9'"):
        the_one("9", [one, two])


@pytest.mark.parametrize(
    "question",
    [
        *(b"\x1b[c", b"\x1b[0c", b"\x1b[>c", b"\x1b[=c", b"\x1b[6n", b"\x1b[?6n", b"\x1b[5n"),
        *(b"\x1b[?2026$p", b"\x1b[>0q", b"\x1b[?u", b"\x1b]10;?\x07", b"\x1b]11;?\x1b\\"),
        *(b"\x1b]4;1;?\x07", b"\x1b]52;c;?\x07", b"\x1bP+q544e\x1b\\", b"\x1bP$qm\x1b\\"),
        *(b"\x1b[14t", b"\x1b[18t", b"\x1b[21t", b"\x1bZ", b"\x05"),
    ],
)
def test_history_asks_nothing(question: bytes) -> None:
    assert without_questions(b"a" + question + b"b\x1b[1mc\x1b[2Jd") == b"ab\x1b[1mc\x1b[2Jd"


def test_history_keeps_what_only_looks_like_a_question() -> None:
    kept = b"\x1b]0;title?\x07\x1b[22;0t\x1b[?25l\x1b[38;5;6m\x1b]11;#ffffff\x07c n"
    assert without_questions(kept) == kept
