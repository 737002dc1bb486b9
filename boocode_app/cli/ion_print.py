"""How `boocode ion bench` prints: a line a measure while it runs, and the table at its end."""

import sys

import typer

from boocode_app.contracts.llama import BenchRow, LlamaBench
from boocode_app.services.ion.bench import Step
from boocode_app.services.ion.variants import BASE, Variant

HEAD = (
    *("K cache", "speculation", "slots", "tok/s alone", "two at once", "first token"),
    *("accepted", "KV cache"),
)


def print_step(step: Step) -> None:
    """On stderr: what came of each measure and, where a person looks on, what is being measured."""
    where = f"[{step.number:{len(str(step.of))}}/{step.of}] {step.variant!s:24}"
    if step.sample is not None:
        figures = f"{step.sample.per_s:.1f} tok/s, first token after {step.sample.first_ms:.0f} ms"
        typer.echo(f"{where} {figures}", err=True)
    elif sys.stderr.isatty():
        typer.echo(f"{where} ...\r", err=True, nl=False)


def print_bench(bench: LlamaBench) -> None:
    """Each combination, with its ratios to llama-server's defaults; > marks the best."""
    typer.echo(
        f"\n{bench.model}: {bench.prompts} prompts of up to {bench.tokens} tokens, {bench.rounds} "
        f"rounds. In brackets: times what llama-server does by itself.\n"
    )
    rows = [HEAD, *(_cells(row) for row in bench.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows, start=-1):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo(f"{'>' if number == bench.best else ' '} {'  '.join(cells)}".rstrip())
    best = bench.rows[bench.best]
    variant = Variant(best.k_cache, best.spec, best.slots)
    if variant == BASE:
        why = "nothing else was clearly faster in every round"
    else:
        why = "clearly faster in every round than what BooCode passes by itself"
    typer.echo(f"\nBest here: {variant}: {why}.")


def _cells(row: BenchRow) -> tuple[str, ...]:
    to = row.to_defaults
    accepted = "" if row.acceptance is None else f"{row.acceptance:.0%}"
    kv_ratio = "" if to.kv_bytes is None else f" ({to.kv_bytes:.2f})"
    kv_cache = "" if row.kv_bytes is None else f"{row.kv_bytes / 2**20:.0f} MiB{kv_ratio}"
    return (
        row.k_cache,
        row.spec,
        str(row.slots),
        f"{row.per_s.median:.1f} ({to.per_s:.2f})",
        f"{row.together_per_s.median:.1f} ({to.together_per_s:.2f})",
        f"{row.first_ms.median:.0f} ms ({to.first_ms:.2f})",
        accepted,
        kv_cache,
    )
