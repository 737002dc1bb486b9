"""The light tracker knows the same modes as the whole screen, at a fraction of its cost."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode_app.services.terminals.modes import OPEN_LIMIT, Modes
from boocode_app.services.terminals.screen import Screen
from tests.services.terminals.test_screen import SEQUENCES


def after(*pieces: bytes) -> Modes:
    modes, at = Modes(), 0
    for piece in pieces:
        modes.advance(piece, at)
        at += len(piece)
    return modes


@pytest.mark.parametrize(
    ("output", "restored"),
    [
        (b"plain text\r\n", ""),
        (b"\x1b[?1049h\x1b[?2004h", "\x1b[?1049h\x1b[?2004h"),
        (b"\x1b[?1000;1006h\x1b[?25l", "\x1b[?1000h\x1b[?1006h\x1b[?25l"),
        (b"\x1b[?1049h\x1b[?1049l", ""),
        (b"\x1b]0;here\x07", "\x1b]2;here\x07"),
        (b"\x1b[1;31mred", "\x1b[1;31m"),
        (b"\x1b[1;31mred\x1b[0m", ""),
        (b"\x1b[38;2;1;2;3;4mx\x1b[24m", "\x1b[38;2;1;2;3m"),
        (b"\x1b]11;rgb:00/00/00\x1b\\", "\x1b]11;rgb:00/00/00\x07"),
        (b"\x1b]11;rgb:00/00/00\x1b\\\x1b]111\x07", ""),
        (b"\x1b]11;?\x07", ""),
        (b"\x1b[5 q\x1b[2;10r\x1b=", "\x1b=\x1b[2;10r\x1b[5 q"),
        (b"\x1b[?1049h\x1b[1mx\x1bc", ""),
        (b"\x1b]0;kept\x07\x1b[4h\x1bc\x1b[?5h", "\x1b]2;kept\x07\x1b[?5h"),
        (b"\x1b[1mx\x1b[!p\x1b[3my", "\x1b[3m"),
        (b"\x1b(0q\x1b[1;31mx\x1b[K\x1b[0m", "\x1b(0"),
        (b"\x1b)0\x0e", "\x1b)0\x0e"),
        (b"\x0e\x1bcx", ""),
        (b"\x1b[?10", "\x1b[?10"),
        (b"\x1b]0;half a ti", "\x1b]0;half a ti"),
    ],
)
def test_a_fresh_terminal_is_told(output: bytes, restored: str) -> None:
    assert after(output).restore() == restored


NAMES = (
    "private", "ansi", "alternate", "keypad", "title", "pointer", "link", "colours", "shifted",
)  # fmt: skip


@given(st.lists(SEQUENCES, max_size=60), st.lists(st.integers(0, 600), max_size=6))
def test_it_agrees_with_the_screen(pieces: list[bytes], cuts: list[int]) -> None:
    output = b"".join(pieces)
    borders = [0, *sorted(min(cut, len(output)) for cut in cuts), len(output)]
    light = after(*(output[a:b] for a, b in itertools.pairwise(borders)))
    screen = Screen(20, 8)
    screen.feed(output)
    for name in NAMES:
        assert getattr(light, name) == getattr(screen.modes, name), name


@given(st.lists(st.binary(max_size=200) | SEQUENCES, max_size=20))
def test_nothing_breaks_it_and_it_stays_small(pieces: list[bytes]) -> None:
    modes = after(*pieces)
    assert len(modes.restore()) < 40_000


def test_a_long_image_is_not_kept() -> None:
    modes = after(*[b"\x1bPq" + b"x" * 100_000, b"x" * 100_000])
    assert len(modes.unfinished) <= OPEN_LIMIT


def test_where_the_screen_was_cleared_is_known() -> None:
    assert after(b"0123456789", b"\x1b[H\x1b[2J").cleared_at == 13
    assert after(b"0123\x1b[?10", b"49h").cleared_at == 4
