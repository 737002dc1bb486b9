"""Asks git, safely: the repository may be hostile, its configuration may name programs to run.

Invariant: no hook, file system monitor, pager, prompt or filter of the repository's own runs; the
caller's GIT_* variables do not reach git; output, time and processes are bounded.
"""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from boocode_app.core.errors import Conflict, Unavailable, UpstreamFailed
from boocode_app.core.processes import Process, start

TIMEOUT_S = 30.0
GRACE_S = 1.0
END_S = 5.0
OUTPUT_LIMIT = 16 * 1024 * 1024
CHUNK = 64 * 1024
FAULT_LIMIT = 8 * 1024
OPTIONS = ("--no-pager", "--no-optional-locks", "--literal-pathspecs")
SAFE = {
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.quotepath": "false",
    "core.untrackedCache": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "log.showSignature": "false",
    "protocol.ext.allow": "never",
}
NO_TRANSPORT = {
    "protocol.allow": "never",
    **{
        f"protocol.{protocol}.allow": "never"
        for protocol in ("ext", "fd", "file", "ftp", "ftps", "git", "http", "https", "ssh")
    },
}
"""`config` for a command that must reach nothing. Each protocol is named: a repository's own word
for one outranks the general one."""


@dataclass(frozen=True)
class Answer:
    """How one git command ended: its exit code, its output, its complaint in words."""

    code: int
    output: bytes
    complaint: str


async def git(
    *arguments: str | bytes,
    folder: Path,
    config: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
    timeout_s: float = TIMEOUT_S,
    limit: int = OUTPUT_LIMIT,
    holding: int | None = None,
) -> bytes:
    """What `git ARGUMENTS` writes in `folder`, in bytes. `config` overrides git's configuration.

    `holding` is a descriptor that git keeps open as long as it lives.

    Raises UpstreamFailed, with git's own words, where it fails, runs for longer than `timeout_s`
    or writes more than `limit` bytes; Unavailable where there is no git.
    """
    answer = await try_git(
        *arguments,
        folder=folder,
        config=config,
        stdin=stdin,
        timeout_s=timeout_s,
        limit=limit,
        holding=holding,
    )
    if answer.code:
        killed = answer.code < 0
        raise UpstreamFailed(
            _failure(arguments, answer.code, answer.complaint), permanent=not killed
        )
    return answer.output


async def try_git(
    *arguments: str | bytes,
    folder: Path,
    config: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
    timeout_s: float = TIMEOUT_S,
    limit: int = OUTPUT_LIMIT,
    holding: int | None = None,
    said: Callable[[bytes], None] | None = None,
) -> Answer:
    """As `git`, but an exit code other than 0 is an answer too. `said` gets stderr as it comes."""
    output = bytearray()
    try:
        async with (
            asyncio.timeout(timeout_s),
            _running(arguments, folder, config, stdin, holding, said) as running,
        ):
            async for chunk in running.chunks():
                output += chunk
                if len(output) > limit:
                    raise UpstreamFailed(f"{_words(arguments)} wrote more than {limit} bytes.")
            code = await running.process.wait()
            return Answer(code, bytes(output), await running.complaint)
    except TimeoutError:
        raise UpstreamFailed(
            f"{_words(arguments)} took longer than {timeout_s:.0f} s.", permanent=False
        ) from None


async def git_stream(
    *arguments: str | bytes,
    folder: Path,
    config: Mapping[str, str] | None = None,
    stall_s: float = TIMEOUT_S,
) -> AsyncGenerator[bytes]:
    """What `git ARGUMENTS` writes, as it comes, in chunks of at most CHUNK bytes.

    It is read no faster than it is taken. Close it (`contextlib.aclosing`) to end git early.
    Raises UpstreamFailed where git fails, also after its last chunk, or is silent for `stall_s`.
    """
    async with _running(arguments, folder, config, None) as running:
        try:
            async with aclosing(running.chunks(stall_s)) as chunks:
                async for chunk in chunks:
                    yield chunk
            code = await asyncio.wait_for(running.process.wait(), stall_s)
        except TimeoutError:
            raise UpstreamFailed(
                f"{_words(arguments)} was silent for {stall_s:.0f} s.", permanent=False
            ) from None
        if code:
            raise UpstreamFailed(_failure(arguments, code, await running.complaint))


