"""What runs in the terminals: real output, recorded once, that every server is given to carry.

A load is a script for /bin/sh. Those that print wait for a line of input, print a file and end with
END, so a client times them from the Enter that it sends to the last byte that it gets.
"""

import os
import pty
import random
import shlex
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path

END = b"<<END>>"
KEPT = 256 * 1024
PAINT = """
import curses, random
def paint(screen):
    curses.start_color(); curses.use_default_colors(); curses.curs_set(0)
    for pair in range(1, 200): curses.init_pair(pair, pair, -1)
    draw = random.Random(7)
    for frame in range(600):
        for row in range(1, 23):
            load = draw.randrange(60)
            screen.addstr(row, 0, f"{draw.randrange(99999):6d}", curses.color_pair(1 + row % 7))
            screen.addstr(row, 8, "|" * load, curses.color_pair(2 + load * 3) | curses.A_BOLD)
            screen.addstr(row, 8 + load, " " * (62 - load))
        screen.refresh()
curses.wrapper(paint)
"""


@dataclass(frozen=True)
class Load:
    """The script at `path` prints `size` bytes to its terminal before END; 0: who knows."""

    path: Path
    size: int = 0

    @property
    def name(self) -> str:
        """What the tables call it."""
        return self.path.stem

    @property
    def megabytes(self) -> float:
        """Millions of bytes."""
        return self.size / 1e6


@dataclass(frozen=True)
class Loads:
    """All of them; `printing` end with END, `endless` and `kept` are the first of those again."""

    idle: Load
    echo: Load
    endless: Load
    kept: Load
    printing: list[Load]


def record(folder: Path, megabytes: int) -> Loads:
    """The loads, in `folder`. What prints: text, coloured lines and a painted screen."""
    draw = random.Random(1)
    words = sorted(
        {word for path in Path(os.__file__).parent.glob("a*.py") for word in _words(path)}
    )
    plain = "".join(" ".join(draw.choices(words, k=9)) + "\n" for _ in range(4000)).encode()
    coloured = "".join(
        f"\x1b[38;5;{draw.randrange(256)}m{draw.choice(words)}\x1b[0m" + (" ", "\n")[n % 9 == 8]
        for n in range(36_000)
    ).encode()
    texts = {"plain": plain, "coloured": coloured, "painted": _painted()}
    return Loads(
        idle=_script(folder, "idle", "echo ready; exec sleep 3600"),
        echo=_script(folder, "echo", "stty raw -echo; echo ready; exec cat"),
        endless=_endless(folder, plain),
        kept=_kept(folder, plain[:KEPT]),
        printing=[_printing(folder, name, text, megabytes) for name, text in texts.items()],
    )


def _script(folder: Path, name: str, script: str, size: int = 0) -> Load:
    path = folder / f"{name}.sh"
    path.write_text(script + "\n")
    return Load(path, size)


def _text(folder: Path, name: str, text: bytes) -> str:
    path = folder / f"{name}.txt"
    path.write_bytes(text)
    return shlex.quote(str(path))


def _endless(folder: Path, text: bytes) -> Load:
    file = _text(folder, "endless", text * 20)
    return _script(folder, "endless", f"echo ready; read go; while :; do cat {file}; done")


def _kept(folder: Path, text: bytes) -> Load:
    file = _text(folder, "kept", text)
    return _script(folder, "kept", f"stty raw; cat {file}; exec sleep 3600", len(text))


def _printing(folder: Path, name: str, text: bytes, megabytes: int) -> Load:
    text *= max(1, megabytes * 1_000_000 // len(text))
    file = _text(folder, name, text)
    script = f"stty -echo; echo ready; read go; cat {file}; printf '{END.decode()}'; sleep 3600"
    return _script(folder, name, script, len(text) + text.count(b"\n"))  # \n goes out as \r\n


def _words(path: Path) -> list[str]:
    return [word for word in path.read_text().split() if word.isalnum()]


def _painted() -> bytes:
    """What a curses program sends to a terminal of 80 by 24."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (24, 80))
    attributes = termios.tcgetattr(theirs)
    attributes[1] &= ~termios.OPOST
    termios.tcsetattr(theirs, termios.TCSANOW, attributes)
    environment = os.environ | {"TERM": "xterm-256color"}
    with subprocess.Popen(
        [sys.executable, "-c", PAINT], stdin=theirs, stdout=theirs, env=environment
    ):
        os.close(theirs)
        taken = bytearray()
        try:
            while data := os.read(ours, 65_536):
                taken += data
        except OSError:  # EIO: it has ended
            pass
    os.close(ours)
    return bytes(taken)
