"""Which artifacts of a change are written: what `status` tells, in the reference CLI's form."""

from typing import Literal

from boocode_app.contracts import specs as wire
from boocode_app.core.errors import InvalidInput
from boocode_app.services.specs import validate
from boocode_app.services.specs.snapshot import File
from boocode_app.services.specs.tree import CHANGES, METADATA, Batch, Tree

_ARTIFACTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("proposal", "proposal.md", ()),
    ("specs", "specs/**/*.md", ("proposal",)),
    ("design", "design.md", ("proposal",)),
    ("tasks", "tasks.md", ("specs", "design")),
)


def statuses(tree: Tree, root: wire.Root, batches: list[Batch]) -> wire.StatusList:
    """How far each of `batches` is; one whose status cannot be told says why."""
    told: list[wire.ChangeStatus | wire.FailedStatus] = []
    for batch in batches:
        try:
            told.append(status(tree, root, batch))
        except InvalidInput as fault:
            complaint = wire.Complaint(code="change_error", message=fault.detail)
            told.append(wire.FailedStatus(changeName=batch.name, status=[complaint]))
    return wire.StatusList(changes=told, message=None if told else "No active changes.", root=root)


def status(tree: Tree, root: wire.Root, batch: Batch) -> wire.ChangeStatus:
    """How far the artifacts of an active batch are. Raises InvalidInput for broken metadata."""
    if batch.wraps_batches:
        raise InvalidInput(f"{batch.name!r} only holds folders that look like changes")
    if fault := validate.unusable_metadata(batch):
        raise InvalidInput(f"{METADATA} of {batch.name!r}: {fault}")
    base = f"{root.path}/openspec/{batch.path}"
    existing = {name: _existing(batch, name) for name, _, _ in _ARTIFACTS}
    skips = bool(batch.metadata and batch.metadata.values.get("skip_specs") is True)
    skipped = {"specs"} if skips and not existing["specs"] else set[str]()
    done = {name for name, found in existing.items() if found} | skipped
    artifacts = [
        _artifact(name, output, needs, done, skipped) for name, output, needs in _ARTIFACTS
    ]
    complete = len(done) == len(_ARTIFACTS)
    return wire.ChangeStatus(
        changeName=batch.name,
        schemaName=_schema(tree, batch),
        planningHome=wire.PlanningHome(
            root=root.path,
            changesDir=f"{root.path}/openspec/{CHANGES}",
            defaultSchema=tree.default_schema,
        ),
        changeRoot=base,
        artifactPaths={
            name: wire.ArtifactPaths(
                outputPath=output,
                resolvedOutputPath=f"{base}/{output}",
                existingOutputPaths=[f"{base}/{path}" for path in existing[name]],
            )
            for name, output, _ in _ARTIFACTS
        },
        isPlanningComplete=complete,
        isComplete=complete,
        applyRequires=["tasks"],
        nextSteps=_next_steps(batch, artifacts, complete),
        actionContext=wire.ActionContext(
            planningArtifacts=[name for name, _, _ in _ARTIFACTS],
            allowedEditRoots=[root.path],
            constraints=["Plans and edits of this change stay inside this repository."],
        ),
        artifacts=artifacts,
    )


def _existing(batch: Batch, artifact: str) -> list[str]:
    if artifact == "specs":
        return sorted(
            name
            for name, entry in batch.files.items()
            if name.startswith("specs/") and name.endswith(".md") and isinstance(entry, File)
        )
    name = f"{artifact}.md"
    return [name] if isinstance(batch.files.get(name), File) else []


def _artifact(
    name: str, output: str, needs: tuple[str, ...], done: set[str], skipped: set[str]
) -> wire.Artifact:
    missing = [need for need in needs if need not in done]
    state: Literal["done", "ready", "blocked", "skipped"] = (
        "skipped"
        if name in skipped
        else "done"
        if name in done
        else "blocked"
        if missing
        else "ready"
    )
    return wire.Artifact(
        id=name,
        outputPath=output,
        status=state,
        requires=list(needs),
        missingDeps=missing if state == "blocked" else None,
    )


def _next_steps(batch: Batch, artifacts: list[wire.Artifact], complete: bool) -> list[str]:
    ready = next((artifact for artifact in artifacts if artifact.status == "ready"), None)
    if ready:
        return [f"Write {ready.outputPath} of {batch.name}."]
    return [f"Everything is planned: work through tasks.md of {batch.name}."] if complete else []


def _schema(tree: Tree, batch: Batch) -> str:
    schema = batch.metadata.values.get("schema") if batch.metadata else None
    return schema if isinstance(schema, str) and schema else tree.default_schema
