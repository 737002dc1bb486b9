"""The commands and their options. What they do stands in the modules beside this one.

Invariant: a person sees words, never a traceback, for whatever BooCode itself foresees: bad
settings exit with 2, any other BooError with 1.
"""

import sys
from typing import Annotated, NoReturn

import typer

from boocode_app.cli.model import app as model
from boocode_app.core.errors import BooError, SettingsError

app = typer.Typer(
    help="A self-hosted workbench for coding with local language models.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(model, name="model")

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def main() -> None:
    """Run the command that the arguments name."""
    if sys.argv[1:2] != ["up"]:  # `up` starts in an instant: it imports no other room's command
        from boocode_app.cli.ion import app as ion
        from boocode_app.cli.openspec import app as openspec
        from boocode_app.cli.pty import app as pty

        app.add_typer(ion, name="ion")
        app.add_typer(openspec, name="openspec")
        app.add_typer(pty, name="pty")
    try:
        app(prog_name="boocode")
    except SettingsError as error:
        _leave(error, 2)
    except BooError as error:
        _leave(error, 1)


@app.command()
def up(
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
) -> None:
    """Start BooCode and watch over it until Ctrl-C."""
    from boocode_app.cli.up import run

    run(open_browser=not no_open)


@app.command()
def dev() -> None:
    """Start BooCode from the sources, with hot reload."""
    from boocode_app.cli.dev import run

    run()


@app.command("test", context_settings=PASS_ON)
def run_tests(
    context: typer.Context,
    slow: Annotated[bool, typer.Option("--slow", help="Run the slow tests instead.")] = False,
) -> None:
    """Run the tests; further arguments go to pytest."""
    from boocode_app.cli.tests import run

    raise typer.Exit(run(context.args, slow=slow))


@app.command()
def check() -> None:
    """Format, lint, types, import rules."""
    from boocode_app.cli.check import run

    raise typer.Exit(run())


@app.command()
def build(
    lock: Annotated[
        bool, typer.Option("--lock", help="Also write the npm versions it took to reflex.lock/.")
    ] = False,
) -> None:
    """Compile the front end into the cache, where it is not there yet."""
    from boocode_app.cli.frontend import build_frontend, keep_lock
    from boocode_app.core.settings import load_settings

    settings = load_settings()
    typer.echo(build_frontend(settings))
    if lock:
        keep_lock(settings)


@app.command()
def link() -> None:
    """Print a fresh one-time login link."""
    from boocode_app.cli.addresses import login_link
    from boocode_app.core.settings import load_settings

    typer.echo(login_link(load_settings()))


@db.command()
def upgrade() -> None:
    """Bring the database to this version's revision."""
    from boocode_app.core import migrations
    from boocode_app.core.settings import load_settings

    typer.echo(f"The database is at revision {migrations.upgrade(load_settings())}.")


@db.command()
def current() -> None:
    """Print the revision of the database, and the newest one."""
    from boocode_app.core import migrations
    from boocode_app.core.settings import load_settings

    found = migrations.current(load_settings())
    typer.echo(f"{found or 'no revision yet'} (newest: {migrations.newest()})")


def _leave(error: BooError, status: int) -> NoReturn:
    print(f"boocode: {error.detail}", file=sys.stderr)
    sys.exit(status)
