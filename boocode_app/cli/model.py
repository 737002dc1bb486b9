"""`boocode model ...`: which models there are, and what becomes of them.

All but `demo` and `args` ask the running sidecar.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Models for llama-server.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="A model's name, as `boocode model list` shows it.")]


class DemoKind(StrEnum):
    """What the demo model does."""

    scripted = "scripted"
    looping = "looping"
    random = "random"


class DownloadVerb(StrEnum):
    """What becomes of a download."""

    watch = "watch"
    pause = "pause"
    resume = "resume"
    cancel = "cancel"


@app.command()
def demo(
    kind: Annotated[
        DemoKind,
        typer.Option(help="scripted: says one text; looping: never stops; random: noise."),
    ] = DemoKind.scripted,
    out: Annotated[
        Path | None, typer.Option(help="Where to write it; default: the models folder.")
    ] = None,
) -> None:
    """Write a tiny model that talks nonsense, to see everything work without a download."""
    from boocode_app.core.settings import DEMO_MODEL, load_settings
    from boocode_app.services.llama.demo import write_demo

    name = DEMO_MODEL if kind == DemoKind.scripted else kind.value
    file = write_demo(out or load_settings().models_folder / f"{name}.gguf", kind.value)
    typer.echo(f"Wrote {file} ({file.stat().st_size / 1e6:.1f} MB).")
    typer.echo("It is no language model: whatever you ask, it talks nonsense from a fixed script.")
    typer.echo("A real one: BOOCODE_MODEL=/path/to/model.gguf ./boocode up")


@app.command("list")
def list_models() -> None:
    """Show the models: * marks the default, then name, state, size, and what was chosen for it."""
    from boocode_app.cli.model_work import list_lines

    for line in list_lines():
        typer.echo(line)


@app.command()
def add(
    source: Annotated[
        str,
        typer.Argument(
            help="A GGUF file, a Hugging Face reference (org/repo:Q4_K_M), or the base URL of an "
            "OpenAI-compatible server (http://127.0.0.1:8000/v1)."
        ),
    ],
    name: Annotated[str | None, typer.Option(help="What to call it here.")] = None,
    model: Annotated[str | None, typer.Option(help="Which of a server's models.")] = None,
    key_file: Annotated[Path | None, typer.Option(help="A file with the key of a server.")] = None,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Let a download go on alone.")] = False,
) -> None:
    """Add a model. One from Hugging Face is fetched; Ctrl-C leaves that to the sidecar."""
    from boocode_app.cli.model_work import add_model, run

    run(add_model(source, name, model, key_file, wait=not no_wait))


@app.command()
def remove(
    name: Name,
    file: Annotated[
        bool, typer.Option("--file", help="Delete its file too, in the models folder.")
    ] = False,
) -> None:
    """Forget a model that nobody uses."""
    from boocode_app.cli.model_work import remove_model, run

    run(remove_model(name, file=file))


@app.command()
def load(name: Name) -> None:
    """Load a model, and wait until it is ready."""
    from boocode_app.cli.model_work import load_model, run

    run(load_model(name))


@app.command()
def unload(name: Name) -> None:
    """End the server of a model."""
    from boocode_app.cli.model_work import run, unload_model

    run(unload_model(name))


@app.command()
def pin(name: Name) -> None:
    """Keep a model loaded, however long nobody uses it."""
    from boocode_app.cli.model_work import pin_model, run

    run(pin_model(name, pinned=True))


@app.command()
def unpin(name: Name) -> None:
    """Let a model be unloaded when it is idle."""
    from boocode_app.cli.model_work import pin_model, run

    run(pin_model(name, pinned=False))


@app.command()
def logs(
    name: Name,
    lines: Annotated[int, typer.Option("-n", "--lines", min=0, max=2000)] = 50,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on until Ctrl-C.")] = False,
) -> None:
    """Show the end of a server's log."""
    from boocode_app.cli.model_work import run, show_log

    run(show_log(name, lines, follow=follow))


@app.command()
def download(
    name: Name,
    act: Annotated[
        DownloadVerb, typer.Argument(help="watch: wait until it is here.")
    ] = DownloadVerb.watch,
) -> None:
    """Watch, pause, resume or cancel the download of a model."""
    from boocode_app.cli.model_work import act_on_download, run

    run(act_on_download(name, act.value))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def args(context: typer.Context, name: Name) -> None:
    """Show the arguments with which a model would run, with FLAGS laid over them; or why not."""
    from boocode_app.cli.model_args import argument_lines

    for line in argument_lines(name, context.args):
        typer.echo(line)
