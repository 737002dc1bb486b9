"""`boocode openspec ...`: any repository's change proposals, read, judged, tidied and archived.

Commands and JSON forms are those that the reference OpenSpec CLI's users know. Invariant: with
`--json`, stdout holds one JSON document, also when the command is refused; a refusal exits with 1.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from boocode_app.cli.openspec_print import print_verdicts
from boocode_app.cli.openspec_work import (
    kind_of,
    root_of,
    run_archive,
    run_doctor,
    run_list,
    run_new,
    run_show,
    run_status,
    run_tidy,
    wanted_items,
    with_refusal,
)
from boocode_app.contracts import specs as wire
from boocode_app.core.errors import InvalidInput
from boocode_app.services.specs import report
from boocode_app.services.specs.archiving import ArchiveOptions
from boocode_app.services.specs.desk import desk_at

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


@app.command()
def doctor(path: Where = _HERE, as_json: Json = False) -> None:
    """List what is wrong with an openspec/ tree, and what would mend it."""
    with_refusal(as_json, "doctor_error", lambda: run_doctor(path, as_json))


@app.command()
def tidy(
    path: Where = _HERE,
    apply: Annotated[bool, typer.Option("--apply", help="Carry the plan out.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Despite uncommitted changes.")] = False,
    as_json: Json = False,
) -> None:
    """Show the plan that tidies the tree, as a diff; with --apply, carry it out."""
    with_refusal(as_json, "tidy_error", lambda: run_tidy(path, apply, force, as_json))


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
        as_json,
        "change_error",
        lambda: run_new(wanted, goal, description, as_json),
        wire.NewRefusal,
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
    with_refusal(as_json, "list_error", lambda: run_list(specs and not changes, order, as_json))


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
        as_json, "show_error", lambda: run_show(name, item_type, scenarios, requirement, as_json)
    )


@app.command()
def status(
    change: Annotated[str, typer.Option("--change", help="The change.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every active change.")] = False,
    as_json: Json = False,
) -> None:
    """Tell which artifacts of a change are written."""
    with_refusal(as_json, "change_error", lambda: run_status(change, every, as_json))


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
        tree, root = desk.tree(), root_of(desk)
        if archived:
            return print_verdicts(report.archive_verdicts(tree, root), as_json)
        wanted = wanted_items(tree, every or changes, every or specs)
        if name and not wanted:
            wanted = [(kind_of(tree, name, item_type), name)]
        if not wanted:
            raise InvalidInput("Nothing to validate: name an item, or say --all", field="name")
        return print_verdicts(report.verdicts(tree, root, wanted, strict=strict), as_json)

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
        lambda: run_archive(name, options, as_json),
        wire.ArchiveRefusal,
    )
