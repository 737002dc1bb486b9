"""Tells whoever follows the list of sessions what becomes of it.

Invariant: nothing is kept of what was told. A follower holds the sessions as it last heard of them
and the ids of those that may have changed since: no more than the list has, however much happens
while it does not ask. Output alone is no change.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping

from boocode_app.contracts.terminals import PtyChange, PtyList, PtySession
from boocode_app.services.terminals.session import Session

PAUSE_S = 0.5
"""Between two looks of a follower: of one session it hears twice a second at most."""
FROM_OUTPUT: Mapping[str, object] = {"totalLines": 0, "firstLine": 1, "lastLine": "", "viewers": 0}


class Roster:
    """Follows `sessions`, by id, of which `changed()` tells."""

    def __init__(self, sessions: Mapping[str, Session]) -> None:
        self._sessions = sessions
        self._followers: set[_Follower] = set()

    def changed(self, session_id: str) -> None:
        """Something of this session may be different, or it came, or it went."""
        for follower in self._followers:
            follower.doubtful[session_id] = None
            follower.news.set()

    async def follow(self) -> AsyncGenerator[PtyList | PtyChange]:
        """The list as it is, then each change of it; of several close together, the last."""
        listed = [session.describe() for session in self._sessions.values()]
        follower = _Follower(listed)
        self._followers.add(follower)
        try:
            yield PtyList(sessions=listed)
            while True:
                await follower.news.wait()
                for change in follower.look(self._sessions):
                    yield change
                await asyncio.sleep(PAUSE_S)
        finally:
            self._followers.discard(follower)


class _Follower:
    """What one follower knows, and what it is to look at again."""

    def __init__(self, listed: list[PtySession]) -> None:
        self.news = asyncio.Event()
        self.doubtful: dict[str, None] = {}  # in the order in which they came up
        self._known = {session.id: _lasting(session) for session in listed}

    def look(self, sessions: Mapping[str, Session]) -> list[PtyChange]:
        """What changed since the last look."""
        self.news.clear()
        doubtful, self.doubtful = self.doubtful, {}
        seen = [(id, sessions[id].describe() if id in sessions else None) for id in doubtful]
        return [PtyChange(id=id, session=now) for id, now in seen if self._is_new(id, now)]

    def _is_new(self, session_id: str, now: PtySession | None) -> bool:
        if now is None:
            return self._known.pop(session_id, None) is not None
        before, self._known[session_id] = self._known.get(session_id), _lasting(now)
        return before != self._known[session_id]


def _lasting(session: PtySession) -> PtySession:
    return session.model_copy(update=FROM_OUTPUT)
