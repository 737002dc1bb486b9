"""`boocode ion ...`: what is measured on this machine."""

import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from boocode_app.contracts.llama import LlamaBench

app = typer.Typer(help="Measure models on this machine.", no_args_is_help=True)
CANCELLED = 130
PROMPT_END = "---"


@app.callback()
def ion() -> None:
    """The inference optimization network."""


@app.command()
def bench(
    model: Annotated[str | None, typer.Argument(help="Default: the default model.")] = None,
    prompts: Annotated[
        Path | None,
        typer.Option(help="A text file with your own prompts, `---` on a line between them."),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, max=20, help="More rounds, less noise.")] = 2,
    tokens: Annotated[int, typer.Option(min=8, max=4096, help="The length of an answer.")] = 128,
    apply: Annotated[
        bool, typer.Option("--apply", help="Keep the best as the model's preset.")
    ] = False,
) -> None:
    """Measure which K cache, speculation and number of slots run a model fastest here.

    On servers of its own, beside those that run. Takes some minutes; Ctrl-C keeps nothing.
    """
    from boocode_app.cli.ion_print import print_bench, print_step
    from boocode_app.services.ion.bench import PROMPTS, Bench
    from boocode_app.wiring import house

    asked = prompts_in(prompts) if prompts else PROMPTS
    chosen = house().models.named(model) if model else house().models.default
    house().models.provide(chosen)
    measure = Bench(chosen, house().presets.pairs(chosen.name), asked, tokens, rounds)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        result = asyncio.run(measure.run(house().settings, print_step))
    except KeyboardInterrupt:
        typer.echo("\nCancelled: nothing runs on, and nothing was kept.", err=True)
        raise typer.Exit(CANCELLED) from None
    file = house().results.keep(result)
    print_bench(result)
    typer.echo(f"Kept in {file}, and shown on the page of the model.")
    if apply:
        apply_best(result)


def apply_best(result: "LlamaBench") -> None:
    """Keep the best as the preset, and say what that means."""
    from boocode_app.services.ion.presets import off_base
    from boocode_app.wiring import house

    arguments = result.rows[result.best].arguments
    house().presets.keep(result.model, arguments)
    told = " ".join(arguments) or "the base arguments"
    typer.echo(f"From its next load on, {result.model!r} runs with {told}.")
    for words in off_base(arguments):
        typer.echo(f"  {words}.")


def prompts_in(file: Path) -> list[str]:
    """The prompts of a text file. Raises InvalidInput where there are none."""
    from boocode_app.core.errors import InvalidInput

    try:
        lines = file.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise InvalidInput(f"--prompts {str(file)!r} cannot be read: {fault}") from fault
    prompts = [""]
    for line in lines:
        if line.strip() == PROMPT_END:
            prompts.append("")
        else:
            prompts[-1] += line + "\n"
    if found := [prompt.strip() for prompt in prompts if prompt.strip()]:
        return found
    raise InvalidInput(f"--prompts {str(file)!r} holds no prompt")
