"""How booterm starts, ends and dies: what is left of its sessions, and how small it is."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from boocode_app.services.terminals.protocol import ClientEnd
from boocode_app.services.terminals.records import Record
from tests.api.booterm import DEADLINE_S, follow, memory_kb, running
from tests.daemon import ROOT


def is_alive(pid: int) -> bool:
    """Whether `pid` runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def test_its_end_leaves_no_process_and_is_written_down(tmp_path: Path) -> None:
    with running(tmp_path) as booterm:
        deaf = booterm.spawn("trap '' HUP; sleep 600 & echo $!; wait")
        shell = booterm.ask("POST", "/api/pty/spawn", {"command": "bash", "args": ["--norc", "-i"]})
        with booterm.attach(shell["id"]) as connection:
            connection.send(b"sleep 600 & echo started-$((1+1))\r")
            follow(connection, ClientEnd(), until=b"started-2")
            with booterm.attach(deaf["id"]) as other:
                child = int(follow(other, ClientEnd(), until=b"\n"))
            booterm.process.send_signal(signal.SIGTERM)
            assert booterm.process.wait(DEADLINE_S) == 0
    assert not [pid for pid in (deaf["pid"], shell["pid"], child) if is_alive(pid)]
    with running(tmp_path) as booterm:
        listed = booterm.ask("GET", "/api/pty/list")["sessions"]
    assert [s["status"] for s in listed] == ["killed", "killed"]


def test_after_its_own_death_sessions_are_lost_with_their_last_screen(tmp_path: Path) -> None:
    with running(tmp_path) as booterm:
        session = booterm.spawn("echo the last words; exec sleep 600")
        file = tmp_path / "terminals" / f"{session['id']}.json"
        deadline = time.monotonic() + DEADLINE_S
        while not Record.model_validate_json(file.read_text()).tail and (
            time.monotonic() < deadline
        ):
            booterm.ask("GET", "/api/health")
        booterm.process.kill()
        booterm.process.wait(DEADLINE_S)
    with running(tmp_path) as booterm:
        [lost] = booterm.ask("GET", "/api/pty/list")["sessions"]
        assert (lost["status"], lost["lastLine"]) == ("lost", "the last words")
        with booterm.attach(lost["id"]) as connection:
            assert follow(connection, ClientEnd()) == b"the last words\r\n"


def test_with_auth_off_the_plain_curl_line_works(tmp_path: Path) -> None:
    with running(tmp_path, BOOCODE_AUTH="off") as booterm:
        assert booterm.ask("GET", "/api/pty/list", token=False) == {"sessions": []}


def test_it_starts_small_and_without_the_database(tmp_path: Path) -> None:
    program = (
        "import sys, uvloop, httptools;"
        "import uvicorn.protocols.websockets.websockets_sansio_impl;"
        "import boocode_app.daemons.booterm, boocode_app.services.terminals.registry;"
        "print(sorted({m.split('.')[0] for m in sys.modules}"
        " & {'sqlalchemy', 'sqlmodel', 'reflex', 'regex', 'alembic'}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"
    with running(tmp_path) as booterm:
        booterm.ask("POST", "/api/pty/spawn", {})
        rss = memory_kb(booterm.process.pid)
    sys.stdout.write(f"booterm with one shell: {rss} kB\n")
    assert rss < 60 * 1024
