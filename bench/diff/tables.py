"""The figures of a run, as tables for RESULTS.md."""

import os
import statistics
from typing import TYPE_CHECKING

from bench.diff.answers import Growth, Rounds
from bench.diff.repositories import MANY

if TYPE_CHECKING:
    from bench.diff.page import Look

FIRST_GOAL = 1.3
MEMORY_GOALS = {MANY: 4.0}
MEMORY_GOAL_OF_ONE = 12.0


def print_answers(name: str, figures: Rounds, growth: Growth) -> None:
    """One repository: times, ratios of each round, memory to the size of the diff."""
    print(f"\n{name}, a diff of {figures.size / 1e6:.1f} MB\n")
    print("| | measured | goal |")
    print("|---|---|---|")
    _row("`git diff HEAD`, whole, ms", _ms(figures.plain))
    _row("git with what the server asks of it, whole, ms", _ms(figures.asked))
    _row("the server's list, ms", _ms(figures.first))
    _row("the server's stream, whole, ms", _ms(figures.whole))
    _row("the first file's patch, opened, ms", _ms(figures.opened))
    _row("list to `git diff HEAD`", _ratio(figures.first, figures.plain), f"{FIRST_GOAL}")
    _row("list to git with what the server asks", _ratio(figures.first, figures.asked))
    _row("stream to `git diff HEAD`", _ratio(figures.whole, figures.plain))
    goal = MEMORY_GOALS.get(name, MEMORY_GOAL_OF_ONE)
    peaks = (growth.streaming / figures.size, growth.opening / figures.size)
    words = f"{peaks[0]:.1f} / {peaks[1]:.1f}"
    _row("peak growth to the diff's size, streaming / opening", words, f"{goal:.0f}")


def print_page(looks: "list[Look]") -> None:
    """A column a size of diff: time, then the main thread's CPU."""
    print(f"\nThe machine's load: {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores.\n")
    print("| | " + " | ".join(look.name for look in looks) + " | goal |")
    print("|---" * (len(looks) + 2) + "|")
    for name in looks[0].times:
        cells = [_time_and_cpu(look, name) for look in looks]
        _page_row(f"{name}, ms", cells, "300 / 800 / 800" if "first rows" in name else "150")
    worst = [f"{max(max(longest) for longest in look.freezes.values()):.0f}" for look in looks]
    _page_row("longest task of all, ms", worst, "200")
    _page_row("JavaScript heap, MB", [f"{look.heap_mb:.0f}" for look in looks])
    _page_row("elements", [f"{look.elements:,}" for look in looks])


def _time_and_cpu(look: "Look", name: str) -> str:
    """Nothing where this size of diff was not looked at in that way."""
    if name not in look.times:
        return ""
    return f"{_plain(look.times[name])}; CPU {_median(look.cpu[name])}"


def _page_row(title: str, values: list[str], goal: str = "") -> None:
    print(f"| {title} | " + " | ".join(values) + f" | {goal} |")


def _row(title: str, value: str, goal: str = "") -> None:
    print(f"| {title} | {value} | {goal} |")


def _ms(seconds: list[float]) -> str:
    return _plain([second * 1000 for second in seconds])


def _plain(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} ({min(values):.0f} to {max(values):.0f})"


def _median(values: list[float]) -> str:
    return f"{statistics.median(values):.0f}"


def _ratio(ours: list[float], theirs: list[float]) -> str:
    """The median of the rounds' own ratios: what a busy machine did to a round, it did to both."""
    return f"{statistics.median(a / b for a, b in zip(ours, theirs, strict=True)):.2f}"
