"""The models that are on their way: started, paused, taken up again, given up.

Invariants: what was wanted is on the shelf first, so a sidecar that is killed goes on at its next
start; TOGETHER run at once, the others wait for their turn.
"""

import asyncio
import logging
import shutil
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from boocode_app.contracts.llama import DownloadState, LlamaDownload
from boocode_app.core.errors import BooError, Conflict, UpstreamFailed
from boocode_app.services.llama.shelf.fetch import fetch, keep, part_of, received
from boocode_app.services.llama.shelf.hub import Hub
from boocode_app.services.llama.shelf.shelf import HubEntry, HubState, Shelf

log = logging.getLogger(__name__)

TOGETHER = 2
TRIES = 6
FIRST_DELAY_S, MAX_DELAY_S = 1.0, 60.0
TOLD_EVERY_S = 0.5
RATE_OVER_S = 5.0
MARGIN = 512 * 2**20
"""Bytes of the disk that are left free."""


@dataclass
class Progress:
    """How far one download is. `task` ends with it."""

    received: int
    state: DownloadState = "waiting"
    detail: str = ""
    task: asyncio.Task[None] | None = None
    told_at: float = 0.0
    seen: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=1000))

    def came(self, count: int, now: float) -> None:
        """`count` bytes more."""
        self.received += count
        self.seen.append((now, self.received))
        while now - self.seen[0][0] > RATE_OVER_S:
            self.seen.popleft()

    @property
    def bytes_per_s(self) -> float | None:
        """Over the last seconds; None where that cannot be told."""
        if self.state != "running" or len(self.seen) < 2:
            return None
        (began, had), (ended, has) = self.seen[0], self.seen[-1]
        return (has - had) / (ended - began) if ended > began else None


class Downloads:
    """Fetches to `folder` what the shelf holds of `hub`. `changed(name)`: there is news of it."""

    def __init__(
        self, hub: Hub, folder: Path, shelf: Shelf, changed: Callable[[str], None]
    ) -> None:
        self._hub = hub
        self._folder = folder
        self._shelf = shelf
        self._changed = changed
        self._running: dict[str, Progress] = {}
        self._turns = asyncio.Semaphore(TOGETHER)

    def open(self) -> None:
        """Go on with what was wanted."""
        for name, entry in self._shelf.entries.items():
            if isinstance(entry, HubEntry) and entry.state == "wanted":
                self.begin(name)

    async def close(self) -> None:
        """Stop; the next sidecar goes on."""
        for name in list(self._running):
            await self._stop(name)
        await self._hub.close()

    def view(self, name: str) -> LlamaDownload | None:
        """How far model `name` is; None where it is no download, or is here."""
        entry = self._shelf.entries.get(name)
        if not isinstance(entry, HubEntry) or entry.state == "here":
            return None
        size = sum(file.size for file in entry.files)
        if progress := self._running.get(name):
            return LlamaDownload(
                state=progress.state,
                received=progress.received,
                size=size,
                bytes_per_s=progress.bytes_per_s,
                detail=progress.detail,
            )
        state: DownloadState = "failed" if entry.state == "failed" else "paused"
        here = self._received(entry)
        return LlamaDownload(
            state=state, received=here, size=size, bytes_per_s=None, detail=entry.detail
        )

    def begin(self, name: str) -> None:
        """Fetch model `name` from now on. Harmless where that runs. Raises Conflict."""
        entry = self._wanted(name)
        if name in self._running:
            return
        entry = self._note(name, entry, "wanted")
        progress = self._running[name] = Progress(self._received(entry))
        progress.task = asyncio.create_task(self._run(name, entry, progress), name=f"gets {name}")
        self._changed(name)

    async def pause(self, name: str) -> None:
        """Stop fetching model `name`; what came stays. Raises Conflict."""
        self._wanted(name)
        await self._stop(name)
        self._note(name, self._wanted(name), "paused")
        self._changed(name)

    async def give_up(self, name: str) -> None:
        """Stop fetching model `name`, and delete what came in parts."""
        entry = self._shelf.entries.get(name)
        await self._stop(name)
        if isinstance(entry, HubEntry) and entry.state != "here":
            for file in entry.files:
                part_of(self._folder / file.target).unlink(missing_ok=True)

    def _wanted(self, name: str) -> HubEntry:
        entry = self._shelf.entries.get(name)
        if not isinstance(entry, HubEntry) or entry.state == "here":
            raise Conflict(f"Model {name!r} is not being downloaded")
        return entry

    async def _stop(self, name: str) -> None:
        progress = self._running.pop(name, None)
        if progress and progress.task:
            progress.task.cancel()
            await asyncio.wait([progress.task])

    async def _run(self, name: str, entry: HubEntry, progress: Progress) -> None:
        try:
            async with self._turns:
                await self._bring(name, entry, progress)
        except BooError as fault:
            self._end(name, entry, "failed", fault.detail)
        except OSError as fault:
            self._end(name, entry, "failed", f"It cannot be written: {fault.strerror or fault}")
        except Exception:
            log.exception("the download of %s", name)
            self._end(name, entry, "failed", "BooCode met an error that it did not expect")
        else:
            self._end(name, entry, "here")

    def _end(self, name: str, entry: HubEntry, state: HubState, detail: str = "") -> None:
        self._running.pop(name, None)
        self._note(name, entry, state, detail)
        self._changed(name)

    async def _bring(self, name: str, entry: HubEntry, progress: Progress) -> None:
        """All files, with a few tries where the network fails; any progress makes them new."""
        failures = 0
        while True:
            before = progress.received
            try:
                await self._bring_once(name, entry, progress)
            except BooError as fault:
                failures = 1 if progress.received > before else failures + 1
                if fault.permanent or failures == TRIES:
                    raise
                delay = min(FIRST_DELAY_S * 2 ** (failures - 1), MAX_DELAY_S)
                self._enter(name, progress, "waiting", f"{fault.detail}; next try in {delay:g} s")
                await asyncio.sleep(delay)
            else:
                return

    async def _bring_once(self, name: str, entry: HubEntry, progress: Progress) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        progress.received = self._received(entry)
        progress.seen.clear()
        self._make_sure_of_room(entry, progress.received)

        def came(count: int) -> None:
            now = time.monotonic()
            progress.came(count, now)
            if now - progress.told_at >= TOLD_EVERY_S:
                progress.told_at = now
                self._changed(name)

        for file in entry.files:
            target = self._folder / file.target
            if target.exists():
                continue
            self._enter(name, progress, "running")
            await fetch(self._hub, entry.repo, entry.commit, file, target, came)
            self._enter(name, progress, "checking")
            await keep(file, target)

    def _make_sure_of_room(self, entry: HubEntry, here: int) -> None:
        missing = sum(file.size for file in entry.files) - here
        free = shutil.disk_usage(self._folder).free
        if missing + MARGIN > free:
            raise UpstreamFailed(
                f"The disk has no room: {missing / 1e9:.1f} GB are to come, and "
                f"{free / 1e9:.1f} GB are free at {self._folder}"
            )

    def _enter(self, name: str, progress: Progress, state: DownloadState, detail: str = "") -> None:
        progress.state, progress.detail = state, detail
        self._changed(name)

    def _note(self, name: str, entry: HubEntry, state: HubState, detail: str = "") -> HubEntry:
        noted = entry.model_copy(update={"state": state, "detail": detail})
        if noted != self._shelf.entries.get(name):
            self._shelf.update(name, noted)
        return noted

    def _received(self, entry: HubEntry) -> int:
        return sum(received(self._folder / file.target) for file in entry.files)
