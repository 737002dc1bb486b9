"""Repositories with a change of a known size."""

from collections.abc import Callable
from pathlib import Path

from tests.services.diffs.nasty import committed, write

MANY = "300 files of 200 changed lines"
ONE = "one file of 100,000 changed lines"


def many_files(folder: Path, files: int = 300, changed: int = 200) -> Path:
    """`files` modules of which every third line changes: `changed` lines, half old and half new."""
    names = [f"src/part_{number % 20:02}/module_{number:04}.py" for number in range(files)]
    lines = changed // 2 * 3
    committed(folder, {name.encode(): _module(name, lines, _old) for name in names})
    for name in names:
        write(folder, name, _module(name, lines, _new))
    return folder


def one_file(folder: Path, changed: int = 100_000) -> Path:
    """One module of which every third line changes."""
    lines = changed // 2 * 3
    committed(folder, {b"src/one.py": _module("one", lines, _old)})
    write(folder, "src/one.py", _module("one", lines, _new))
    return folder


def _module(name: str, lines: int, of: Callable[[str, int], str]) -> bytes:
    return "".join(of(name, number) for number in range(lines)).encode()


def _old(name: str, number: int) -> str:
    return f"    value_{number} = measure({name!r}, {number * 7919 % 10_007})\n"


def _new(name: str, number: int) -> str:
    if number % 3:
        return _old(name, number)
    if number % 5:
        return f"    value_{number} = measured({name!r}, {number * 7919 % 10_007}, retry=True)\n"
    return "    " + _old(name, number)
