"""How the openspec commands print what they found: for people, or as one JSON document."""

import typer

from boocode_app.contracts import specs as wire
from boocode_app.contracts.base import Contract
from boocode_app.services.specs.desk import Tidied
from boocode_app.services.specs.plan import Plan
from boocode_app.services.specs.service import operations_of


def print_json(answer: Contract) -> None:
    """One JSON document."""
    typer.echo(answer.model_dump_json(indent=2, by_alias=True))


def print_findings(findings: list[wire.SpecFinding]) -> None:
    """A finding and its mend, a line each."""
    for finding in findings:
        line = f":{finding.line}" if finding.line else ""
        typer.echo(f"{finding.severity:7} {finding.path}{line}  [{finding.rule}] {finding.words}")
        typer.echo(f"        -> {finding.mend}")


def print_plan(done: Tidied, diff: str, applied: bool) -> None:
    """The diff, the steps, and what came of them."""
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


def print_status(told: wire.ChangeStatus | wire.FailedStatus) -> None:
    """The artifacts of one change."""
    if isinstance(told, wire.FailedStatus):
        typer.echo(f"{told.changeName}: {told.status[0].message}")
        return
    marks = {"done": "[x]", "skipped": "[-]", "ready": "[ ]", "blocked": "[!]"}
    done = sum(artifact.status == "done" for artifact in told.artifacts)
    typer.echo(f"{told.changeName}: {done} of {len(told.artifacts)} artifacts written")
    for artifact in told.artifacts:
        waits = f" (waits for {', '.join(artifact.missingDeps)})" if artifact.missingDeps else ""
        typer.echo(f"  {marks[artifact.status]} {artifact.id}{waits}")


def print_verdicts(verdicts: wire.ValidationReport, as_json: bool) -> int:
    """The verdicts; the exit code they call for."""
    if as_json:
        print_json(verdicts)
    else:
        for item in verdicts.items:
            typer.echo(f"{'ok  ' if item.valid else 'FAIL'} {item.type}/{item.id}")
            for issue in item.issues:
                line = f":{issue.line}" if issue.line else ""
                typer.echo(f"     {issue.level} {issue.path}{line}: {issue.message}")
        totals = verdicts.summary.totals
        typer.echo(f"{totals.passed} passed, {totals.failed} failed")
    return int(verdicts.summary.totals.failed > 0)
