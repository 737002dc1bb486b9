"""The terminal tools of an agent: plain functions over contracts, for the agent loop to offer.

Invariant: the agent is who its PtyTools say, whatever it writes into its arguments; where it has to
ask, nothing of a write is typed before every command line in it was permitted. What fails raises a
BooError, whose words are the result for the model.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from boocode_app.contracts.base import Contract
from boocode_app.contracts.terminal_tools import (
    PtyKillCall,
    PtyListCall,
    PtyReadCall,
    PtyResizeCall,
    PtyWaitCall,
    PtyWriteCall,
)
from boocode_app.contracts.terminals import (
    PtyKill,
    PtyList,
    PtyRead,
    PtyResize,
    PtySession,
    PtySpawn,
    PtySpawnCall,
    PtyWait,
    PtyWaited,
    PtyWrite,
    PtyWritten,
)
from boocode_app.core.errors import Forbidden
from boocode_app.services.terminals.client import BooTermClient
from boocode_app.services.terminals.escapes import unescape
from boocode_app.services.terminals.typed import UNKNOWN, TypedLine, command_lines

Permits = Callable[[str, TypedLine], Awaitable[bool]]
"""Whether a line may be typed into the session of that id."""


@dataclass(frozen=True)
class Tool:
    """One tool as it is offered to a model: the schema is that of `arguments`."""

    name: str
    description: str
    arguments: type[Contract]
    call: Callable[[Any], Awaitable[Contract]]


class PtyTools:
    """The tools of the agent that `client.flags` name. `permits` is asked per line; None: never."""

    def __init__(self, client: BooTermClient, permits: Permits | None = None) -> None:
        self._client = client
        self._permits = permits
        self._begun: dict[str, TypedLine] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def pty_spawn(self, call: PtySpawnCall) -> PtySession:
        """Start a command in a terminal of its own."""
        given = call.model_dump(exclude_unset=True)
        flags = self._client.flags
        who = {"agentId": flags.agent, "taskId": flags.task}
        session = await self._client.spawn(PtySpawn(**given, **who))
        self._begun[session.id] = TypedLine()
        return session

    async def pty_write(self, call: PtyWriteCall) -> PtyWritten:
        """Type into a session. Raises Forbidden, and nothing is typed, where a line may not."""
        # Held while a person decides: another write meanwhile would end up within this line.
        async with self._turns[call.id]:
            lines, begun = command_lines(self._begun.get(call.id, UNKNOWN), unescape(call.data))
            for line in lines if self._permits else ():
                assert self._permits is not None
                if not await self._permits(call.id, line):
                    raise Forbidden(f"{line.text!r} was not permitted: nothing was typed.")
            self._begun[call.id] = UNKNOWN  # as long as it is not known whether it was typed
            written = await self._client.write(call.id, PtyWrite(data=call.data))
            self._begun[call.id] = begun
            return written

    async def pty_read(self, call: PtyReadCall) -> PtyRead:
        """Read a session's output as lines."""
        return await self._client.read(call)

    async def pty_wait(self, call: PtyWaitCall) -> PtyWaited:
        """Wait until a session ended, a text was seen in it, or it is quiet."""
        return await self._client.wait(call.id, PtyWait(**_without_id(call)))

    async def pty_list(self, call: PtyListCall) -> PtyList:
        """List all sessions."""
        return await self._client.list()

    async def pty_resize(self, call: PtyResizeCall) -> PtySession:
        """Give a session a new size."""
        return await self._client.resize(call.id, PtyResize(**_without_id(call)))

    async def pty_kill(self, call: PtyKillCall) -> PtySession:
        """Signal or end a session."""
        session = await self._client.kill(call.id, PtyKill(**_without_id(call)))
        if session.status != "running":
            self._begun.pop(call.id, None)
            self._turns.pop(call.id, None)
        return session

    async def end_of_agent(self) -> PtyList:
        """The agent ends: what it left running is ended, with TERM and then KILL."""
        agent = self._client.flags.agent
        return PtyList(sessions=[]) if agent is None else await self._client.end_of_agent(agent)

    def all(self) -> list[Tool]:
        """Every tool, by the name under which agents know it."""
        return [
            Tool("pty_spawn", SPAWN, PtySpawnCall, self.pty_spawn),
            Tool("pty_write", WRITE, PtyWriteCall, self.pty_write),
            Tool("pty_read", READ, PtyReadCall, self.pty_read),
            Tool("pty_wait", WAIT, PtyWaitCall, self.pty_wait),
            Tool("pty_list", LIST, PtyListCall, self.pty_list),
            Tool("pty_resize", RESIZE, PtyResizeCall, self.pty_resize),
            Tool("pty_kill", KILL, PtyKillCall, self.pty_kill),
        ]


SPAWN = (
    "Start a command in a terminal of its own, which goes on while you do other things. With "
    "notifyOnExit you are told once when it has ended: no need to look again and again. "
    "timeoutSeconds stops it after so long. Answers with the session and its id."
)
WRITE = (
    "Type into a session. Understands \\n \\r \\t \\\\ \\xNN \\uNNNN: end a command with \\n, send "
    "Ctrl-C as \\x03."
)
READ = (
    "Read a session's output as numbered lines: those that match `pattern` (a regular expression) "
    "first, then `limit` of them from `offset` on. Lines are cut at 2000 characters."
)
WAIT = (
    "Wait until a session ended (until=exit), until `text` was seen in its output after line "
    "`offset` (until=text), or until it printed nothing for `quietMs` (until=quiet); for `timeout` "
    "seconds at most. `met` says what came first."
)
LIST = "List all terminal sessions with their state."
RESIZE = "Give a session a new size in character cells."
KILL = (
    "Signal a session: INT its foreground job, HUP its process, TERM (KILL follows) or KILL all of "
    "it. With `cleanup` it is forgotten too. You get no notice of what you ended yourself."
)


def _without_id(call: Contract) -> dict[str, Any]:
    return call.model_dump(exclude={"id"}, exclude_unset=True)
