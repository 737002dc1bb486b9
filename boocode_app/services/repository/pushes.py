"""The pushes that run, and how the last ones ended. In memory: a restart ends and forgets them.

What a push that was ended had sent whole is at the remote; what it had not, is not: git's own
protocol takes all or nothing.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from boocode_app.contracts.repository import PushState, PushStatus
from boocode_app.core.errors import BooError, Conflict, NotFound
from boocode_app.core.ids import new_id, utc_now
from boocode_app.services.repository.pushing import push
from boocode_app.services.repository.remotes import Remote
from boocode_app.services.repository.tree import Tree

log = logging.getLogger(__name__)
KEPT: Final = 50
AT_ONCE: Final = 4


@dataclass(frozen=True)
class _Push:
    id: str
    project_id: int
    remote: Remote
    began_at: datetime
    state: PushState = "running"
    progress: str = ""
    detail: str | None = None
    ended_at: datetime | None = None


class Pushes:
    """At most one push a project, AT_ONCE in all; the last KEPT are remembered."""

    def __init__(self) -> None:
        self._known: dict[str, _Push] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._news = asyncio.Event()

    def start(self, project_id: int, tree: Tree, remote: Remote) -> PushStatus:
        """Begin to push. Raises Conflict while this project's last push still runs."""
        running = [self._known[id_] for id_ in self._tasks]
        if any(one.project_id == project_id for one in running):
            raise Conflict("A push of this project is running already.")
        if len(running) >= AT_ONCE:
            raise Conflict(f"{len(running)} pushes are running already: wait for one.")
        one = _Push(new_id(), project_id, remote, utc_now())
        self._known[one.id] = one
        self._tasks[one.id] = asyncio.create_task(self._run(one.id, tree, remote))
        self._tasks[one.id].add_done_callback(lambda _: self._tasks.pop(one.id, None))
        self._forget()
        return _status(one)

    async def get(self, project_id: int, push_id: str, wait_s: float = 0.0) -> PushStatus:
        """How a push is doing: once there is news of it, after `wait_s` at the latest. Raises
        NotFound.
        """
        task = self._tasks.get(self._find(project_id, push_id).id)
        if task is not None and wait_s > 0:
            news = asyncio.ensure_future(self._news.wait())
            await asyncio.wait({task, news}, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
        return _status(self._find(project_id, push_id))

    async def cancel(self, project_id: int, push_id: str) -> PushStatus:
        """End a push; git is gone when this returns. Raises NotFound."""
        one = self._find(project_id, push_id)
        if task := self._tasks.get(one.id):
            task.cancel()
            await asyncio.wait([task])
        return await self.get(project_id, push_id)

    async def _run(self, push_id: str, tree: Tree, remote: Remote) -> None:
        try:
            await push(tree, remote, lambda line: self._note(push_id, progress=line))
        except asyncio.CancelledError:
            self._end(push_id, "cancelled", None)
        except BooError as fault:
            self._end(push_id, "failed", fault.detail)
        except Exception:
            log.exception("the push %s failed", push_id)
            self._end(push_id, "failed", "BooCode met an error: the log of web has the details.")
        else:
            self._end(push_id, "done", None)

    def _note(self, push_id: str, progress: str) -> None:
        self._known[push_id] = replace(self._known[push_id], progress=progress)
        self._news.set()
        self._news = asyncio.Event()

    def _end(self, push_id: str, state: PushState, detail: str | None) -> None:
        ended = replace(self._known[push_id], state=state, detail=detail, ended_at=utc_now())
        self._known[push_id] = ended

    def _find(self, project_id: int, push_id: str) -> _Push:
        one = self._known.get(push_id)
        if one is None or one.project_id != project_id:
            raise NotFound(f"There is no push {push_id!r}; a restart of web forgets them.")
        return one

    def _forget(self) -> None:
        for id_ in [id_ for id_ in self._known if id_ not in self._tasks][:-KEPT]:
            del self._known[id_]


def _status(one: _Push) -> PushStatus:
    return PushStatus(
        id=one.id,
        state=one.state,
        remote=one.remote.name,
        branch=one.remote.branch,
        progress=one.progress,
        detail=one.detail,
        began_at=one.began_at,
        ended_at=one.ended_at,
    )
