"""Which conversations a backend has read, so that what goes on from there finds its cache warm.

Pure. A conversation is a chain of marks, one after each message, each a digest of all before it:
two conversations share their prefix as far as their marks agree. Invariant: no text is kept, and no
more than KEPT marks of one backend; the oldest go first.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

KEPT = 8192
DIGEST_BYTES = 16


@dataclass(frozen=True)
class Mark:
    """A conversation up to some message: its digest, and its characters so far."""

    digest: bytes
    length: int

    def after(self, role: str, content: str) -> "Mark":
        """The mark after one more message."""
        hashed = hashlib.blake2b(self.digest, digest_size=DIGEST_BYTES)
        hashed.update(f"{role}\0{content}".encode(errors="surrogatepass"))
        return Mark(hashed.digest(), self.length + len(content))


@dataclass(frozen=True)
class Trail:
    """A conversation: the mark of its model, and one after each message."""

    marks: tuple[Mark, ...]

    @classmethod
    def of(cls, model: str | None, messages: Iterable[tuple[str, str]]) -> "Trail":
        """The trail of (role, content) pairs that are sent to `model`."""
        marks = [Mark(hashlib.blake2b((model or "").encode()).digest(), 0)]
        for role, content in messages:
            marks.append(marks[-1].after(role, content))
        return cls(tuple(marks))

    def and_then(self, role: str, content: str) -> "Trail":
        """The trail with one more message."""
        return Trail((*self.marks, self.marks[-1].after(role, content)))


class Prefixes:
    """What one backend has read."""

    def __init__(self) -> None:
        self._digests: OrderedDict[bytes, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._digests)

    def remember(self, trail: Trail) -> None:
        """It reads this conversation now."""
        for mark in trail.marks[-KEPT:]:
            self._digests[mark.digest] = None
            self._digests.move_to_end(mark.digest)
        while len(self._digests) > KEPT:
            self._digests.popitem(last=False)

    def shared(self, trail: Trail) -> float:
        """The part of the conversation that it has read before, from 0 to 1, by characters."""
        whole = trail.marks[-1].length
        known = [mark.length for mark in trail.marks if mark.digest in self._digests]
        return max(known, default=0) / whole if whole else 0.0
