"""The processes of terminal sessions: finding them and ending them.

A terminal's command leads a session of its own (setsid), and an interactive shell gives each job a
process group of its own, so ending a terminal means ending every process of its session.
Invariant: TERM first, KILL after KILL_AFTER_S, and nothing of the session is left. A process that
left the session on purpose (a daemon) is left alone, but for those of an agent that ends: they are
known by the MARK that their environment inherited.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

KILL_AFTER_S = 3.0
LOOK_EVERY_S = 0.05
MARK = "BOOTERM_AGENT"
_PROC = Path("/proc")
T = TypeVar("T")


async def end_sessions(leaders: Iterable[int], reaped: Collection[asyncio.Event]) -> None:
    """End all processes of the sessions that `leaders` lead; `reaped` says when those are.

    Returns when no process of theirs is left, after twice KILL_AFTER_S at the latest (a process in
    the kernel's hands cannot be ended).
    """
    led = frozenset(leaders)
    await asyncio.to_thread(_send, members, led, [signal.SIGTERM, signal.SIGCONT])
    await asyncio.to_thread(_hang_up_the_deaf, led)
    with suppress(TimeoutError):
        async with asyncio.timeout(KILL_AFTER_S):
            for event in reaped:
                await event.wait()
            # The kernel tells nobody of the end of a process that is not his child.
            while await asyncio.to_thread(members, led):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_EVERY_S)
            return
    await kill_sessions(led, reaped)


async def kill_sessions(leaders: Iterable[int], reaped: Collection[asyncio.Event]) -> None:
    """As end_sessions, without the TERM."""
    led = frozenset(leaders)
    with suppress(TimeoutError):
        async with asyncio.timeout(KILL_AFTER_S):
            while await asyncio.to_thread(_send, members, led, [signal.SIGKILL]):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_EVERY_S)
            for event in reaped:
                await event.wait()


async def end_marked(mark: str) -> None:
    """End all processes whose environment holds MARK=`mark`: TERM, then KILL, as above."""
    if not await asyncio.to_thread(_send, marked, mark, [signal.SIGTERM, signal.SIGCONT]):
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(KILL_AFTER_S):
            while await asyncio.to_thread(marked, mark):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_EVERY_S)
            return
    with suppress(TimeoutError):
        async with asyncio.timeout(KILL_AFTER_S):
            while await asyncio.to_thread(_send, marked, mark, [signal.SIGKILL]):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_EVERY_S)


def members(leaders: frozenset[int]) -> list[int]:
    """The living processes of those sessions. Without /proc, what is known: the leaders."""
    if not all(pid > 1 for pid in leaders):  # session 0 is the machine's own
        raise ValueError(f"no terminal is led by one of {sorted(leaders)}")
    if not _PROC.is_dir():
        return [pid for pid in leaders if _alive(pid)]
    found = []
    for entry in _PROC.iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            # "pid (name) state ppid pgrp session ...": the name may hold spaces and brackets.
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[3]) in leaders and fields[0] not in "ZX":
                found.append(int(entry.name))
    return found


def marked(mark: str) -> list[int]:
    """The living processes whose environment holds MARK=`mark`; none where there is no /proc."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            # Of another user's process, or one that only waits to be reaped, there is none to read.
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def _send(find: Callable[[T], list[int]], which: T, signals: Iterable[signal.Signals]) -> bool:
    """Signal every process that `find` finds; whether there was one."""
    found = find(which)
    for pid in found:
        for number in signals:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
    return bool(found)


def _hang_up_the_deaf(leaders: frozenset[int]) -> None:
    """An interactive shell ignores TERM; it ends when its terminal hangs up."""
    for pid in members(leaders):
        with suppress(OSError):
            if _ignores_term(pid):
                os.kill(pid, signal.SIGHUP)


def _ignores_term(pid: int) -> bool:
    status = (_PROC / str(pid) / "status").read_text(errors="replace")
    ignored = next((line[7:] for line in status.splitlines() if line.startswith("SigIgn:")), "0")
    return bool(int(ignored, 16) >> (signal.SIGTERM - 1) & 1)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
