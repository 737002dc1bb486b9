"""The screen model shows what xterm shows, and its restoration shows the same again."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode_app.services.terminals.screen import Screen

SEQUENCES = st.sampled_from(
    [
        b"plain ", "日本".encode(), "e\u0301".encode(), "👍".encode(), b"\r\n", b"\n", b"\b", b"\t",
        b"\x1b[H", b"\x1b[5;7H", b"\x1b[999;999H", b"\x1b[2J", b"\x1b[K", b"\x1b[1J", b"\x1b[3X",
        b"\x1b[2L", b"\x1b[2M", b"\x1b[3@", b"\x1b[3P", b"\x1b[2S", b"\x1b[2T", b"\x1b[4b",
        b"\x1b[3;6r", b"\x1b[r", b"\x1b[?6h", b"\x1b[?6l", b"\x1b[?7l", b"\x1b[?7h", b"\x1b[4h",
        b"\x1b[4l", b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?47h", b"\x1b[?2004h", b"\x1b[?25l",
        b"\x1b[1;38;5;12m", b"\x1b[48;2;1;2;3m", b"\x1b[4:3m", b"\x1b[7m", b"\x1b[m", b"\x1b7",
        b"\x1b8", b"\x1bM", b"\x1bD", b"\x1b(0", b"\x1b(B", b"\x0e", b"\x0f", b"\x1b]0;title\x07",
        b"\x1b[3 q", b"\x1b=", b"\x1bc", b"\x1b[!p", b"\x1b[3g", b"x" * 30, b"\x1b[12G", b"\x1b[A",
    ]
)  # fmt: skip


def shown(screen: Screen) -> object:
    """Everything that a person can see, or a program can find."""
    wraps = screen.grid.cursor.wraps
    return screen.cells, screen.cursor, wraps, screen.modes


def painted(data: bytes, cols: int = 20, rows: int = 8) -> Screen:
    screen = Screen(cols, rows)
    screen.feed(data)
    return screen


@pytest.mark.parametrize(
    ("output", "lines"),
    [
        (b"10%\r55%\r100%", ["100%"]),
        ("日本語\r\x1b[2Cx".encode(), ["日x 語"]),
        ("日本語\r\x1b[1Cx".encode(), [" x本語"]),
        ("e\u0301a".encode(), ["e\u0301a"]),
        (b"a\x1b[?1049hb\x1b[?1049lc", ["ac"]),
        (b"\x1b(0lqk\x1b(B", ["┌─┐"]),
        (b"one\r\ntwo\x1b[A\x1b[2K\rup", ["up", "two"]),
        (b"\x1b]0;no text\x1b\\yes\x1bPsixel\x1b\\.", ["yes."]),
        (b"\x1b[>4;2mkept\x1b[?u\x1b[=1u", ["kept"]),
        (b"wide\xff\xfe", ["wide\ufffd\ufffd"]),
    ],
)
def test_it_shows(output: bytes, lines: list[str]) -> None:
    assert [line for line in painted(output).lines if line] == lines


def test_a_wide_character_that_does_not_fit_begins_the_next_row() -> None:
    screen = painted("x日".encode(), cols=2, rows=2)
    assert screen.lines == ["x", "日"]


def test_an_erased_cell_keeps_the_background_only() -> None:
    assert painted(b"\x1b[4;44mab\x1b[1K").cells[0][0] == (" ", "44")


def test_a_hidden_cursor_and_a_title_are_known() -> None:
    modes = painted(b"\x1b]2;here\x07\x1b[?25l\x1b[?1000;1006h").modes
    assert modes.title == "here"
    assert 25 not in modes.private
    assert {1000, 1006} <= modes.private


@given(st.lists(SEQUENCES, max_size=60))
def test_its_restoration_shows_the_same(pieces: list[bytes]) -> None:
    screen = painted(b"".join(pieces))
    again = painted(screen.restore().encode())
    again.modes.cleared_at = screen.modes.cleared_at
    assert shown(again) == shown(screen)


@given(st.lists(SEQUENCES, max_size=40), st.lists(st.integers(0, 400), max_size=8))
def test_where_the_output_is_cut_does_not_matter(pieces: list[bytes], cuts: list[int]) -> None:
    output = b"".join(pieces)
    cut_up = Screen(20, 8)
    borders = [0, *sorted(min(cut, len(output)) for cut in cuts), len(output)]
    for start, stop in itertools.pairwise(borders):
        cut_up.feed(output[start:stop])
    assert shown(cut_up) == shown(painted(output))


@given(st.binary(max_size=400), st.tuples(st.integers(2, 30), st.integers(1, 12)))
def test_no_output_breaks_it(output: bytes, size: tuple[int, int]) -> None:
    screen = painted(output)
    screen.resize(*size)
    screen.feed(output)
    assert [len(line) for line in screen.cells] == [size[0]] * size[1]
