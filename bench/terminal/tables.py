"""The figures of a run, as tables for RESULTS.md."""

import statistics
from collections import defaultdict
from dataclasses import dataclass, field

BARE = "bare read loop"


@dataclass
class Figures:
    """By load (or whether flooded) and server, one entry a round.

    `speed` in MB/s, `cpu` in ms/MB, `echo` as p50 and p99 in ms, `memory` in KB, `replay` in s.
    """

    servers: list[str]
    speed: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    echo: dict[tuple[bool, str], list[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    memory: dict[str, list[float]] = field(default_factory=dict)
    replay: dict[str, list[float]] = field(default_factory=dict)


def print_tables(figures: Figures, loads: list[str], sessions: list[int]) -> None:
    """A row a measure, a column a server."""
    servers = figures.servers
    print("| | " + " | ".join([BARE, *servers]) + " |")
    print("|---" * (len(servers) + 2) + "|")
    for load in loads:
        speeds = [_with_spread(figures.speed[load, name]) for name in (BARE, *servers)]
        _row(f"{load}: MB/s", speeds)
    for load in loads:
        costs = [_with_spread(figures.cpu[load, name]) for name in servers]
        _row(f"{load}: server CPU, ms a MB", ["", *costs])
    for flooded, words in ((False, "idle"), (True, "another session floods")):
        echoes = [_echo(figures.echo[flooded, name]) for name in servers]
        _row(f"echo p50 / p99, {words}, ms", ["", *echoes])
    counts = ", ".join(map(str, sessions))
    weights = [" / ".join(f"{kb:.0f}" for kb in figures.memory[name]) for name in servers]
    _row(f"KB an idle session at {counts}", ["", *weights])
    replays = [figures.replay.get(name) for name in servers]
    _row("256 KB of replay, ms", ["", *(_milliseconds(seconds) for seconds in replays)])
    _print_ratios(figures, loads)


def _print_ratios(figures: Figures, loads: list[str]) -> None:
    print()
    for name in figures.servers:
        if "BooTerm" not in name:
            continue
        for other in (BARE, "ttyd", "terminado"):
            for load in loads:
                said = _ratio(figures.speed[load, name], figures.speed[load, other], "speed")
                said += _ratio(figures.cpu[load, name], figures.cpu[load, other], ", CPU a MB")
                if said:
                    print(f"{name} / {other}, {load}: {said}")
            for flooded in (False, True):
                ours, theirs = (_p50(figures.echo[flooded, one]) for one in (name, other))
                if said := _ratio(ours, theirs, "echo p50"):
                    print(f"{name} / {other}, {'flooded' if flooded else 'idle'}: {said}")


def _row(title: str, values: list[str]) -> None:
    print(f"| {title} | " + " | ".join(values) + " |")


def _p50(echoes: list[tuple[float, float]]) -> list[float]:
    return [p50 for p50, _ in echoes]


def _echo(echoes: list[tuple[float, float]]) -> str:
    p50, p99 = (statistics.median(values) for values in zip(*echoes, strict=True))
    return f"{p50:.2f} / {p99:.2f}"


def _with_spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def _milliseconds(seconds: list[float] | None) -> str:
    return f"{statistics.median(seconds) * 1000:.1f}" if seconds else ""


def _ratio(ours: list[float], theirs: list[float], what: str) -> str:
    """The median of the rounds' own ratios: what a busy machine did to a round, it did to both."""
    if not ours or not theirs:
        return ""
    return f"{what} {statistics.median(a / b for a, b in zip(ours, theirs, strict=True)):.2f}"
