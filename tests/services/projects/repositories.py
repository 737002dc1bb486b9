"""Git repositories for tests, made by the real git."""

import subprocess
from pathlib import Path

IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")


def run_git(folder: Path, *arguments: str) -> str:
    """Run git in `folder`; gives its output."""
    return subprocess.run(
        ["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def new_repository(folder: Path, branch: str = "main") -> Path:
    """A repository with one commit at `folder`."""
    folder.mkdir(parents=True)
    run_git(folder, "init", "-q", "-b", branch)
    (folder / "README").write_text("hello\n")
    run_git(folder, "add", ".")
    run_git(folder, "commit", "-qm", "first")
    return folder


def trap(folder: Path) -> tuple[Path, Path]:
    """A program that leaves a mark, and the mark."""
    program, mark = folder / "trap", folder / "mark"
    program.write_text(f"#!/bin/sh\ntouch '{mark}'\ncat\n")
    program.chmod(0o755)
    return program, mark
