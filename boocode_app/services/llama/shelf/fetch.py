"""Brings one file of a hub to this machine: goes on where it stopped, and is believed only when its
checksum is right.

Invariant: under its final name a file is whole and checked; until then it is `NAME.part`.
"""

import asyncio
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import httpx

from boocode_app.core.errors import UpstreamFailed
from boocode_app.services.llama.shelf.hub import Hub
from boocode_app.services.llama.shelf.shelf import HubFile

CHUNK = 2**20
RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


def part_of(target: Path) -> Path:
    """Where `target` grows."""
    return target.with_name(target.name + ".part")


def received(target: Path) -> int:
    """Bytes of `target` that are here, whole or in part."""
    for file in (target, part_of(target)):
        try:
            return file.stat().st_size
        except FileNotFoundError:
            continue
    return 0


async def fetch(
    hub: Hub, repo: str, commit: str, file: HubFile, target: Path, tell: Callable[[int], None]
) -> None:
    """Have `target`.part hold all of `file`, from where it is. `tell`: bytes that have come.

    Raises what the hub does, UpstreamFailed (it sends something else), and OSError.
    """
    part = part_of(target)
    start = part.stat().st_size if part.exists() else 0
    if start > file.size:
        start = 0
    if start == file.size:
        return
    async with hub.open(repo, commit, file.name, start) as answer:
        if not _goes_on(answer, start, file):
            start = 0
        with await asyncio.to_thread(part.open, "r+b" if part.exists() else "wb") as output:
            await asyncio.to_thread(_cut, output, start)
            async for chunk in answer.aiter_raw(CHUNK):
                start += len(chunk)
                if start > file.size:
                    raise UpstreamFailed(f"The hub sends more of {file.name!r} than it said")
                await asyncio.to_thread(output.write, chunk)
                tell(len(chunk))
            await asyncio.to_thread(_settle, output)
    if start < file.size:
        raise UpstreamFailed(f"The hub broke off in the middle of {file.name!r}", permanent=False)


async def keep(file: HubFile, target: Path) -> None:
    """Give the part its name, if it is what the hub said; reads all of it.

    Raises UpstreamFailed, and then the part is gone: it would be wrong again.
    """
    part = part_of(target)
    found = await asyncio.to_thread(_sha256, part)
    if found != file.sha256:
        part.unlink()
        raise UpstreamFailed(
            f"{file.name!r} came damaged: its SHA-256 is {found[:12]}…, and the hub says "
            f"{file.sha256[:12]}…: resume to fetch it anew"
        )
    part.replace(target)


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _goes_on(answer: httpx.Response, start: int, file: HubFile) -> bool:
    """Whether the bytes follow those that are here; else they begin anew."""
    if answer.status_code != httpx.codes.PARTIAL_CONTENT:
        return False
    given = RANGE.fullmatch(answer.headers.get("content-range", ""))
    if given is None or int(given[1]) != start or given[2] not in ("*", str(file.size)):
        raise UpstreamFailed(f"The hub sends another part of {file.name!r} than was asked for")
    return True


def _cut(output: BinaryIO, start: int) -> None:
    output.truncate(start)
    output.seek(start)


def _settle(output: BinaryIO) -> None:
    output.flush()
    os.fsync(output.fileno())
