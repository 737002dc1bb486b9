"""The protocol keeps count, and nothing a peer sends breaks it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode_app.contracts.terminals import (
    ACK_EVERY,
    HIGH_MARK,
    LOW_MARK,
    Ack,
    Fault,
    Hello,
    PtySession,
    Resize,
)
from boocode_app.core.ids import utc_now
from boocode_app.services.terminals.protocol import (
    FRAME_LIMIT,
    ClientEnd,
    Output,
    Pace,
    ServerEnd,
    Typed,
    parse_cursor,
)

SESSION = PtySession(
    id="pty_00000000",
    title="sh",
    description="",
    command="sh",
    args=[],
    workdir="/",
    status="running",
    pid=1,
    cols=80,
    rows=24,
    createdAt=utc_now(),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
NEAR_FRAMES = st.fixed_dictionaries(
    {"t": st.sampled_from(["ack", "resize", "hello", "exit", "size", "fault", ""]) | JSON},
    optional={"cursor": JSON, "cols": JSON, "rows": JSON, "reset": JSON, "session": JSON},
)
GARBAGE = st.binary() | st.text() | JSON.map(json.dumps) | NEAR_FRAMES.map(json.dumps)


def hello(cursor: int, *, reset: bool = False) -> str:
    return Hello(session=SESSION, cursor=cursor, end=cursor, reset=reset).model_dump_json()


@given(st.lists(GARBAGE, max_size=20), st.integers(0, 1000))
def test_the_server_survives_garbage_and_never_counts_an_ack_of_what_it_did_not_send(
    frames: list[bytes | str], cursor: int
) -> None:
    end = ServerEnd(cursor)
    for frame in frames:
        event = end.receive_data(frame)
        assert isinstance(event, Typed | Ack | Resize | Fault)
        assert cursor <= end.acked <= end.sent == cursor
        if isinstance(event, Fault):
            assert 0 < len(event.detail) < 600


@given(st.lists(GARBAGE, max_size=20))
def test_the_client_survives_garbage(frames: list[bytes | str]) -> None:
    end = ClientEnd()
    for frame in frames:
        before = end.cursor
        event = end.receive_data(frame)
        if isinstance(event, Output):
            assert before is not None
            assert end.cursor == before + len(event.data)
        end.ack_due()


def test_a_frame_that_cannot_be_used_is_quoted() -> None:
    fault = ServerEnd(0).receive_data('{"t": "resize", "cols": 1, "rows": 24}')
    assert isinstance(fault, Fault)
    assert '"cols": 1' in fault.detail
    assert "greater than or equal to 2" in fault.detail


def test_a_frame_that_is_too_long_is_refused_unread() -> None:
    fault = ServerEnd(0).receive_data("[" * (FRAME_LIMIT + 1))
    assert isinstance(fault, Fault)
    assert str(FRAME_LIMIT) in fault.detail


def test_acks_are_cumulative_and_an_old_one_takes_nothing_back() -> None:
    end = ServerEnd(100)
    end.sent = 300
    for cursor in (200, 150, 300):
        end.receive_data(Ack(cursor=cursor).model_dump_json())
    assert end.acked == 300
    assert isinstance(end.receive_data('{"t":"ack","cursor":301}'), Fault)


def test_the_window_closes_at_the_high_mark_and_opens_with_an_ack() -> None:
    end = ServerEnd(0)
    end.sent = HIGH_MARK
    assert not end.window_open
    end.receive_data('{"t":"ack","cursor":1}')
    assert end.window_open


def test_the_pty_pauses_above_the_high_mark_and_resumes_at_the_low_one() -> None:
    pace = Pace()
    turns = [
        (unacknowledged, pace.paused)
        for unacknowledged in (HIGH_MARK, HIGH_MARK + 1, LOW_MARK + 1, LOW_MARK, HIGH_MARK)
        if pace.update(unacknowledged)
    ]
    assert turns == [(HIGH_MARK + 1, True), (LOW_MARK, False)]


def test_a_client_acknowledges_every_64_kb_and_what_is_left_when_it_is_idle() -> None:
    end = ClientEnd()
    end.receive_data(hello(1000))
    end.receive_data(b"x" * (ACK_EVERY - 1))
    assert end.ack_due() is None
    end.receive_data(b"x")
    assert json.loads(end.ack_due() or "") == {"t": "ack", "cursor": 1000 + ACK_EVERY}
    end.receive_data(b"x")
    assert json.loads(end.ack_due(idle=True) or "") == {"t": "ack", "cursor": 1001 + ACK_EVERY}
    assert end.ack_due(idle=True) is None


def test_bytes_before_the_hello_are_a_fault() -> None:
    assert isinstance(ClientEnd().receive_data(b"early"), Fault)


@pytest.mark.parametrize(
    ("text", "cursor"), [(None, None), ("", None), ("0", 0), ("9007199254740991", 2**53 - 1)]
)
def test_a_cursor_is_a_count_of_bytes(text: str | None, cursor: int | None) -> None:
    assert parse_cursor(text) == cursor


@pytest.mark.parametrize("text", ["-1", "1.5", "x", "9007199254740992", "٣", "9" * 400])
def test_anything_else_is_no_cursor(text: str) -> None:
    fault = parse_cursor(text)
    assert isinstance(fault, Fault)
    assert len(fault.detail) < 120
