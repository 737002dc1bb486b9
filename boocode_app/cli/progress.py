"""Tells how a long step goes: one live line on a terminal, a line a phase anywhere else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[str], None]


def say(text: str) -> None:
    """One line, at once."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[Report]:
    """A step that takes a while; call what it gives with the name of each phase."""
    began = time.monotonic()
    if sys.stdout.isatty():
        with _live_line(title, began) as report:
            yield report
    else:
        say(f"{title} ...")
        yield lambda phase: say(f"{title}: {phase} ({time.monotonic() - began:.0f} s)")
    say(f"{title}: done in {time.monotonic() - began:.1f} s")


@contextmanager
def _live_line(title: str, began: float) -> Iterator[Report]:
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda phase: progress.update(task, description=f"{title}: {phase}")
