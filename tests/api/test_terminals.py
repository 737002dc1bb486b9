"""The PTY API as it is: booterm in a process of its own, real sockets, real shells."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from boocode_app.contracts.terminals import HIGH_MARK, Exited, Fault, Hello
from boocode_app.services.terminals.protocol import ClientEnd, Output
from boocode_app.services.terminals.records import Record

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_S = 20


@dataclass(frozen=True)
class BooTerm:
    """A running booterm."""

    process: subprocess.Popen[str]
    port: int
    home: Path

    def ask(self, method: str, path: str, body: object = None, *, token: bool = True) -> Any:
        """The JSON answer of a request; raises urllib's HTTPError where it is refused."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {(self.home / 'token').read_text()}"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            None if body is None else json.dumps(body).encode(),
            headers,
            method=method,
        )
        with urllib.request.urlopen(request, timeout=DEADLINE_S) as reply:
            return json.load(reply)

    def spawn(self, script: str) -> dict[str, Any]:
        """A session of `sh -c script`."""
        answer = self.ask("POST", "/api/pty/spawn", {"command": "sh", "args": ["-c", script]})
        assert isinstance(answer, dict)
        return answer

    def attach(self, session_id: str, query: str = "") -> ClientConnection:
        """A WebSocket to a session."""
        return connect(
            f"ws://127.0.0.1:{self.port}/api/pty/{session_id}/ws{query}",
            additional_headers={"Authorization": f"Bearer {(self.home / 'token').read_text()}"},
            max_size=None,
            compression=None,
        )


@contextmanager
def running(home: Path, **environment: str) -> Iterator[BooTerm]:
    """Booterm on a free port, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("BOOCODE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "boocode_app.daemons.booterm"],
        cwd=ROOT,
        env={
            **clean,
            "BOOCODE_HOME": str(home),
            "BOOCODE_PTY_PORT": str(port),
            "SHELL": "/bin/sh",
            **environment,
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    booterm = BooTerm(process, port, home)
    try:
        wait_until_ready(booterm)
        yield booterm
    finally:
        process.terminate()
        try:
            process.communicate(timeout=DEADLINE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise


def wait_until_ready(booterm: BooTerm) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline and booterm.process.poll() is None:
        try:
            booterm.ask("GET", "/api/health", token=False)
        except (urllib.error.URLError, ConnectionError):
            try:
                booterm.process.wait(0.03)
            except subprocess.TimeoutExpired:
                continue
        else:
            return
    raise AssertionError("booterm did not answer")


@pytest.fixture(scope="module")
def booterm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BooTerm]:
    """One booterm for the tests that leave it as they found it."""
    with running(tmp_path_factory.mktemp("home")) as booterm:
        yield booterm


def refusal(error: urllib.error.HTTPError) -> dict[str, Any]:
    with error:
        assert error.headers["content-type"] == "application/problem+json"
        problem = json.load(error)
    assert isinstance(problem, dict)
    return problem


def follow(connection: ClientConnection, end: ClientEnd, until: bytes | None = None) -> bytes:
    """What comes until `until` was seen, or to the end; acknowledged as it comes."""
    output = b""
    while until is None or until not in output:
        frame = connection.recv(timeout=DEADLINE_S)
        event = end.receive_data(frame)
        assert not isinstance(event, Fault), event
        if isinstance(event, Exited):
            return output
        if isinstance(event, Output):
            output += event.data
        if (ack := end.ack_due(idle=True)) is not None:
            with suppress(ConnectionClosed):  # the last one may meet a session that has ended
                connection.send(ack)
    return output


def stretches(connection: ClientConnection) -> list[tuple[int, bytes]]:
    """What comes to the end: each hello's cursor, and the output after it."""
    end, seen = ClientEnd(), list[tuple[int, bytes]]()
    while True:
        event = end.receive_data(connection.recv(timeout=DEADLINE_S))
        if isinstance(event, Exited):
            return seen
        if isinstance(event, Hello):
            seen.append((event.cursor, b""))
        if isinstance(event, Output):
            cursor, before = seen[-1]
            seen[-1] = (cursor, before + event.data)
        if (ack := end.ack_due(idle=True)) is not None:
            with suppress(ConnectionClosed):
                connection.send(ack)


