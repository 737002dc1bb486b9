"""What discards took away, kept in the repository itself until it is put back or grows old.

A record is a tree under a ref of its own: the contents before and after, and `record.json`, which
tells their names. git's garbage collection keeps what a ref holds, and `git log --all` shows no
trees. Invariant: a record is complete before its ref appears.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from boocode_app.contracts.base import Contract, Moment
from boocode_app.contracts.staging import Undo
from boocode_app.core.errors import NotFound
from boocode_app.core.ids import new_id, utc_now
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.diffs.staging.working_file import Held
from boocode_app.services.projects.git import git

MAX_RECORDS = 50
MAX_BYTES = 64_000_000
"""What one discard may take away."""
MAX_TOTAL_BYTES = 512_000_000
"""What all records may hold, before compression; beyond it the oldest go."""
_RECORD: Final = "record.json"
_LINKED: Final = re.compile(rb"/worktrees/([^/\n]+)\n")


@dataclass(frozen=True)
class Replacement:
    """A working file, and what is to stand in its place; None: nothing. `lines`: how many changed
    lines were chosen, 0 where the whole file was.
    """

    path: bytes
    before: Held | None
    after: Held | None
    lines: int = 0


class _Blob(Contract):
    mode: str
    id: str
    bits: int | None


class _Kept(Contract):
    """`path` has a character for each byte (Latin-1)."""

    path: str
    before: _Blob | None
    after: _Blob | None


class Record(Contract):
    """A discard: when, what, and how many bytes it keeps."""

    at: Moment
    text: str
    size: int
    files: list[_Kept]


@dataclass(frozen=True)
class Shelf:
    """The records of one working tree; those of linked ones lie apart."""

    repository: Repository
    prefix: str

    @classmethod
    async def of(cls, repository: Repository) -> "Shelf":
        """The shelf of the working tree that `repository` was opened at."""
        folder = await git("rev-parse", "--absolute-git-dir", folder=repository.root)
        linked = _LINKED.search(folder)
        place = f"worktrees/{linked[1].decode()}/" if linked else ""
        return cls(repository, f"refs/boocode/{place}undo/")

    async def keep(self, text: str, replacements: Sequence[Replacement]) -> Undo:
        """Keep what is about to be replaced. Older records beyond the limits go."""
        files = [
            _Kept(
                path=item.path.decode("latin-1"),
                before=await self._blob(item.before),
                after=await self._blob(item.after),
            )
            for item in replacements
        ]
        size = sum(len(h.content) for r in replacements for h in (r.before, r.after) if h)
        record = Record(at=utc_now(), text=text, size=size, files=files)
        undo = Undo(id=new_id(), at=record.at, text=text)
        tree = await self._tree(record)
        await self._git("update-ref", self.prefix + undo.id, tree, "")
        await self._prune()
        return undo

    async def undos(self) -> list[Undo]:
        """The records, newest first."""
        return [Undo(id=name, at=r.at, text=r.text) for name, r in await self._records()]

    async def replacements(self, name: str) -> list[Replacement]:
        """What the discard `name` replaced. Raises NotFound."""
        record = dict(await self._records()).get(name)
        if record is None:
            raise NotFound(f"There is no discard {name!r} to put back.")
        return [
            Replacement(
                file.path.encode("latin-1"),
                await self._held(file.before),
                await self._held(file.after),
            )
            for file in record.files
        ]

    async def forget(self, names: Iterable[str]) -> None:
        """Let records go; git frees what they held in its own time."""
        lines = "".join(f"delete {self.prefix}{name}\n" for name in names)
        await self._git("update-ref", "--stdin", stdin=lines.encode())

    async def _records(self) -> list[tuple[str, Record]]:
        """Names sort by their time of birth."""
        listed = await self._git(
            "for-each-ref", "--format=%(refname)", "--sort=-refname", self.prefix
        )
        refs = listed.decode().split()
        if not refs:
            return []
        wanted = "".join(f"{ref}:{_RECORD}\n" for ref in refs).encode()
        output = await self._git("cat-file", "--batch", stdin=wanted, limit=MAX_TOTAL_BYTES)
        return [
            (ref.removeprefix(self.prefix), Record.model_validate_json(content))
            for ref, content in zip(refs, _batch(output), strict=True)
        ]

    async def _prune(self) -> None:
        total = 0
        old: list[str] = []
        for place, (name, record) in enumerate(await self._records()):
            total += record.size
            if place and (place >= MAX_RECORDS or total > MAX_TOTAL_BYTES):
                old.append(name)
        if old:
            await self.forget(old)

    async def _blob(self, held: Held | None) -> _Blob | None:
        if held is None:
            return None
        return _Blob(mode=held.mode, id=await self._written(held.content), bits=held.bits)

    async def _held(self, blob: _Blob | None) -> Held | None:
        if blob is None:
            return None
        content = await self._git("cat-file", "blob", blob.id, limit=MAX_BYTES)
        return Held(blob.mode, content, blob.bits)

    async def _tree(self, record: Record) -> str:
        """The tree that holds all that `record` names, each blob under its id."""
        ids = {blob.id for file in record.files for blob in (file.before, file.after) if blob}
        named = {name: name for name in ids}
        named[_RECORD] = await self._written(record.model_dump_json().encode())
        lines = "".join(f"100644 blob {blob}\t{name}\n" for name, blob in named.items())
        return (await self._git("mktree", stdin=lines.encode())).decode().strip()

    async def _written(self, content: bytes) -> str:
        output = await self._git("hash-object", "-w", "--stdin", stdin=content)
        return output.decode().strip()

    async def _git(self, *words: str, stdin: bytes | None = None, limit: int = MAX_BYTES) -> bytes:
        config = {**self.repository.settings, "core.fsync": "committed"}
        folder = self.repository.root
        return await git(*words, folder=folder, config=config, stdin=stdin, limit=limit)


def _batch(output: bytes) -> Iterable[bytes]:
    """The contents that `git cat-file --batch` wrote."""
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        size = int(output[at:end].rpartition(b" ")[2])
        yield output[end + 1 : end + 1 + size]
        at = end + 2 + size
