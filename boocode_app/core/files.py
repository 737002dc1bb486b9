"""Files written whole or not at all, and readable by their owner only where they hold secrets."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o600


def write_atomically(path: Path, content: str | bytes, *, mode: int = PRIVATE) -> None:
    """Replace `path` by `content`: a reader, or a crash, sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    data = content.encode() if isinstance(content, str) else content
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def remove_drafts(folder: Path, names: str) -> None:
    """Remove what a crash left of writes to the files `names` (a glob) in `folder`: where nobody
    else writes just now.
    """
    for draft in folder.glob(f".{names}.*"):
        draft.unlink(missing_ok=True)


def create_once(path: Path, content: str) -> str:
    """The content of `path`; written first where the file is not there. Safe under a race."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        write_atomically(draft, content)
        try:
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
    return path.read_text().strip()
