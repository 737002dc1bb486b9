"""What the openspec commands do, once their options are read. Each gives its exit code or None."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import typer

from boocode_app.cli.openspec_print import (
    print_findings,
    print_json,
    print_plan,
    print_status,
)
from boocode_app.contracts import specs as wire
from boocode_app.core.errors import BooError, InvalidInput, NotFound
from boocode_app.services.specs import preview, progress, report
from boocode_app.services.specs.archiving import ArchiveOptions, Blocked
from boocode_app.services.specs.desk import FOLDER, Desk, Tidied, desk_at
from boocode_app.services.specs.report import Kind
from boocode_app.services.specs.service import finding_of, operations_of
from boocode_app.services.specs.tree import Tree

_HERE = Path()


class _UnknownItem(NotFound):
    """There is no change and no spec of this name, or there are both."""

    def __init__(self, detail: str, code: str) -> None:
        super().__init__(detail)
        self.code = code


_MOST_GUESSES = 5


def with_refusal(
    as_json: bool,
    code: str,
    command: Callable[[], int | None],
    form: type[wire.Refusal] = wire.Refusal,
) -> None:
    """Run `command`; a refusal is told in the form that was asked for and exits with 1."""
    try:
        left = command()
    except BooError as error:
        fix = error.fix if isinstance(error, Blocked) else None
        named = error.code if isinstance(error, Blocked | _UnknownItem) else code
        if as_json:
            told = wire.Complaint(code=named, message=error.detail, fix=fix)
            print_json(form(status=[told]))
        else:
            typer.echo(" ".join(part for part in (error.detail, fix) if part), err=True)
        raise typer.Exit(1) from None
    raise typer.Exit(left or 0)


def run_doctor(path: Path, as_json: bool) -> int:
    """`doctor`."""
    desk = desk_at(path)
    findings = [finding_of(finding) for finding in asyncio.run(desk.examine())]
    totals = dict.fromkeys(("error", "warning", "info"), 0)
    for finding in findings:
        totals[finding.severity] += 1
    if as_json:
        print_json(wire.DoctorReport(findings=findings, totals=totals, root=root_of(desk)))
    else:
        print_findings(findings)
        typer.echo(", ".join(f"{count} {name}" for name, count in totals.items()))
    return int(totals["error"] + totals["warning"] > 0)


def run_tidy(path: Path, apply: bool, force: bool, as_json: bool) -> None:
    """`tidy`."""
    desk = desk_at(path)
    done, diff = asyncio.run(_carried_out(desk, apply, force))
    if as_json:
        print_json(
            wire.TidyReport(
                applied=apply and bool(done.plan),
                operations=operations_of(done.plan),
                diff=diff,
                mended=[finding_of(finding) for finding in done.mended],
                left=[finding_of(finding) for finding in done.left],
                root=root_of(desk),
            )
        )
    elif not done.plan:
        typer.echo("Nothing to tidy.")
    else:
        print_plan(done, diff, apply)


async def _carried_out(desk: Desk, apply: bool, force: bool) -> tuple[Tidied, str]:
    plan, seen = await desk.plan()
    diff = await preview.render(plan)
    if apply:
        return await desk.tidy(seen, force=force), diff
    return Tidied(plan, [], []), diff


def run_new(name: str, goal: str, description: str, as_json: bool) -> None:
    """`new`."""
    try:
        desk = desk_at(_HERE)
    except NotFound:
        desk = Desk(_HERE.absolute() / FOLDER)
    folder = desk.new(name, goal=goal, description=description)
    created = wire.CreatedChange(
        id=name,
        path=str(folder),
        metadataPath=str(folder / ".openspec.yaml"),
        schema_=desk.tree().default_schema,
    )
    if as_json:
        print_json(wire.NewReport(change=created, root=root_of(desk)))
    else:
        typer.echo(f"Created {folder}: write its proposal.md, specs/, design.md and tasks.md.")


def run_list(specs: bool, order: Literal["recent", "name"], as_json: bool) -> None:
    """`list`."""
    desk = desk_at(_HERE)
    tree, root = desk.tree(), root_of(desk)
    if specs:
        capabilities = report.specs(tree, root)
        if as_json:
            print_json(capabilities)
        for row in [] if as_json else capabilities.specs:
            typer.echo(f"{row.id:40} {row.requirementCount:3} requirements")
        return
    changes = report.changes(tree, root, order)
    if as_json:
        print_json(changes)
    for change in [] if as_json else changes.changes:
        typer.echo(f"{change.name:40} {change.completedTasks:3}/{change.totalTasks} tasks")


def run_show(name: str, item_type: str, scenarios: bool, only: int | None, as_json: bool) -> None:
    """`show`."""
    desk = desk_at(_HERE)
    tree, root = desk.tree(), root_of(desk)
    if kind_of(tree, name, item_type) == "spec":
        if as_json:
            print_json(report.show_spec(tree, root, name, scenarios=scenarios, only=only))
        else:
            path = desk.root / "specs" / name / "spec.md"
            typer.echo(path.read_text("utf-8", "replace"))
        return
    if as_json:
        print_json(report.show_change(tree, root, name))
        return
    batch = tree.batch(name)
    text = batch.text("proposal.md") if batch else None
    if text is None:
        raise InvalidInput(f"Change {name!r} has no proposal.md yet", field="name")
    typer.echo(text)


def run_status(change: str, every: bool, as_json: bool) -> int:
    """`status`."""
    desk = desk_at(_HERE)
    tree, root = desk.tree(), root_of(desk)
    batches = sorted(tree.active, key=lambda batch: batch.name)
    names = ", ".join(batch.name for batch in batches) or "none"
    if not every and not change and batches:
        raise InvalidInput(f"Say --change NAME, or --all. Active changes: {names}", field="change")
    if change and not every:
        batches = [batch for batch in batches if batch.name == change]
        if not batches:
            raise NotFound(f"Change {change!r} not found. Active changes: {names}")
    if not every and batches:
        told = progress.status(tree, root, batches[0])
        print_json(told.model_copy(update={"root": root})) if as_json else print_status(told)
        return 0
    listed = progress.statuses(tree, root, batches)
    for one in [] if as_json else listed.changes:
        print_status(one)
    if as_json:
        print_json(listed)
    return int(any(isinstance(one, wire.FailedStatus) for one in listed.changes))


def run_archive(name: str, options: ArchiveOptions, as_json: bool) -> None:
    """`archive`."""
    desk = desk_at(_HERE)
    done = desk.archive(name, options)
    merged = list(done.merged.values())
    totals = wire.ArchiveTotals(
        added=sum(one.added for one in merged),
        modified=sum(one.modified for one in merged),
        removed=sum(one.removed for one in merged),
        renamed=sum(one.renamed for one in merged),
    )
    put_away = wire.ArchivedChange(
        change=name,
        archivedAs=done.name,
        path=str(desk.root / "changes" / "archive" / done.name),
        specsUpdated=bool(merged),
        totals=totals if merged else None,
    )
    if as_json:
        print_json(wire.ArchiveReport(archive=put_away, root=root_of(desk)))
        return
    typer.echo(f"Archived {name} as {done.name}; {len(merged)} capabilities updated.")
    if options.tag is None:
        typer.echo('No --tag: its proposal says no "Shipped in:" yet, and the doctor will ask.')


def wanted_items(tree: Tree, changes: bool, specs: bool) -> list[tuple[Kind, str]]:
    """The items to judge. A kind that was asked for and has none stands there without a name."""
    wanted: list[tuple[Kind, str]] = []
    if changes:
        wanted.append(("change", ""))
        wanted += [("change", batch.name) for batch in tree.active]
    if specs:
        wanted.append(("spec", ""))
        wanted += [("spec", name) for name in tree.capabilities]
    return wanted


def kind_of(tree: Tree, name: str, item_type: str) -> Kind:
    """Whether `name` is a change or a spec."""
    kinds: dict[Kind, bool] = {
        "change": tree.batch(name) is not None,
        "spec": name in tree.capabilities,
    }
    found = [kind for kind, there in kinds.items() if there and item_type in ("", kind)]
    if len(found) > 1:
        raise _UnknownItem(f"{name!r} is a change and a spec: say --type", "ambiguous_item")
    if found:
        return found[0]
    raise _UnknownItem(f"Unknown item {name!r}.{_guess(tree, name)}", "unknown_item")


def _guess(tree: Tree, name: str) -> str:
    from rapidfuzz.process import extract

    names = [*(batch.name for batch in tree.active), *tree.capabilities]
    close = [guess for guess, _, _ in extract(name, names, limit=_MOST_GUESSES)]
    return f" Did you mean {', '.join(close)}?" if close else ""


def root_of(desk: Desk) -> wire.Root:
    """The repository, as JSON forms name it."""
    return wire.Root(path=str(desk.repository))
