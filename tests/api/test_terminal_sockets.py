"""A session's WebSocket: keys go in, output comes whole and in order, also over connections that
break and past clients that stop reading.
"""

import random
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from boocode_app.contracts.terminals import HIGH_MARK, Exited, Fault, Hello
from boocode_app.services.terminals.protocol import ClientEnd, Output
from tests.api.booterm import DEADLINE_S, BooTerm, follow, memory_kb


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
