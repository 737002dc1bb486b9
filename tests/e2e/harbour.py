"""A repository of its own for the tests of the diff: changes of many kinds, in several folders."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from tests.services.diffs.nasty import committed, git, write

BERTHS = "".join(
    f"def berth_{n}(ship):\n    # place {n}\n    return ship.moor({n})\n\n\n" for n in range(40)
)
PIER = "by the long pier where the ferries used to wait until the tide turned and they left"


@dataclass(frozen=True)
class Harbour:
    """The repository, and its number as a project."""

    folder: Path
    number: int

    def address(self, query: str = "") -> str:
        """The workspace on it, with more of a query."""
        return f"/?project={self.number}{query and f'&{query}'}"


def make_harbour(folder: Path) -> Path:
    """Changed: code with three hunks, whitespace alone in two files, an image, a rename, a mode."""
    committed(
        folder,
        {
            b"docs/guide.md": b"# Guide\n\nFollow the light.\n",
            b"docs/logo.png": png(64, 48, (40, 90, 200)),
            b"run.sh": b"#!/bin/sh\necho run\n",
            b"src/harbour/berths.py": BERTHS.encode(),
            b"src/harbour/notes.yaml": b"a:\n  b: 1\n",
            b"src/space.js": b"function a() {\n  return 1;\n}\n",
        },
    )
    changed = BERTHS.replace("moor(3)", "moor(3, slowly=True)").replace(
        "# place 30", f"# place 30, {PIER}"
    )
    write(
        folder,
        "src/harbour/berths.py",
        changed.replace("    return ship.moor(20)", "        return ship.moor(20)"),
    )
    write(folder, "src/harbour/notes.yaml", "a:\n    b: 1\n")
    write(folder, "src/space.js", "function a() {\n    return 1;\n}\n")
    (folder / "docs/logo.png").write_bytes(png(96, 48, (200, 90, 40)))
    git(folder, "mv", "docs/guide.md", "docs/handbook.md")
    (folder / "run.sh").chmod(0o755)
    return folder


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """An image of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * width) * height
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
