"""The bounded memory of a session's raw output.

Invariant: the bytes from `start` to `end` are held, both counted from the first byte that the PTY
ever produced. Whole chunks are forgotten, the oldest first, as long as what is left holds at least
`capacity` bytes, or its sealed chunks at least `lines` lines; so both are exceeded by a chunk at
most. Appending costs O(1), whatever is held; viewers read from their own cursors and take nothing
out.
"""

from collections import deque

CAPACITY = 2 * 1024 * 1024
LINES = 50_000
CHUNK = 64 * 1024


class Ring:
    """Output from `start` (a cursor) on; `newlines` were in the output before it."""

    def __init__(
        self, capacity: int = CAPACITY, lines: int = LINES, *, start: int = 0, newlines: int = 0
    ) -> None:
        self.capacity = capacity
        self.lines = lines
        self._first = start
        self.start = start
        self.end = start
        self.newlines_before = newlines
        """Newlines in what is no longer held."""
        self._chunks: deque[bytes] = deque()
        self._newlines: deque[int] = deque()  # in each of the chunks
        self._sealed_newlines = 0
        self._tail = bytearray()

    def append(self, data: bytes) -> None:
        """Add output; what no longer fits is forgotten, a chunk at a time."""
        self._tail += data
        self.end += len(data)
        while len(self._tail) >= CHUNK:
            self._seal()
        while self._chunks and self._can_spare_a_chunk():
            newlines = self._newlines.popleft()
            self._sealed_newlines -= newlines
            self.newlines_before += newlines
            self._chunks.popleft()
            self.start += CHUNK

    @property
    def newlines(self) -> int:
        """Newlines ever produced."""
        return self.newlines_before + self._sealed_newlines + self._tail.count(b"\n")

    @property
    def first_line(self) -> int:
        """The number (from 1) of the oldest line that is held whole."""
        return self.newlines_before + 1 + self.starts_within_line

    @property
    def starts_within_line(self) -> bool:
        """Whether the beginning of the first line that is held may be gone."""
        return self.start != self._first

    def holds(self, cursor: int) -> bool:
        """Whether a reader at `cursor` can go on without a gap."""
        return self.start <= cursor <= self.end

    def read(self, cursor: int, limit: int) -> bytes:
        """Up to `limit` bytes from `cursor`, which the ring must hold."""
        offset = cursor - self.start
        remaining = min(limit, self.end - cursor)
        sealed = len(self._chunks) * CHUNK
        pieces: list[bytes | memoryview] = []
        while remaining > 0 and offset < sealed:
            chunk = memoryview(self._chunks[offset // CHUNK])
            piece = chunk[offset % CHUNK : offset % CHUNK + remaining]
            pieces.append(piece)
            offset += len(piece)
            remaining -= len(piece)
        if remaining > 0:
            at = offset - sealed
            pieces.append(bytes(memoryview(self._tail)[at : at + remaining]))
        return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], bytes) else b"".join(pieces)

    def recent(self, limit: int) -> int:
        """The cursor from which to show the last `limit` bytes: where a line begins."""
        cursor = max(self.start, self.end - limit)
        return cursor if cursor == self._first else self.line_border(cursor)

    def line_border(self, cursor: int) -> int:
        """Where the next line begins at or after `cursor`, looking one chunk far.

        Where none does, the next character: a UTF-8 sequence is never entered in its middle.
        """
        ahead = self.read(cursor, CHUNK)
        if (newline := ahead.find(b"\n")) >= 0:
            return cursor + newline + 1
        head = ahead[:3]
        continuation = next((i for i, byte in enumerate(head) if byte & 0xC0 != 0x80), len(head))
        return cursor + continuation

    def _seal(self) -> None:
        chunk = bytes(memoryview(self._tail)[:CHUNK])
        del self._tail[:CHUNK]
        newlines = chunk.count(b"\n")
        self._chunks.append(chunk)
        self._newlines.append(newlines)
        self._sealed_newlines += newlines

    def _can_spare_a_chunk(self) -> bool:
        bytes_left = self.end - self.start - CHUNK
        lines_left = self._sealed_newlines - self._newlines[0]
        return bytes_left >= self.capacity or lines_left >= self.lines
