"""The hash that names a front end: it follows what is compiled, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from boocode_app.core.frontend.sources import (
    CHECKOUT,
    NOT_COMPILED,
    build_key,
    compiled_files,
    copy_sources,
    program_key,
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout with a file of each kind."""
    root = tmp_path / "checkout"
    for name in (
        "rxconfig.py",
        "requirements.txt",
        "assets/parts.css",
        "reflex.lock/package.json",
        "boocode_app/boocode_app.py",
        "boocode_app/ui/x.jsx",
        "boocode_app/daemons/coder.py",
        "boocode_app/cli/main.py",
        "boocode_app/core/supervise/child.py",
        "boocode_app/__pycache__/x.py",
        "assets/external/copied.js",
        "README.md",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


@pytest.mark.parametrize(
    "name", ["rxconfig.py", "assets/parts.css", "reflex.lock/package.json", "boocode_app/ui/x.jsx"]
)
def test_a_changed_source_asks_for_another_build(checkout: Path, name: str) -> None:
    before = build_key(checkout)
    (checkout / name).write_text("changed")
    assert build_key(checkout) != before


def test_a_renamed_source_asks_for_another_build(checkout: Path) -> None:
    before = build_key(checkout)
    (checkout / "assets/parts.css").rename(checkout / "assets/pieces.css")
    assert build_key(checkout) != before


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "boocode_app/daemons/coder.py",
        "boocode_app/cli/main.py",
        "boocode_app/core/supervise/child.py",
        "boocode_app/__pycache__/x.py",
        "assets/external/copied.js",
    ],
)
def test_what_no_page_is_made_of_asks_for_no_build(checkout: Path, name: str) -> None:
    before = build_key(checkout)
    (checkout / name).write_text("changed")
    assert build_key(checkout) == before


def test_a_daemon_is_told_from_an_older_one(checkout: Path) -> None:
    before = program_key(checkout)
    (checkout / "boocode_app/daemons/coder.py").write_text("changed")
    assert program_key(checkout) != before


def test_a_copy_has_the_same_hash_and_loses_what_was_deleted(
    checkout: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    copy_sources(checkout, workspace)
    (checkout / "boocode_app/ui/x.jsx").unlink()
    copy_sources(checkout, workspace)
    assert build_key(workspace) == build_key(checkout)
    assert not (workspace / "boocode_app/ui/x.jsx").exists()


def test_the_app_imports_nothing_that_is_left_out(tmp_path: Path) -> None:
    """What is not hashed must not reach a page: neither the app nor its pages import it."""
    modules = tuple(name.replace("/", ".") for name in NOT_COMPILED)
    copy_sources(CHECKOUT, tmp_path)
    program = (
        "import sys, boocode_app.boocode_app\n"
        f"print([m for m in sys.modules if m.startswith({modules!r})])"
    )
    outcome = subprocess.run(
        [sys.executable, "-P", "-c", program],
        cwd=tmp_path,
        env={
            "BOOCODE_AUTH": "off",
            "BOOCODE_HOME": str(tmp_path / "home"),
            "HOME": str(tmp_path),
            "PATH": "/usr/bin",
            "PYTHONPATH": str(tmp_path),
        },
        capture_output=True,
        text=True,
    )
    assert outcome.stdout.strip().splitlines()[-1:] == ["[]"], outcome.stderr


def test_the_checkout_itself_has_sources() -> None:
    names = {file.relative_to(CHECKOUT).as_posix() for file in compiled_files(CHECKOUT)}
    assert {"rxconfig.py", "requirements.txt", "boocode_app/boocode_app.py"} <= names