def test_a_session_lives_its_life_over_rest(booterm: BooTerm) -> None:
    session = booterm.ask("POST", "/api/pty/spawn", {"title": "mine", "cols": 100, "rows": 30})
    path = f"/api/pty/{session['id']}"
    assert (session["status"], session["title"], session["cols"]) == ("running", "mine", 100)
    assert session["id"] in [s["id"] for s in booterm.ask("GET", "/api/pty/list")["sessions"]]
    assert booterm.ask("POST", f"{path}/resize", {"cols": 120, "rows": 40})["rows"] == 40
    with booterm.attach(session["id"]) as connection:
        written = booterm.ask("POST", f"{path}/write", {"data": r"echo \x24((6*7))\n"})
        assert written == {"id": session["id"], "bytes": 14}
        follow(connection, ClientEnd(), until=b"42")
    page = booterm.ask("GET", f"{path}/read?pattern=42%24&limit=1")
    assert [line["text"].split()[-1] for line in page["lines"]] == ["42"]
    killed = booterm.ask("POST", f"{path}/kill", {"signal": "TERM"})
    assert killed["status"] == "killed"
    assert booterm.ask("GET", path)["exitedAt"] is not None
    booterm.ask("POST", f"{path}/kill", {"cleanup": True})
    with pytest.raises(urllib.error.HTTPError) as raised:
        booterm.ask("GET", path)
    problem = refusal(raised.value)
    assert (problem["status"], session["id"] in problem["detail"]) == (404, True)


def test_a_session_is_renamed_and_an_unknown_one_is_not(booterm: BooTerm) -> None:
    session = booterm.spawn("sleep 600")
    renamed = booterm.ask("PATCH", f"/api/pty/{session['id']}", {"title": "the sleeper"})
    assert (renamed["title"], renamed["command"]) == ("the sleeper", "sh")
    assert booterm.ask("GET", f"/api/pty/{session['id']}")["title"] == "the sleeper"
    for path, body, status in (
        ("pty_00000000", {"title": "x"}, 404),
        (session["id"], {"title": "  "}, 422),
        (session["id"], {"name": "x"}, 422),
    ):
        with pytest.raises(urllib.error.HTTPError) as raised:
            booterm.ask("PATCH", f"/api/pty/{path}", body)
        assert refusal(raised.value)["status"] == status


