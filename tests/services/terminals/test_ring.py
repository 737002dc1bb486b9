"""The ring holds the latest output, at its absolute cursors."""

from hypothesis import given
from hypothesis import strategies as st

from boocode_app.services.terminals.ring import CHUNK, Ring


@given(st.lists(st.integers(0, 3 * CHUNK), max_size=12), st.integers(1, 4 * CHUNK), st.data())
def test_it_reads_back_what_was_appended(
    sizes: list[int], capacity: int, data: st.DataObject
) -> None:
    ring, everything = Ring(capacity), b""
    for number, size in enumerate(sizes):
        piece = bytes([65 + number]) * max(0, size - 1) + b"\n" * min(1, size)
        ring.append(piece)
        everything += piece
    assert ring.end == len(everything)
    assert ring.newlines == everything.count(b"\n")
    assert ring.newlines_before == everything[: ring.start].count(b"\n")
    assert min(capacity, ring.end) <= ring.end - ring.start < capacity + 2 * CHUNK
    cursor = data.draw(st.integers(ring.start, ring.end))
    limit = data.draw(st.integers(0, 2 * CHUNK))
    assert ring.read(cursor, limit) == everything[cursor : cursor + limit]


def test_it_holds_no_more_lines_than_asked_and_one_chunk() -> None:
    ring = Ring(lines=1000)
    line = b"x" * 99 + b"\n"
    for _ in range(20_000):
        ring.append(line)
        assert ring.newlines - ring.newlines_before <= 1000 + 2 * CHUNK // len(line) + 2
    assert ring.newlines - ring.newlines_before >= 1000
    assert ring.end - ring.start < ring.capacity / 4
    assert ring.read(ring.start, CHUNK).count(b"\n") in (655, 656)


def test_it_holds_the_last_chunk_whatever_its_lines() -> None:
    ring = Ring(lines=10)
    for _ in range(5):
        ring.append(b"\n" * (CHUNK + 100))
    assert ring.end - ring.start == CHUNK + 500


def test_it_tells_the_oldest_line_that_is_whole() -> None:
    ring = Ring(lines=1000)
    ring.append(b"first\n")
    assert ring.first_line == 1
    for _ in range(5000):
        ring.append(b"y" * 99 + b"\n")
    held = ring.read(ring.start, ring.end - ring.start)
    assert ring.first_line == ring.newlines - held.count(b"\n") + 2


def test_it_knows_which_cursors_it_holds() -> None:
    ring = Ring(CHUNK)
    ring.append(b"x" * (4 * CHUNK))
    assert (ring.start, ring.end) == (3 * CHUNK, 4 * CHUNK)
    assert [ring.holds(c) for c in (0, ring.start - 1, ring.start, ring.end, ring.end + 1)] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_the_recent_output_begins_with_a_line() -> None:
    ring = Ring()
    ring.append(b"one\ntwo\nthree\n")
    assert ring.read(ring.recent(8), 100) == b"three\n"


def test_output_that_is_held_wholly_is_shown_from_its_beginning() -> None:
    ring = Ring(start=500, newlines=7)
    ring.append(b"first\nsecond")
    assert ring.recent(1000) == 500
    assert ring.newlines == 8


def test_without_a_line_it_begins_with_a_whole_character() -> None:
    ring = Ring()
    ring.append("héé€€😀😀".encode())
    for limit in range(1, ring.end):
        text = ring.read(ring.recent(limit), 100).decode()
        assert "héé€€😀😀".endswith(text)
