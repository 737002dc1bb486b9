"""`boocode openspec ...`: any repository's change proposals, read, judged, tidied and archived.

Commands and JSON forms are those that the reference OpenSpec CLI's users know. Invariant: with
`--json`, stdout holds one JSON document, also when the command is refused; a refusal exits with 1.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from boocode_app.contracts import specs as wire
from boocode_app.contracts.base import Contract
from boocode_app.core.errors import BooError, InvalidInput, NotFound
from boocode_app.services.specs import preview, report
from boocode_app.services.specs.archiving import ArchiveOptions, Blocked
from boocode_app.services.specs.desk import FOLDER, Desk, Tidied, desk_at
from boocode_app.services.specs.plan import Plan
from boocode_app.services.specs.report import Kind
from boocode_app.services.specs.service import finding_of, operations_of
from boocode_app.services.specs.tree import Tree

app = typer.Typer(
    help="Change proposals: the openspec/ folder of a repository.",
    no_args_is_help=True,
    add_completion=False,
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Where = Annotated[Path, typer.Argument(help="A repository, or its openspec/ folder.")]
Type = Annotated[str, typer.Option("--type", help="change or spec, where a name is both.")]
Quiet = Annotated[bool, typer.Option("--no-interactive", help="Ask nothing (it never does).")]
_HERE = Path()
_MOST_GUESSES = 5


class _UnknownItem(NotFound):
    """There is no change and no spec of this name, or there are both."""

    def __init__(self, detail: str, code: str) -> None:
        super().__init__(detail)
        self.code = code


@app.command()
def doctor(path: Where = _HERE, as_json: Json = False) -> None:
    """List what is wrong with an openspec/ tree, and what would mend it."""
    with_refusal(as_json, "doctor_error", lambda: _doctor(path, as_json))


@app.command()
def tidy(
    path: Where = _HERE,
    apply: Annotated[bool, typer.Option("--apply", help="Carry the plan out.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Despite uncommitted changes.")] = False,
    as_json: Json = False,
) -> None:
    """Show the plan that tidies the tree, as a diff; with --apply, carry it out."""
    with_refusal(as_json, "tidy_error", lambda: _tidy(path, apply, force, as_json))


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="A name, or `change` and then the name.")],
    second: Annotated[str, typer.Argument(hidden=True)] = "",
    goal: Annotated[str, typer.Option(help="Kept in .openspec.yaml.")] = "",
    description: Annotated[str, typer.Option(help="Written to its README.md.")] = "",
    as_json: Json = False,
) -> None:
    """Open a change."""
    wanted = second if name == "change" and second else name
    with_refusal(
        as_json, "change_error", lambda: _new(wanted, goal, description, as_json), wire.NewRefusal
    )


@app.command("list")
def list_items(
    specs: Annotated[bool, typer.Option("--specs", help="Capabilities, not changes.")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="Changes (the default).")] = False,
    sort: Annotated[str, typer.Option(help="recent or name")] = "recent",
    as_json: Json = False,
) -> None:
    """List the changes with their progress, or the capabilities."""
    order: Literal["recent", "name"] = "name" if sort == "name" else "recent"
    with_refusal(as_json, "list_error", lambda: _list(specs and not changes, order, as_json))


@app.command()
def show(
    name: Annotated[str, typer.Argument()],
    as_json: Json = False,
    item_type: Type = "",
    deltas_only: Annotated[bool, typer.Option("--deltas-only", hidden=True)] = False,
    requirements: Annotated[bool, typer.Option("--requirements")] = False,
    no_scenarios: Annotated[bool, typer.Option("--no-scenarios")] = False,
    requirement: Annotated[int | None, typer.Option("-r", "--requirement")] = None,
    no_interactive: Quiet = False,
) -> None:
    """Show a change or a capability."""
    scenarios = not (requirements or no_scenarios)
    with_refusal(
        as_json, "show_error", lambda: _show(name, item_type, scenarios, requirement, as_json)
    )


@app.command()
def status(
    change: Annotated[str, typer.Option("--change", help="The change.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every active change.")] = False,
    as_json: Json = False,
) -> None:
    """Tell which artifacts of a change are written."""
    with_refusal(as_json, "change_error", lambda: _status(change, every, as_json))


@app.command()
def validate(
    name: Annotated[str, typer.Argument()] = "",
    every: Annotated[bool, typer.Option("--all")] = False,
    changes: Annotated[bool, typer.Option("--changes")] = False,
    specs: Annotated[bool, typer.Option("--specs")] = False,
    archived: Annotated[bool, typer.Option("--archived", help="Are all boxes checked?")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    item_type: Type = "",
    as_json: Json = False,
    no_interactive: Quiet = False,
) -> None:
    """Judge changes and capabilities."""

    def judge() -> int:
        desk = desk_at(_HERE)
        tree, root = desk.tree(), _root(desk)
        if archived:
            return _judged(report.archive_verdicts(tree, root), as_json)
        wanted = _wanted(tree, every or changes, every or specs)
        if name and not wanted:
            wanted = [(_kind(tree, name, item_type), name)]
        if not wanted:
            raise InvalidInput("Nothing to validate: name an item, or say --all", field="name")
        return _judged(report.verdicts(tree, root, wanted, strict=strict), as_json)

    with_refusal(as_json, "unknown_item", judge)


@app.command()
def archive(
    name: Annotated[str, typer.Argument()],
    tag: Annotated[str | None, typer.Option("--tag", help="The tag it shipped in.")] = None,
    yes: Annotated[bool, typer.Option("-y", "--yes", help="Also with open tasks.")] = False,
    skip_specs: Annotated[bool, typer.Option("--skip-specs", help="Merge no deltas.")] = False,
    no_validate: Annotated[bool, typer.Option("--no-validate", help="Unjudged.")] = False,
    as_json: Json = False,
) -> None:
    """Put a shipped change into the archive and its deltas into specs/."""
    options = ArchiveOptions(tag, yes, skip_specs, not no_validate)
    with_refusal(
        as_json,
        "archive_change_not_found",
        lambda: _archive(name, options, as_json),
        wire.ArchiveRefusal,
    )


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
            _print(form(status=[told]))
        else:
            typer.echo(" ".join(part for part in (error.detail, fix) if part), err=True)
        raise typer.Exit(1) from None
    raise typer.Exit(left or 0)


def _doctor(path: Path, as_json: bool) -> int:
    desk = desk_at(path)
    findings = [finding_of(finding) for finding in asyncio.run(desk.examine())]
    totals = dict.fromkeys(("error", "warning", "info"), 0)
    for finding in findings:
        totals[finding.severity] += 1
    if as_json:
        _print(wire.DoctorReport(findings=findings, totals=totals, root=_root(desk)))
    else:
        _print_findings(findings)
        typer.echo(", ".join(f"{count} {name}" for name, count in totals.items()))
    return int(totals["error"] + totals["warning"] > 0)


def _tidy(path: Path, apply: bool, force: bool, as_json: bool) -> None:
    desk = desk_at(path)
    done, diff = asyncio.run(_carried_out(desk, apply, force))
    if as_json:
        _print(
            wire.TidyReport(
                applied=apply and bool(done.plan),
                operations=operations_of(done.plan),
                diff=diff,
                mended=[finding_of(finding) for finding in done.mended],
                left=[finding_of(finding) for finding in done.left],
                root=_root(desk),
            )
        )
    elif not done.plan:
        typer.echo("Nothing to tidy.")
    else:
        _print_plan(done, diff, apply)


async def _carried_out(desk: Desk, apply: bool, force: bool) -> tuple[Tidied, str]:
    plan, seen = await desk.plan()
    diff = await preview.render(plan)
    if apply:
        return await desk.tidy(seen, force=force), diff
    return Tidied(plan, [], []), diff


def _new(name: str, goal: str, description: str, as_json: bool) -> None:
    try:
        desk = desk_at(_HERE)
    except NotFound:
        desk = Desk(_HERE.absolute() / FOLDER)
        desk.root.mkdir()
    folder = desk.new(name, goal=goal, description=description)
    created = wire.CreatedChange(
        id=name,
        path=str(folder),
        metadataPath=str(folder / ".openspec.yaml"),
        schema_=desk.tree().default_schema,
    )
    if as_json:
        _print(wire.NewReport(change=created, root=_root(desk)))
    else:
        typer.echo(f"Created {folder}: write its proposal.md, specs/, design.md and tasks.md.")


def _list(specs: bool, order: Literal["recent", "name"], as_json: bool) -> None:
    desk = desk_at(_HERE)
    tree, root = desk.tree(), _root(desk)
    if specs:
        capabilities = report.specs(tree, root)
        if as_json:
            _print(capabilities)
        for row in [] if as_json else capabilities.specs:
            typer.echo(f"{row.id:40} {row.requirementCount:3} requirements")
        return
    changes = report.changes(tree, root, order)
    if as_json:
        _print(changes)
    for change in [] if as_json else changes.changes:
        typer.echo(f"{change.name:40} {change.completedTasks:3}/{change.totalTasks} tasks")


def _show(name: str, item_type: str, scenarios: bool, only: int | None, as_json: bool) -> None:
    desk = desk_at(_HERE)
    tree, root = desk.tree(), _root(desk)
    if _kind(tree, name, item_type) == "spec":
        if as_json:
            _print(report.show_spec(tree, root, name, scenarios=scenarios, only=only))
        else:
            path = desk.root / "specs" / name / "spec.md"
            typer.echo(path.read_text("utf-8", "replace"))
        return
    if as_json:
        _print(report.show_change(tree, root, name))
        return
    batch = tree.batch(name)
    text = batch.text("proposal.md") if batch else None
    if text is None:
        raise InvalidInput(f"Change {name!r} has no proposal.md yet", field="name")
    typer.echo(text)


def _status(change: str, every: bool, as_json: bool) -> int:
    desk = desk_at(_HERE)
    tree, root = desk.tree(), _root(desk)
    batches = sorted(tree.active, key=lambda batch: batch.name)
    names = ", ".join(batch.name for batch in batches) or "none"
    if not every and not change and batches:
        raise InvalidInput(f"Say --change NAME, or --all. Active changes: {names}", field="change")
    if change and not every:
        batches = [batch for batch in batches if batch.name == change]
        if not batches:
            raise NotFound(f"Change {change!r} not found. Active changes: {names}")
    if not every and batches:
        told = report.status(tree, root, batches[0])
        _print(told.model_copy(update={"root": root})) if as_json else _print_status(told)
        return 0
    listed = report.statuses(tree, root, batches)
    for one in [] if as_json else listed.changes:
        _print_status(one)
    if as_json:
        _print(listed)
    return int(any(isinstance(one, wire.FailedStatus) for one in listed.changes))


def _archive(name: str, options: ArchiveOptions, as_json: bool) -> None:
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
        _print(wire.ArchiveReport(archive=put_away, root=_root(desk)))
        return
    typer.echo(f"Archived {name} as {done.name}; {len(merged)} capabilities updated.")
    if options.tag is None:
        typer.echo('No --tag: its proposal says no "Shipped in:" yet, and the doctor will ask.')


def _judged(verdicts: wire.ValidationReport, as_json: bool) -> int:
    if as_json:
        _print(verdicts)
    else:
        for item in verdicts.items:
            typer.echo(f"{'ok  ' if item.valid else 'FAIL'} {item.type}/{item.id}")
            for issue in item.issues:
                line = f":{issue.line}" if issue.line else ""
                typer.echo(f"     {issue.level} {issue.path}{line}: {issue.message}")
        totals = verdicts.summary.totals
        typer.echo(f"{totals.passed} passed, {totals.failed} failed")
    return int(verdicts.summary.totals.failed > 0)


def _wanted(tree: Tree, changes: bool, specs: bool) -> list[tuple[Kind, str]]:
    """The items to judge. A kind that was asked for and has none stands there without a name."""
    wanted: list[tuple[Kind, str]] = []
    if changes:
        wanted.append(("change", ""))
        wanted += [("change", batch.name) for batch in tree.active]
    if specs:
        wanted.append(("spec", ""))
        wanted += [("spec", name) for name in tree.capabilities]
    return wanted


def _kind(tree: Tree, name: str, item_type: str) -> Kind:
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


def _root(desk: Desk) -> wire.Root:
    return wire.Root(path=str(desk.repository))


def _print(answer: Contract) -> None:
    typer.echo(answer.model_dump_json(indent=2, by_alias=True))


def _print_findings(findings: list[wire.SpecFinding]) -> None:
    for finding in findings:
        line = f":{finding.line}" if finding.line else ""
        typer.echo(f"{finding.severity:7} {finding.path}{line}  [{finding.rule}] {finding.words}")
        typer.echo(f"        -> {finding.mend}")


def _print_plan(done: Tidied, diff: str, applied: bool) -> None:
    typer.echo(diff)
    _print_steps(done.plan)
    if not applied:
        typer.echo("Nothing was changed. `tidy --apply` carries this out.")
        return
    typer.echo(f"Done: {len(done.mended)} findings mended, {len(done.left)} left.")


def _print_steps(plan: Plan) -> None:
    for step in operations_of(plan):
        to = f" -> {step.to}" if step.to else ""
        typer.echo(f"{step.verb:8} {step.path}{to}  ({step.words})")


def _print_status(told: wire.ChangeStatus | wire.FailedStatus) -> None:
    if isinstance(told, wire.FailedStatus):
        typer.echo(f"{told.changeName}: {told.status[0].message}")
        return
    marks = {"done": "[x]", "skipped": "[-]", "ready": "[ ]", "blocked": "[!]"}
    done = sum(artifact.status == "done" for artifact in told.artifacts)
    typer.echo(f"{told.changeName}: {done} of {len(told.artifacts)} artifacts written")
    for artifact in told.artifacts:
        waits = f" (waits for {', '.join(artifact.missingDeps)})" if artifact.missingDeps else ""
        typer.echo(f"  {marks[artifact.status]} {artifact.id}{waits}")
