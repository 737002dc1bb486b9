"""One daemon of a kind a BOOCODE_HOME.

Invariant: the lock on run/NAME.lock is held for the whole life of the process, however that ends:
the system itself lets go of it. So what bears the daemon's name on disk when it starts was left by
a dead one, and a second one, which could not have the port either, touches nothing.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boocode_app.contracts.health import PartName

TAKEN = 3


@contextmanager
def sole(name: PartName, run_folder: Path) -> Iterator[None]:
    """Be the only `name` of this home. Where there is one, exit with status 3 and say its pid."""
    run_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(run_folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write(f"A {name} runs on this home already: pid {lock.read().strip()}.\n")
            raise SystemExit(TAKEN) from None
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield
