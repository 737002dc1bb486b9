"""What a compiled front end is made of, and the hash that names it.

Left out are the parts that no page is compiled from (the processes behind it): a change there
needs no build. tests/core/test_frontend_sources.py holds that the app imports none of them.
"""

import hashlib
import shutil
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
PACKAGE = "boocode_app"
SUFFIXES = frozenset({".py", ".jsx", ".js", ".css"})
FILES = ("rxconfig.py", "requirements.txt")
FOLDERS = ("assets", "reflex.lock")
NOT_COMPILED = ("boocode_app/daemons", "boocode_app/cli", "boocode_app/core/supervise")
GENERATED = frozenset({"__pycache__", "external"})


def build_key(root: Path = CHECKOUT) -> str:
    """The name of the front end compiled from `root` by this Python and this Reflex."""
    made_by = f"python {sys.version_info.major}.{sys.version_info.minor} reflex {version('reflex')}"
    return digest(root, compiled_files(root), made_by)


def program_key(root: Path = CHECKOUT) -> str:
    """A hash over all the program's Python: tells a daemon of this version from an older one."""
    return digest(root, _files(root / PACKAGE, frozenset({".py"})))


def digest(root: Path, files: Iterable[Path], salt: str = "") -> str:
    """16 hex characters over the names and bytes of `files`."""
    state = hashlib.sha256(salt.encode())
    for file in sorted(files):
        content = file.read_bytes()
        state.update(f"\0{file.relative_to(root)}\0{len(content)}\0".encode())
        state.update(content)
    return state.hexdigest()[:16]


def compiled_files(root: Path) -> Iterator[Path]:
    """Every file that a front end is compiled from."""
    yield from (root / name for name in FILES if (root / name).is_file())
    for folder in FOLDERS:
        yield from _files(root / folder, None)
    for file in _files(root / PACKAGE, SUFFIXES):
        if not file.relative_to(root).as_posix().startswith(tuple(f"{p}/" for p in NOT_COMPILED)):
            yield file


def copy_sources(root: Path, workspace: Path) -> None:
    """Make the sources in `workspace` equal those of `root`; what else is there stays."""
    for name in (PACKAGE, *FOLDERS):
        shutil.rmtree(workspace / name, ignore_errors=True)
    for file in compiled_files(root):
        target = workspace / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def _files(folder: Path, suffixes: frozenset[str] | None) -> Iterator[Path]:
    for file in folder.rglob("*"):
        if (
            file.is_file()
            and not GENERATED.intersection(file.relative_to(folder).parts)
            and (suffixes is None or file.suffix in suffixes)
        ):
            yield file
