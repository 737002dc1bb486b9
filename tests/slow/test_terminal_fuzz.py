"""A minute of garbage each: nothing raises, nothing grows without bound, restoration holds."""

import os
import random
import time
from collections.abc import Iterator

from boocode_app.services.terminals.lines import Transcript
from boocode_app.services.terminals.marks import commands
from boocode_app.services.terminals.modes import Modes
from boocode_app.services.terminals.protocol import ClientEnd, ServerEnd
from boocode_app.services.terminals.screen import Screen
from boocode_app.services.terminals.tokens import WAITING_LIMIT

FOR_S = float(os.environ.get("FUZZ_SECONDS", "60"))
ALPHABET = [bytes([n]) for n in range(256)] + [
    b"\x1b[",
    b"\x1b]",
    b"\x1bP",
    b"\x1b\\",
    b"\x1b[?",
] * 12
ALPHABET += [b";", b"999999999", b"1049h", b"1049l", b"38;5;", b"m", b"H", b"r", b"J", b"8;;"] * 6
ALPHABET += [
    "日".encode(),
    "e\u0301".encode(),
    b"\xf0\x9f",
    b"133;C",
    b"{",
    b'{"t":"ack","cursor":',
] * 4


def garbage(seed: int) -> Iterator[bytes]:
    """Pieces of output or frames, for FOR_S seconds."""
    chance = random.Random(seed)
    until = time.monotonic() + FOR_S
    while time.monotonic() < until:
        yield b"".join(chance.choices(ALPHABET, k=chance.randrange(1, 400)))


def test_the_screen_and_its_restoration() -> None:
    chance, screen = random.Random(1), Screen(80, 24)
    for count, piece in enumerate(garbage(1)):
        screen.feed(piece)
        if chance.random() < 0.02:
            screen.resize(chance.randrange(2, 200), chance.randrange(1, 80))
        if count % 50 == 0:
            cols, rows = screen.size
            assert [len(line) for line in screen.cells] == [cols] * rows
            restored = screen.restore()
            assert len(restored) < 200 * 80 * 80 + 2 * WAITING_LIMIT
            again = Screen(cols, rows)
            again.feed(restored.encode())
            assert (again.cells, again.cursor) == (screen.cells, screen.cursor)


def test_the_light_tracker() -> None:
    modes, at = Modes(), 0
    for piece in garbage(2):
        modes.advance(piece, at)
        at += len(piece)
        assert len(modes.unfinished) < 10_000
        assert len(modes.restore()) < 60_000


def test_lines_and_marks() -> None:
    for piece in garbage(3):
        Transcript(piece, 1, partial=False).lines()
        commands(piece, 0, 1, "")


def test_the_protocol_on_both_ends() -> None:
    server, client = ServerEnd(0), ClientEnd(0)
    for piece in garbage(4):
        server.receive_data(piece)
        server.receive_data(piece.decode("utf-8", "replace"))
        client.receive_data(piece.decode("utf-8", "replace"))
        assert 0 <= server.acked <= server.sent
