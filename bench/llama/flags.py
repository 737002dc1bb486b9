"""What the base arguments do: memory of a q4_0 K cache, speed and decode calls of ngram-mod.

Every measure has a server of its own. Cold is its first answer, warm the ones after: the n-gram
table outlives an answer.
"""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from boocode_app.core.settings import Settings
from boocode_app.services.ion.trial import trial
from boocode_app.services.llama.arguments import Plan
from boocode_app.services.llama.demo import Kind, write_demo

CELLS = 8192
LAYERS = 32
"""With these a decode call takes milliseconds, as that of a real model."""
WARM = 3
ASKED = "Hello"
TEXTS: dict[str, tuple[Kind, float]] = {"repeating": ("looping", 0.0), "random": ("random", 1.0)}
"""The model that writes it, and the temperature: the random one would repeat itself at 0."""


@dataclass
class Speeds:
    """By text and speculation, one entry an answer: tokens a second, and decode calls a token."""

    per_s: dict[tuple[str, str, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    calls: dict[tuple[str, str, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    drafted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    accepted: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def plan_of(folder: Path, kind: Kind, **chosen: str) -> Plan:
    """One conversation on the demo model of `kind`."""
    model = folder / f"{kind}.gguf"
    if not model.exists():
        write_demo(model, kind, LAYERS)
    extra = tuple((f"--{name.replace('_', '-')}", value) for name, value in chosen.items())
    return Plan(model, alias=kind, context=CELLS, threads=1, slots=1, extra=extra)


async def cache_bytes(settings: Settings, folder: Path) -> dict[str, tuple[int, int]]:
    """Bytes of the K cache and of both, by the K cache's type, as llama-server's log says."""
    found = {}
    for kind in ("f16", "q4_0"):
        async with trial(plan_of(folder, "looping", cache_type_k=kind), settings) as server:
            assert server.k_bytes, "the log does not tell the cache's size"
            assert server.kv_bytes
            found[kind] = server.k_bytes, server.kv_bytes
    return found


async def measure_speculation(settings: Settings, folder: Path, tokens: int, rounds: int) -> Speeds:
    """Both kinds of text with and without ngram-mod, by turns."""
    speeds = Speeds()
    for _ in range(rounds):
        for text, (kind, temperature) in TEXTS.items():
            for spec in ("none", "ngram-mod"):
                plan = plan_of(folder, kind, spec_type=spec)
                async with trial(plan, settings) as server:
                    for number in range(1 + WARM):
                        before = await server.counted("n_decode_total")
                        answer = await server.ask(
                            ASKED, tokens, temperature=temperature, seed=number
                        )
                        calls = await server.counted("n_decode_total") - before
                        key = text, spec, "warm" if number else "cold"
                        speeds.per_s[key].append(answer.per_s)
                        speeds.calls[key].append(calls / answer.tokens)
                        speeds.drafted[text] += answer.timings.draft_tokens or 0
                        speeds.accepted[text] += answer.timings.draft_accepted or 0
    return speeds


def print_caches(found: dict[str, tuple[int, int]]) -> None:
    """The caches as a table."""
    print(f"| KV cache for {CELLS} cells | K | K and V |")
    print("|---|---|---|")
    for kind, (k_bytes, both) in found.items():
        print(f"| K cache {kind} | {k_bytes / 2**20:.2f} MiB | {both / 2**20:.2f} MiB |")
    k_ratio, ratio = (found["q4_0"][i] / found["f16"][i] for i in (0, 1))
    print(f"| q4_0 to f16 | {k_ratio:.2f} | {ratio:.2f} |\n")


def print_speeds(speeds: Speeds) -> None:
    """A row a text and state, with the ratio that counts."""
    print("| text | tok/s, none | tok/s, ngram-mod | ratio | decode calls a token | accepted |")
    print("|---|---|---|---|---|---|")
    for text in TEXTS:
        for state in ("cold", "warm"):
            plain, fast = ((text, spec, state) for spec in ("none", "ngram-mod"))
            ratio = statistics.median(speeds.per_s[fast]) / statistics.median(speeds.per_s[plain])
            calls = " to ".join(f"{statistics.median(speeds.calls[k]):.2f}" for k in (plain, fast))
            drafted = speeds.drafted[text]
            accepted = f"{speeds.accepted[text] / drafted:.0%}" if drafted else "nothing drafted"
            print(
                f"| {text}, {state} | {spread(speeds.per_s[plain])} | "
                f"{spread(speeds.per_s[fast])} | {ratio:.2f} | {calls} | {accepted} |"
            )
    print()


def spread(values: Sequence[float], digits: int = 0) -> str:
    """The median, with the least and the most."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"
