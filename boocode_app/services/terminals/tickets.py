"""Tickets: each opens one WebSocket of one session, once, within LIFE_S seconds.

Invariant: a ticket is used up by showing it, whether it fits or not; only its hash is kept, in
memory. At most LIMIT are out at once: beyond that the oldest is void.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

LIFE_S = 60.0
LIMIT = 1000


@dataclass(frozen=True)
class Ticket:
    """What a ticket is good for, until `expires` (of the clock)."""

    session_id: str
    readonly: bool
    expires: float


class Tickets:
    """The tickets that are out. `clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._out: dict[bytes, Ticket] = {}  # the oldest first: all live equally long

    def issue(self, session_id: str, *, readonly: bool = False) -> str:
        """A fresh code for a session."""
        self._forget_old()
        code = secrets.token_urlsafe(32)
        self._out[_hash(code)] = Ticket(session_id, readonly, self._clock() + LIFE_S)
        return code

    def redeem(self, code: str, session_id: str) -> Ticket | None:
        """The ticket, used up by asking; None where it is none, or none for this session."""
        ticket = self._out.pop(_hash(code), None)
        if ticket is None or ticket.session_id != session_id or ticket.expires <= self._clock():
            return None
        return ticket

    def _forget_old(self) -> None:
        while self._out:
            oldest = next(iter(self._out))
            if self._out[oldest].expires > self._clock() and len(self._out) < LIMIT:
                return
            del self._out[oldest]


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
