"""What a person chose in a diff, as it stands in the repository now.

Invariant: a choice that carries a digest stands for that patch only; where the file has changed
since, nothing is answered but a refusal.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from boocode_app.contracts.diffs import DiffQuery
from boocode_app.contracts.staging import ChosenFile, Selection
from boocode_app.core.errors import Conflict
from boocode_app.services.diffs import limits
from boocode_app.services.diffs.changes import shown
from boocode_app.services.diffs.comparing import compared
from boocode_app.services.diffs.comparison import Comparison
from boocode_app.services.diffs.digest import digest
from boocode_app.services.diffs.records import NO_MODE, Listing, Record, Section
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.diffs.stream import diff_events
from boocode_app.services.diffs.untracked import inspect, new_file_patch
from boocode_app.services.projects.beneath import confined

MAX_NAMES = 64
"""Names that are handed to git; where more are chosen, the whole diff is read."""
UNTRACKED = "?"


@dataclass(frozen=True)
class Standing:
    """A chosen file's change. Its record's status is `?` where git does not track the file."""

    chosen: ChosenFile
    record: Record
    parts: tuple[bytes, ...] = ()
    in_conflict: bool = False

    @property
    def path(self) -> bytes:
        """Its name as git holds it."""
        return self.record.path

    @property
    def shown(self) -> str:
        """Its name for a sentence."""
        return repr(shown(self.record.path))

    @property
    def untracked(self) -> bool:
        """Whether git does not track it."""
        return self.record.status == UNTRACKED


async def standing(repository: Repository, selection: Selection) -> list[Standing]:
    """Every chosen change, in the order of choice.

    Raises InvalidInput for a path that leaves the project, Conflict where a file has no change in
    the scope any more, or another one than the person saw.
    """
    comparison = await compared(repository, DiffQuery(scope=selection.scope))
    names = _names(selection.files)
    look = await _Look.at(repository, comparison, selection.files, names)
    if names and look.missing:
        # Among all files git may tell a rename or a copy otherwise than from these alone.
        look = await _Look.at(repository, comparison, selection.files, ())
    for file in look.missing:
        raise _refusal(file, selection.scope, changed=file.path in look.others)
    return [look.found[file.path] for file in selection.files]


def _names(files: Sequence[ChosenFile]) -> tuple[bytes, ...]:
    """The names to ask git for; none where it must tell all."""
    names: list[bytes] = []
    for file in files:
        for field, name in (("path", file.path), ("old_path", file.old_path)):
            if name is not None:
                names.append(confined(field, name.removesuffix("/")))
    unclear = any("\ufffd" in file.path + (file.old_path or "") for file in files)
    return () if unclear or len(names) > MAX_NAMES else tuple(names)


def _refusal(file: ChosenFile, scope: str, *, changed: bool) -> Conflict:
    if changed:
        return Conflict(f"{file.path!r} has changed since it was shown: look at it again.")
    return Conflict(f"{file.path!r} has no {scope} change any more.")


class _Look:
    """One reading of a diff: which of the wanted changes stand in it."""

    def __init__(self, files: Sequence[ChosenFile]) -> None:
        self._wanted: Mapping[str, ChosenFile] = {file.path: file for file in files}
        self._bytes = 0
        self.found: dict[str, Standing] = {}
        self.others: set[str] = set()

    @classmethod
    async def at(
        cls,
        repository: Repository,
        comparison: Comparison,
        files: Sequence[ChosenFile],
        names: tuple[bytes, ...],
    ) -> "_Look":
        """Read the diff of `comparison`, of `names` only where there are any."""
        look = cls(files)
        unmerged = await repository.unmerged()
        await look._read_tracked(repository, comparison, names, unmerged)
        for path in sorted(unmerged):
            await look._weigh(Record("U", NO_MODE, NO_MODE, path), (), in_conflict=True)
        if comparison.has_untracked:
            await look._read_untracked(repository, names)
        return look

    @property
    def missing(self) -> list[ChosenFile]:
        """The wanted files that were not found."""
        return [file for path, file in self._wanted.items() if path not in self.found]

    async def _read_tracked(
        self,
        repository: Repository,
        comparison: Comparison,
        names: tuple[bytes, ...],
        unmerged: frozenset[bytes],
    ) -> None:
        records: tuple[Record, ...] = ()
        seen: set[int] = set()
        events = diff_events(repository, comparison, names, limits.MAX_OPENED_BYTES)
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Listing):
                    records = event.records
                    continue
                seen.add(event.index)
                record = records[event.index]
                parts = event.parts if isinstance(event, Section) else None
                await self._weigh(record, parts, in_conflict=record.path in unmerged)
        for index, record in enumerate(records):
            if index not in seen:
                await self._weigh(record, (), in_conflict=record.path in unmerged)

    async def _read_untracked(self, repository: Repository, names: tuple[bytes, ...]) -> None:
        async with aclosing(repository.untracked(names)) as paths:
            async for path in paths:
                file = self._open_for(path)
                if file is None:
                    continue
                facts = await asyncio.to_thread(inspect, repository.root, path, 0)
                record = Record(UNTRACKED, NO_MODE, (facts and facts.mode) or NO_MODE, path)
                await self._weigh(record, await self._new_file(repository, file, path))

    async def _new_file(
        self, repository: Repository, file: ChosenFile, path: bytes
    ) -> tuple[bytes, ...] | None:
        """Its patch, which is made only where someone asks for it."""
        if file.digest is None:
            return ()
        limit = limits.MAX_OPENED_BYTES
        section = await asyncio.to_thread(new_file_patch, repository.root, path, limit)
        return None if section is None else (section,)

    def _open_for(self, path: bytes) -> ChosenFile | None:
        """The wanted file of this name, where it is not found yet."""
        name = shown(path)
        return None if name in self.found else self._wanted.get(name)

    async def _weigh(
        self, record: Record, parts: tuple[bytes, ...] | None, *, in_conflict: bool = False
    ) -> None:
        """Take a change where it is a wanted one. `parts` is None where they are over the limit."""
        file = self._open_for(record.path)
        if file is None:
            return
        if not await _is_the_one(file, parts):
            self.others.add(file.path)
            return
        if not file.whole:
            self._bytes += sum(map(len, parts or ()))
            if self._bytes > limits.MAX_OPENED_BYTES:
                raise Conflict("The patches that the lines are chosen from are too large together.")
        kept = () if file.whole or parts is None else parts
        self.found[file.path] = Standing(file, record, kept, in_conflict)


async def _is_the_one(file: ChosenFile, parts: tuple[bytes, ...] | None) -> bool:
    """Whether this is the patch that the person saw, where the choice tells which."""
    if file.digest is None:
        return True
    return parts is not None and await asyncio.to_thread(digest, parts) == file.digest
