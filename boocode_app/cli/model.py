"""`boocode model ...`: the demo model, and which models there are."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Models for llama-server.", no_args_is_help=True)


class DemoKind(StrEnum):
    """What the demo model does."""

    scripted = "scripted"
    looping = "looping"
    random = "random"


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
    """Show the models that BooCode can run; * marks the one that runs from the start."""
    from boocode_app.core.settings import load_settings
    from boocode_app.services.llama.models import Models

    models = Models(load_settings())
    default = models.default.name
    for model in models.all():
        size = f"{model.size / 1e9:.2f} GB" if model.size is not None else "not there"
        typer.echo(f"{'*' if model.name == default else ' '} {model.name}  {size}  {model.path}")