def no_top(folder: Path, answer: Answer) -> Conflict:
    """`folder` should have been the top of a repository; `answer`: what git said instead."""
    reason = f": {answer.complaint}" if answer.complaint else "."
    return Conflict(f"{str(folder)!r} is no longer the top folder of a git repository{reason}")


@dataclass(frozen=True)
class _Running:
    process: Process
    complaint: "asyncio.Task[str]"

    async def chunks(self, stall_s: float | None = None) -> AsyncGenerator[bytes]:
        while chunk := await asyncio.wait_for(self.process.stdout.read(CHUNK), stall_s):
            yield chunk


@asynccontextmanager
async def _running(
    arguments: Iterable[str | bytes],
    folder: Path,
    config: Mapping[str, str] | None,
    stdin: bytes | None,
    holding: int | None = None,
    said: Callable[[bytes], None] | None = None,
) -> AsyncIterator[_Running]:
    """A git process; at the end it is gone, with whatever it started."""
    try:
        process = await start(
            ["git", *OPTIONS, "-C", folder, *arguments],
            env=_environment({**SAFE, **(config or {})}),
            stdin=stdin,
            holding=() if holding is None else (holding,),
        )
    except FileNotFoundError:
        raise Unavailable("git is not installed, or not on PATH: BooCode needs it.") from None
    complaint = asyncio.create_task(_complaint(process, said))
    try:
        yield _Running(process, complaint)
    finally:
        rest = asyncio.create_task(_end(process))
        if process.returncode is None:
            _signal(process, signal.SIGTERM)  # so that it takes its locks away
            await asyncio.wait([rest], timeout=GRACE_S)
            _signal(process, signal.SIGKILL)
        _, stuck = await asyncio.wait([complaint, rest], timeout=END_S)
        for task in stuck:  # what git started has left its group and keeps the pipes
            task.cancel()
        process.close()


def _signal(process: Process, signal_: signal.Signals) -> None:
    """To git and to whatever it started, where any of them still lives."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal_)


async def _end(process: Process) -> None:
    """Until it is gone; what it still writes is thrown away, so that it does not wait for us."""
    while await process.stdout.read(CHUNK):
        pass
    await process.wait()


async def _complaint(process: Process, said: Callable[[bytes], None] | None) -> str:
    """The last of what git writes to stderr; all is read, so that git never waits for us."""
    words = b""
    while chunk := await process.stderr.read(CHUNK):
        words = (words + chunk)[-FAULT_LIMIT:]
        if said:
            said(chunk)
    return words.decode("utf-8", "replace").strip()


def _environment(config: Mapping[str, str]) -> dict[str, str]:
    """`config` goes by the environment: `-c` cannot name a key that holds a `=`."""
    given = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "BOOCODE_"))
    }
    given |= {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "LC_ALL": "C"}
    given["GIT_CONFIG_COUNT"] = str(len(config))
    for number, (key, value) in enumerate(config.items()):
        given[f"GIT_CONFIG_KEY_{number}"] = key
        given[f"GIT_CONFIG_VALUE_{number}"] = value
    return given


def _failure(arguments: Iterable[str | bytes], code: int, complaint: str) -> str:
    lines = complaint.splitlines()
    telling = [line for line in lines if line.startswith(("fatal: ", "error: "))] or lines[-1:]
    reason = telling[0].partition(": ")[2] or telling[0] if telling else f"exit code {code}"
    return f"{_words(arguments)} failed: {reason}"


def _words(arguments: Iterable[str | bytes]) -> str:
    """The command's name for people: `git diff`."""
    texts = [a.decode("utf-8", "replace") if isinstance(a, bytes) else a for a in arguments]
    return f"git {next((a for a in texts if not a.startswith('-')), '')}".strip()
