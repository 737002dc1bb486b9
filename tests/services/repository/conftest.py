"""A person with a git configuration of their own, and repositories that the real git made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.diffs.nasty import committed, git

Trap = tuple[Path, Callable[[], list[str]]]


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a person whom git knows; its `.gitconfig` can be written to."""
    home = tmp_path / "person"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    configure(home, "user.name", "Ada")
    configure(home, "user.email", "ada@example.org")
    return home


def configure(home: Path, key: str, value: str) -> None:
    """Set something in the person's own configuration."""
    git(home, "config", "--file", str(home / ".gitconfig"), key, value)


@pytest.fixture
def folder(tmp_path: Path, person: Path) -> Path:
    """A repository with the commit `one` of the files a and b, on main."""
    return committed(tmp_path / "project", {b"a": b"1\n", b"b": b"1\n"})


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    """A program that leaves a trace, and the traces that it left."""
    program, traces = tmp_path / "trap", tmp_path / "traces"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> {traces}\ncat\n')
    program.chmod(0o755)
    return program, lambda: traces.read_text().splitlines() if traces.exists() else []


def head_of(folder: Path, ref: str = "HEAD") -> str:
    """The commit that `ref` names."""
    return git(folder, "rev-parse", ref).decode().strip()
