"""What the next sidecar must know to adopt a running llama-server: a record and a key, on disk.

`BOOCODE_HOME/run/llama/NAME.json` and `NAME.key`, both mode 600. The record is written before the
server starts (without pid) and again when its pid is known, so a sidecar killed in between leaves
a server that can still be found by its arguments.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psutil

from boocode_app.core.files import write_atomically
from boocode_app.services.llama.child import Child


@dataclass(frozen=True)
class Record:
    """One started server. `created` in Unix seconds; `log_start`: the byte its log begins at."""

    port: int
    arguments_sha256: str
    log_start: int
    pid: int | None = None
    created: float | None = None

    def of(self, child: Child) -> "Record":
        return replace(self, pid=child.pid, created=child.created)

    def is_for(self, arguments: Sequence[str]) -> bool:
        return self.arguments_sha256 == fingerprint(arguments)

    def child(self, arguments: Sequence[str] = ()) -> Child | None:
        """The server that this record speaks of, if it still lives.

        One whose pid nobody could note down any more is looked for by its `arguments`.
        """
        if self.pid is not None and self.created is not None:
            return Child.find(self.pid, self.created)
        if not arguments:
            return None
        for process in psutil.process_iter():
            child = Child.find(process.pid, process.create_time())
            if child and child.runs_with(arguments):
                return child
        return None


def fingerprint(arguments: Sequence[str]) -> str:
    """SHA-256 over the arguments."""
    return hashlib.sha256("\0".join(arguments).encode()).hexdigest()


class Records:
    """The records in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """The models whose servers may still run."""
        return sorted(file.stem for file in self.folder.glob("*.json"))

    def read(self, name: str) -> tuple[Record, str] | None:
        """The record and the key of `name`; None where there is none, or none that can be read."""
        try:
            record = Record(**json.loads((self.folder / f"{name}.json").read_text()))
            return record, (self.folder / f"{name}.key").read_text().strip()
        except (OSError, ValueError, TypeError):
            return None

    def write(self, name: str, record: Record) -> None:
        write_atomically(self.folder / f"{name}.json", json.dumps(asdict(record)))

    def new_key(self, name: str) -> str:
        """A fresh API key for the next server of `name`."""
        key = secrets.token_urlsafe(32)
        write_atomically(self.folder / f"{name}.key", key)
        return key

    def forget(self, name: str) -> None:
        for suffix in (".json", ".key"):
            (self.folder / f"{name}{suffix}").unlink(missing_ok=True)
