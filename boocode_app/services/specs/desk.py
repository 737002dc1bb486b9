"""One openspec/ folder and the commands that change it.

Invariant: whatever changes the folder does it by one `transaction.exchange`, after an interrupted
one was brought to its end, and only if the folder is still the one that was read.
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from boocode_app.core.errors import Conflict, InvalidInput, NotFound
from boocode_app.services.specs import git, transaction
from boocode_app.services.specs.archiving import Archived, ArchiveOptions, archived_tree
from boocode_app.services.specs.disk import Disk
from boocode_app.services.specs.doctor import examine
from boocode_app.services.specs.draft import Draft
from boocode_app.services.specs.findings import Finding
from boocode_app.services.specs.mending import missing_config
from boocode_app.services.specs.plan import Plan, Surroundings, lost_lines, make_plan
from boocode_app.services.specs.snapshot import File, Folder, Snapshot, fingerprint, read
from boocode_app.services.specs.surroundings import describe
from boocode_app.services.specs.tree import CHANGES, METADATA, Tree, read_tree

FOLDER = "openspec"
_KEBAB = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Tidied:
    """What `tidy` did: the plan, the findings that are gone and those that remain."""

    plan: Plan
    mended: list[Finding]
    left: list[Finding]


@dataclass(frozen=True)
class Desk:
    """The openspec/ folder `root`."""

    root: Path
    disk: Disk | None = None

    @property
    def repository(self) -> Path:
        """The folder that openspec/ stands in."""
        return self.root.parent

    def snapshot(self) -> Snapshot:
        """The folder as it stands, an interrupted change brought to its end first."""
        transaction.recover(self.root, self.disk)
        return read(self.root)

    def tree(self) -> Tree:
        """The folder, read."""
        return read_tree(self.snapshot())

    async def examine(self) -> list[Finding]:
        """The doctor's findings."""
        tree = await asyncio.to_thread(self.tree)
        return examine(tree, await self._tags(tree))

    async def plan(self) -> tuple[Plan, str]:
        """The plan that tidies the folder, and the fingerprint it was made under."""
        snapshot, seen = await asyncio.to_thread(self._seen)
        return make_plan(snapshot, await self._surroundings(read_tree(snapshot))), seen

    async def tidy(self, expected: str | None = None, *, force: bool = False) -> Tidied:
        """Carry out the plan. `expected`: the fingerprint of a preview.

        Raises Conflict where the folder has uncommitted changes (unless `force`) or is not the one
        that was previewed.
        """
        plan, seen = await self.plan()
        if expected is not None and expected != seen:
            raise Conflict("openspec/ changed since the preview: look at a fresh one")
        if plan:
            await self._check_committed(force)
            if lost := lost_lines(plan):
                raise RuntimeError(f"the plan would lose {len(lost)} lines, such as {min(lost)!r}")
            await asyncio.to_thread(self._exchange, plan.after, seen)
        known = await self._tags(read_tree(plan.before))
        before = examine(read_tree(plan.before), known)
        after = examine(read_tree(plan.after), known)
        left = {finding.place for finding in after}
        return Tidied(plan, [finding for finding in before if finding.place not in left], after)

    def new(self, name: str, *, goal: str = "", description: str = "") -> Path:
        """Open a batch: its folder with a valid `.openspec.yaml`. Raises InvalidInput, Conflict."""
        if not _KEBAB.match(name) or len(name) > _LONGEST_NAME:
            raise InvalidInput(
                f"{name!r} is no name for a change: lower-case words joined by single hyphens",
                field="name",
            )
        self.root.mkdir(exist_ok=True)
        snapshot, seen = self._seen()
        folder = f"{CHANGES}/{name}"
        if folder in snapshot or name in ("archive", "archived"):
            raise Conflict(f"Change {name!r} already exists")
        draft = Draft(dict(snapshot))
        tree = read_tree(snapshot)
        lines = [f"schema: {tree.default_schema}", f"created: {today()}"]
        lines += [f"goal: {_quoted(goal)}"] if goal else []
        for wanted in ("specs", CHANGES, f"{CHANGES}/archive", folder):
            draft.entries.setdefault(wanted, Folder())
        draft.put(f"{folder}/{METADATA}", _file("\n".join(lines)))
        if description:
            draft.put(f"{folder}/README.md", _file(f"# {name}\n\n{description}"))
        draft.entries.setdefault("config.yaml", _file("schema: spec-driven"))
        self._exchange(draft.sorted_entries(), seen)
        return self.root / folder

    def archive(self, name: str, options: ArchiveOptions) -> Archived:
        """Put a finished batch into the archive and its deltas into specs/, all or nothing.

        Raises NotFound, and Conflict where tasks are open, the deltas do not fit or are not valid.
        """
        snapshot, seen = self._seen()
        done = archived_tree(read_tree(snapshot), name, options, today())
        self._exchange(done.after, seen)
        return done

    def _seen(self) -> tuple[Snapshot, str]:
        transaction.recover(self.root, self.disk)
        seen = fingerprint(self.root)
        return read(self.root), seen

    def _exchange(self, after: Snapshot, seen: str) -> None:
        with transaction.locked(self.repository):
            transaction.recover_locked(self.root, self.disk)
            transaction.exchange(self.root, after, seen, self.disk)

    async def _check_committed(self, force: bool) -> None:
        changed = [] if force else await git.uncommitted(self.root)
        if changed:
            raise Conflict(
                f"openspec/ has uncommitted changes ({len(changed)}, such as '{changed[0]}'): "
                "commit them first (`boocode openspec tidy --apply --force` goes ahead regardless)"
            )

    async def _tags(self, tree: Tree) -> list[str]:
        """Git's tags, asked for only where an archived batch names one."""
        if not any(batch.shipped for batch in tree.archived):
            return []
        return await git.tags(self.repository)

    async def _surroundings(self, tree: Tree) -> Surroundings:
        if "context" not in missing_config(tree):
            return Surroundings(today())
        subjects = await git.subjects(self.repository)
        return Surroundings(today(), await asyncio.to_thread(describe, self.repository, subjects))


def desk_at(start: Path) -> Desk:
    """The openspec/ folder that `start` is, holds, or stands below. Raises NotFound."""
    start = start.expanduser().absolute()
    for folder in (start, *start.parents):
        if _is_tree(folder):
            return Desk(folder)
        root = folder / FOLDER
        if root.is_dir() or (folder / transaction.STAGING / "journal").is_file():
            return Desk(root)
    raise NotFound(f"There is no openspec/ folder in '{start}' or above it")


def today() -> str:
    """The present date in this machine's zone."""
    return datetime.now(UTC).astimezone().date().isoformat()


def _is_tree(folder: Path) -> bool:
    """Whether `folder` is itself an openspec/ folder."""
    return folder.name == FOLDER and any(
        (folder / name).exists() for name in ("changes", "specs", "config.yaml")
    )


def _file(text: str) -> File:
    return File(f"{text}\n".encode())


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", " ".join(text.split())) + '"'
