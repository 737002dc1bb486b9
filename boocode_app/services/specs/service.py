"""OpenSpec for the registered repositories: the board, the doctor, the mend, the documents.

Invariant: nothing outside a project's own openspec/ is read or written, links included.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from boocode_app.contracts import specs as wire
from boocode_app.core.errors import InvalidInput, NotFound
from boocode_app.services.specs import papers, preview, report, transaction
from boocode_app.services.specs.desk import FOLDER, Desk
from boocode_app.services.specs.findings import Finding
from boocode_app.services.specs.plan import Plan
from boocode_app.services.specs.snapshot import LARGEST_FILE, File, shown
from boocode_app.services.specs.tree import Batch, Tree

if TYPE_CHECKING:
    from boocode_app.services.projects.registry import Projects


@dataclass(frozen=True)
class Specs:
    """The openspec/ folders of `projects`. A project without one has an empty board."""

    projects: "Projects"

    async def exists(self, project_id: int) -> bool:
        """Whether the project has an openspec/ folder."""
        return await self._desk(project_id) is not None

    async def new(self, project_id: int, wanted: wire.SpecNew) -> wire.SpecBatch:
        """Open a batch, and openspec/ with the first. Raises NotFound, InvalidInput, Conflict."""
        desk = await self._desk(project_id)
        if desk is None:
            desk = Desk(await self.projects.folder(project_id) / FOLDER)
        folder = await asyncio.to_thread(desk.new, wanted.name, goal=wanted.goal)
        batch = (await asyncio.to_thread(desk.tree)).batch(folder.name)
        assert batch is not None
        return _card(batch)

    async def papers(self, project_id: int) -> list[wire.SpecPaper]:
        """The documents of no batch: what is built first, then the archive's, then the others."""
        desk = await self._desk(project_id)
        return papers.of(await asyncio.to_thread(desk.tree)) if desk else []

    async def board(self, project_id: int) -> list[wire.SpecBatch]:
        """Every batch: active ones by wave, then finished, then archived ones."""
        desk = await self._desk(project_id)
        return board_of(await asyncio.to_thread(desk.tree)) if desk else []

    async def doctor(self, project_id: int) -> list[wire.SpecFinding]:
        """The doctor's findings."""
        desk = await self._desk(project_id)
        return [finding_of(finding) for finding in await desk.examine()] if desk else []

    async def preview(self, project_id: int) -> wire.TidyPreview:
        """What `tidy` would do, as operations and as a diff."""
        desk = await self._desk(project_id)
        if desk is None:
            return wire.TidyPreview()
        plan, seen = await desk.plan()
        return wire.TidyPreview(
            operations=operations_of(plan), diff=await preview.render(plan), fingerprint=seen
        )

    async def apply(self, project_id: int, wanted: wire.TidyApply) -> wire.TidyOutcome:
        """Carry out the plan. Raises Conflict as `Desk.tidy` does."""
        desk = await self._desk(project_id)
        if desk is None:
            return wire.TidyOutcome()
        done = await desk.tidy(wanted.fingerprint, force=wanted.force)
        return wire.TidyOutcome(
            applied=bool(done.plan),
            operations=operations_of(done.plan),
            mended=[finding_of(finding) for finding in done.mended],
            left=[finding_of(finding) for finding in done.left],
        )

    async def document(self, project_id: int, path: str) -> wire.SpecDocument:
        """One document. Raises NotFound, and InvalidInput for a path that leads out."""
        desk = await self._desk(project_id)
        if desk is None:
            raise NotFound(f"Project {project_id} has no openspec/ folder")
        return await asyncio.to_thread(_document, desk.root, path)

    async def _desk(self, project_id: int) -> Desk | None:
        try:
            root = await self.projects.folder(project_id) / FOLDER
        except NotFound:
            return None
        await asyncio.to_thread(transaction.recover, root)
        return Desk(root) if root.is_dir() and not root.is_symlink() else None


def board_of(tree: Tree) -> list[wire.SpecBatch]:
    """The cards of the board, in the order in which it shows them."""
    order = {"active": 0, "complete": 1, "archived": 2}
    cards = [_card(batch) for batch in (*tree.active, *tree.archived)]
    return sorted(cards, key=lambda card: (order[card.state], card.wave or 1 << 16, card.name))


def finding_of(finding: Finding) -> wire.SpecFinding:
    """A finding as the API gives it."""
    return wire.SpecFinding(
        rule=finding.rule,
        severity=finding.severity,
        path=shown(finding.path),
        line=finding.line,
        words=shown(finding.words),
        mend=shown(finding.mend),
        mendable=finding.mendable,
    )


def operations_of(plan: Plan) -> list[wire.TidyOperation]:
    """A plan's steps as the API gives them."""
    return [
        wire.TidyOperation(
            verb=step.verb,
            path=shown(step.path),
            to=shown(step.to) if step.to else None,
            words=shown(step.words),
        )
        for step in plan.operations
    ]


def _card(batch: Batch) -> wire.SpecBatch:
    listed = batch.tasks
    created = batch.metadata.values.get("created") if batch.metadata else None
    return wire.SpecBatch(
        name=shown(batch.name),
        path=shown(batch.path),
        title=shown(report.title_of(batch.text("proposal.md") or "", batch.name)),
        state="archived" if batch.archived else "complete" if listed.complete else "active",
        wave=listed.current_wave,
        tasks_done=listed.done,
        tasks_total=listed.total,
        capabilities=[shown(c[len("specs/") : -len("/spec.md")]) for c in batch.capability_files],
        documents=[
            shown(f"{batch.path}/{name}")
            for name, entry in sorted(batch.files.items())
            if name.endswith(".md") and isinstance(entry, File)
        ],
        shipped_in=shown(batch.shipped.tag) if batch.shipped else None,
        created=created if isinstance(created, str) else None,
    )


def _document(root: Path, path: str) -> wire.SpecDocument:
    top = root.resolve()
    try:
        file = (top / path).resolve()
        if not file.is_relative_to(top):
            raise InvalidInput(f"{path!r} leads out of openspec/", field="path")
        if not file.is_file() or file.stat().st_size > LARGEST_FILE:
            raise NotFound(f"There is no document {path!r} in openspec/")
        text = File(file.read_bytes()).text
        modified = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except (OSError, ValueError):
        raise NotFound(f"There is no document {path!r} in openspec/") from None
    return wire.SpecDocument(path=path, text=text, modified=modified)
