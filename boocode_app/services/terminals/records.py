"""Small files in BOOCODE_HOME/terminals: what is known of each session, and the tail of its output.

Invariant: one file a session, replaced whole (mode 600). After BooTerm's own death a session whose
file says `running` is lost, and its last screen can still be shown.
"""

import logging
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from boocode_app.contracts.terminals import PtySession
from boocode_app.core.files import remove_drafts, write_atomically
from boocode_app.services.terminals.history import History
from boocode_app.services.terminals.ring import Ring

TAIL = 32 * 1024
log = logging.getLogger(__name__)


class Record(BaseModel):
    """One session on disk. `cursor` is where `tail` ends, `newlines` how many came before that.

    `preamble` is what a terminal is told before `tail`, so that it shows the last screen; `nonce`
    is the one of the session's marks, so that its commands are still believed.
    """

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")
    session: PtySession
    cursor: int
    newlines: int
    tail: bytes
    preamble: str = ""
    nonce: str = ""

    @classmethod
    def of(cls, session: PtySession, history: History, nonce: str = "") -> "Record":
        """The present state of a session."""
        ring, replay = history.ring, history.replay(TAIL)
        return cls(
            session=session,
            cursor=ring.end,
            newlines=ring.newlines,
            tail=ring.read(replay.cursor, ring.end - replay.cursor),
            preamble=replay.preamble,
            nonce=nonce,
        )

    def ring(self) -> Ring:
        """The tail, at the cursors that it had."""
        newlines = self.newlines - self.tail.count(b"\n")
        ring = Ring(start=self.cursor - len(self.tail), newlines=newlines)
        ring.append(self.tail)
        return ring


class Records:
    """The files of one BOOCODE_HOME. Blocking: to be called in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> list[Record]:
        """All that can be read, the oldest first; a broken file is left and logged."""
        remove_drafts(self._folder, "pty_*.json")
        found = []
        for file in self._folder.glob("pty_*.json"):
            try:
                found.append(Record.model_validate_json(file.read_bytes()))
            except (OSError, ValidationError) as error:
                log.warning("%s is no record of a terminal: %s", file, type(error).__name__)
        return sorted(found, key=lambda record: record.session.createdAt)

    def save(self, record: Record) -> None:
        """Replace the session's file."""
        write_atomically(self._file(record.session.id), record.model_dump_json())

    def forget(self, session_id: str) -> None:
        """Remove the session's file."""
        self._file(session_id).unlink(missing_ok=True)

    def _file(self, session_id: str) -> Path:
        return self._folder / f"{session_id}.json"
