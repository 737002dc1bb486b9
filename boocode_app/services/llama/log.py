"""The log file of one llama-server, bounded at each start."""

from pathlib import Path

MAX_BYTES = 4 * 2**20
TAIL_BYTES = 64 * 2**10


class ServerLog:
    """`PATH`, and `PATH.1` with what was before."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self) -> int:
        """Make room for another run: where its log begins, in bytes."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.size > MAX_BYTES:
            self.path.replace(self.path.with_name(self.path.name + ".1"))
        return self.size

    def tail(self, start: int) -> str:
        """What was written from byte `start` on, at most the last TAIL_BYTES of it."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(start, self.size - TAIL_BYTES))
                return file.read(TAIL_BYTES).decode(errors="replace")
        except OSError:
            return ""

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0
