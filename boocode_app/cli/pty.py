"""`boocode pty ...`: the terminals of the running BooTerm, from a terminal.

Invariant: what it is told in words is told on stderr; stdout holds what was asked for.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from boocode_app.cli.columns import aligned
from boocode_app.contracts.terminals import PtySession
from boocode_app.core.ids import utc_now

app = typer.Typer(help="Terminals: list them, sit down at one, record one.", no_args_is_help=True)
SessionId = Annotated[str, typer.Argument(help="A session's id, or the beginning of it.")]


@app.command("list")
def list_sessions(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List all sessions."""
    import asyncio

    from boocode_app.cli.pty_attach import sessions

    listed = asyncio.run(sessions())
    if as_json:
        typer.echo(listed.model_dump_json(indent=2))
    else:
        for line in table(listed.sessions, utc_now()):
            typer.echo(line)


@app.command()
def attach(
    session_id: SessionId,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Type in an agent's session, until you leave.")
    ] = False,
) -> None:
    """Sit down at a session. Ctrl-] leaves it, and it goes on."""
    import asyncio

    from boocode_app.cli.pty_attach import attach_to

    raise typer.Exit(asyncio.run(attach_to(session_id, take_over=take_over)))


@app.command()
def record(
    session_id: SessionId,
    file: Annotated[Path, typer.Argument(help="Where to write it, as asciicast v2.")],
    until_now: Annotated[
        bool, typer.Option("--until-now", help="Do not wait for what follows.")
    ] = False,
) -> None:
    """Record a session until it ends, or until Ctrl-C."""
    import asyncio

    from boocode_app.cli.pty_record import record_to

    try:
        asyncio.run(record_to(session_id, file, follow=not until_now))
    except KeyboardInterrupt:
        typer.echo("", err=True)
    typer.echo(f"{file}: play it with `asciinema play`.", err=True)


def table(sessions: list[PtySession], now: datetime) -> list[str]:
    """The sessions as aligned lines, under a line of names."""
    rows = [("ID", "STATUS", "AGE", "SIZE", "VIEWERS", "AGENT", "TITLE")]
    rows += [
        (
            one.id,
            _state(one),
            _age((now - one.createdAt).total_seconds()),
            f"{one.cols}x{one.rows}",
            str(one.viewers),
            _printable(one.agentId or "-"),
            _printable(one.title),
        )
        for one in sessions
    ]
    return aligned(rows)


def _state(session: PtySession) -> str:
    how = session.signal if session.exitCode is None else str(session.exitCode)
    return session.status if how is None else f"{session.status} ({how})"


def _age(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{max(0, int(seconds))}s"


def _printable(text: str) -> str:
    """`text` without what a terminal would obey."""
    return "".join(char if char.isprintable() else "?" for char in text)
