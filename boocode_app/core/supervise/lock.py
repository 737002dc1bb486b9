"""One supervisor a home: a lock on run/up.lock, which holds its owner's pid."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boocode_app.core.errors import Conflict


@contextmanager
def only_supervisor(run_folder: Path) -> Iterator[None]:
    """Hold the lock. Raises Conflict that names the pid of the one that holds it."""
    run_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = run_folder / "up.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read(20).strip() or "unknown"
            raise Conflict(
                f"BooCode already runs on {run_folder.parent} (pid {owner}): open it with "
                "`./boocode link`, or end that one with Ctrl-C first"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