def test_a_socket_opened_to_look_neither_types_nor_sizes(booterm: BooTerm) -> None:
    session = booterm.spawn("read line; echo got-$line")
    with booterm.attach(session["id"], "?readonly=1") as connection:
        connection.send(b"by stealth\n")
        connection.send('{"t": "resize", "cols": 200, "rows": 50}')
        frames = [connection.recv(timeout=DEADLINE_S) for _ in range(3)]
        refused = [frame for frame in frames if "only shows" in str(frame)]
        assert len(refused) == 2
        now = booterm.ask("GET", f"/api/pty/{session['id']}")
        assert (now["cols"], now["totalLines"]) == (80, 0)
        booterm.ask("POST", f"/api/pty/{session['id']}/write", {"data": r"aloud\n"})
        assert b"got-aloud" in follow(connection, ClientEnd(0))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/pty/pty_00000000", None),
        ("GET", "/api/pty/nonsense/read", None),
        ("POST", "/api/pty/pty_00000000/write", {"data": "x"}),
        ("POST", "/api/pty/pty_00000000/resize", {"cols": 80, "rows": 24}),
        ("POST", "/api/pty/pty_00000000/kill", {}),
    ],
)
def test_an_unknown_session_is_not_found(
    booterm: BooTerm, method: str, path: str, body: object
) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        booterm.ask(method, path, body)
    assert refusal(raised.value)["status"] == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"workdir": "/no/such/folder"}, "workdir"),
        ({"command": "no-such-command"}, "command"),
        ({"cols": 0}, "cols"),
        ({"agentId": ""}, "agentId"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_spawn_that_cannot_be_is_refused_and_names_the_field(
    booterm: BooTerm, body: object, field: str
) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        booterm.ask("POST", "/api/pty/spawn", body)
    problem = refusal(raised.value)
    assert (problem["status"], problem["errors"][0]["field"]) == (422, field)


def test_without_the_token_nothing_is_told(booterm: BooTerm) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        booterm.ask("GET", "/api/pty/list", token=False)
    assert refusal(raised.value)["status"] == 401
    with pytest.raises(InvalidStatus):
        connect(f"ws://127.0.0.1:{booterm.port}/api/pty/pty_00000000/ws")


def test_a_keystroke_comes_back_over_the_socket(booterm: BooTerm) -> None:
    session = booterm.ask("POST", "/api/pty/spawn", {})
    with booterm.attach(session["id"]) as connection:
        end = ClientEnd()
        connection.send('{"t":"resize","cols":90,"rows":20}')
        connection.send(b"echo $((6*7))\r")
        follow(connection, end, until=b"42")
        assert booterm.ask("GET", f"/api/pty/{session['id']}")["cols"] == 90
        connection.send("nonsense")
        while isinstance(fault := end.receive_data(connection.recv(DEADLINE_S)), Output):
            continue
        assert isinstance(fault, Fault)
        connection.send(b"exit 7\r")
        follow(connection, end)
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv(timeout=DEADLINE_S)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1000
    assert booterm.ask("GET", f"/api/pty/{session['id']}")["exitCode"] == 7


@pytest.mark.parametrize(
    ("path", "code", "reason"),
    [
        ("pty_00000000/ws", 4404, "no terminal 'pty_00000000'"),
        ("{id}/ws?cursor=minus", 4400, "cursor='minus'"),
    ],
)
def test_a_socket_that_cannot_be_is_closed_with_a_reason(
    booterm: BooTerm, path: str, code: int, reason: str
) -> None:
    session = booterm.spawn("sleep 600")
    session_id, _, query = path.format(id=session["id"]).partition("/ws")
    with booterm.attach(session_id, query) as connection:
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv(timeout=DEADLINE_S)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code
        assert reason in closed.value.rcvd.reason


def test_twenty_broken_connections_lose_and_double_nothing_while_two_watch(
    booterm: BooTerm,
) -> None:
    chance = random.Random(7)
    session = booterm.spawn("read go; seq 1 800000")
    end, whole = ClientEnd(), b""
    with booterm.attach(session["id"]) as steady, ThreadPoolExecutor(1) as beside:
        watching = beside.submit(stretches, steady)
        for breaks in range(20):
            query = "" if end.cursor is None else f"?cursor={end.cursor}"
            with booterm.attach(session["id"], query) as connection:
                hello = end.receive_data(connection.recv(timeout=DEADLINE_S))
                assert isinstance(hello, Hello)
                assert hello.reset == (breaks == 0)
                if breaks == 0:
                    connection.send(b"go\r")
                for _ in range(chance.randrange(1, 8)):
                    event = end.receive_data(connection.recv(timeout=DEADLINE_S))
                    assert isinstance(event, Output)
                    whole += event.data
                    if (ack := end.ack_due()) is not None:
                        connection.send(ack)
                # As a network breaks: no close frame, and what is under way is lost.
                connection.socket.shutdown(socket.SHUT_RDWR)
        with booterm.attach(session["id"], f"?cursor={end.cursor}") as connection:
            whole += follow(connection, end)
        seen_beside = watching.result(DEADLINE_S)
    expected = b"go\r\n" + b"".join(b"%d\r\n" % number for number in range(1, 800_001))
    assert whole == expected
    # Who only looks on slows nobody: where it lags it is told where it goes on, and is shown that.
    for cursor, seen in seen_beside:
        assert seen == expected[cursor : cursor + len(seen)]
    cursor, seen = seen_beside[-1]
    assert cursor + len(seen) == len(expected)


def test_a_client_that_stops_reading_stops_the_flood_and_goes_on_in_order(
    booterm: BooTerm,
) -> None:
    session = booterm.spawn("seq 1 800000; exec sleep 600")
    rss = memory_kb(booterm.process.pid)
    with booterm.attach(session["id"]) as connection:
        end = ClientEnd()
        end.receive_data(connection.recv(timeout=DEADLINE_S))
        before = settled_lines(booterm, session["id"])
        assert memory_kb(booterm.process.pid) - rss < 2048
        output = follow(connection, end, until=b"800000\r\n")
    assert before * 8 < 4 * HIGH_MARK
    numbers = output.split(b"\r\n")[:-1]
    assert numbers[-1] == b"800000"
    assert int(numbers[0]) == 800_000 - len(numbers) + 1


def settled_lines(booterm: BooTerm, session_id: str) -> int:
    """How many lines there are once no more come."""
    lines, deadline = -1, time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        now = booterm.ask("GET", f"/api/pty/{session_id}")["totalLines"]
        if now == lines:
            return int(now)
        lines = now
    raise AssertionError("the flood did not stop")


def memory_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0])


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
