"""The log of one llama-server: bounded, read at its end, and followed line by line.

Invariant: it holds MAX_BYTES at most, and as many in the file of what was before. The server itself
writes it, in append mode, so that it can be cut while it is written.
"""

import asyncio
import re
import shutil
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from boocode_app.core.settings import Settings

MAX_BYTES = 5 * 2**20
TAIL_BYTES = 64 * 2**10
BEHIND_BYTES = 4 * TAIL_BYTES
"""A follower that is further behind goes on with the newest TAIL_BYTES."""
POLL_S = 0.25
SILENT_POLLS = 60
MAX_LINE = 2000
UNSHOWN = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class ServerLog:
    """`path`, and beside it `path.1` with what was before."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, settings: Settings, name: str) -> "ServerLog":
        """The log of the server of model `name`."""
        return cls(settings.logs_folder / f"llama-{name}.log")

    def begin(self) -> int:
        """Make room for another run: where its log begins, in bytes."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.size > MAX_BYTES:
            self.path.replace(self._before)
        return self.size

    def trim(self) -> None:
        """Put aside what a server that runs has written, where that is too much."""
        if self.size > MAX_BYTES:
            shutil.copyfile(self.path, self._before)
            with self.path.open("r+b") as file:
                file.truncate(0)

    def tail(self, start: int) -> str:
        """What was written from byte `start` on, at most the last TAIL_BYTES of it."""
        if start > self.size:  # it was cut since then
            start = 0
        return self._read(max(start, self.size - TAIL_BYTES)).decode(errors="replace")

    async def follow(self, lines: int) -> AsyncGenerator[list[str] | None]:
        """Its last `lines` lines, then each that is written; None now and then while none is."""
        at = max(0, self.size - TAIL_BYTES)
        begun = self._read(at)
        *whole, rest = begun.split(b"\n")
        if at and whole:
            del whole[0]  # it begins somewhere
        at += len(begun)
        yield _lines(whole[max(0, len(whole) - lines) :])
        silent = 0
        while True:
            await asyncio.sleep(POLL_S)
            size, whole = self.size, []
            if size < at:  # it was cut, or begun anew
                at, rest = 0, b""
            if size - at > BEHIND_BYTES:
                whole = [b"[%d bytes are left out]" % (size - TAIL_BYTES - at)]
                at, rest = size - TAIL_BYTES, b""
            new = self._read(at)
            at += len(new)
            *ended, rest = (rest + new).split(b"\n")
            whole += ended
            rest = rest[: 4 * MAX_LINE]
            silent = 0 if whole else silent + 1
            if whole:
                yield _lines(whole)
            elif silent % SILENT_POLLS == 0:
                yield None

    @property
    def size(self) -> int:
        """Bytes written."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def _before(self) -> Path:
        return self.path.with_name(self.path.name + ".1")

    def _read(self, start: int) -> bytes:
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                return file.read(TAIL_BYTES)
        except OSError:
            return b""


def _lines(lines: Sequence[bytes]) -> list[str]:
    """Lines as they are shown: without what a terminal would obey, and none endless."""
    texts = [UNSHOWN.sub("", line.decode(errors="replace")) for line in lines]
    return [text if len(text) <= MAX_LINE else text[:MAX_LINE] + "…" for text in texts]
