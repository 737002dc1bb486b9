"""What the rounds of a measure say together. Pure.

Invariant: two combinations are compared round by round: a ratio is the median of the rounds' own.
"""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from boocode_app.contracts.llama import BenchRatios, BenchRow, BenchSpread
from boocode_app.services.ion.variants import BASE, Variant

CLEARLY = 1.05
"""So many times as fast is faster; less is noise."""


@dataclass(frozen=True)
class Sample:
    """What one server did in one round. Tokens a second, milliseconds, tokens, bytes."""

    per_s: float
    together_per_s: float
    first_ms: float
    drafted: int
    accepted: int
    kv_bytes: int | None

    @property
    def speed(self) -> float:
        """For one asker and for two at once."""
        return math.sqrt(self.per_s * self.together_per_s)


def row_of(
    variant: Variant, arguments: list[str], samples: Sequence[Sample], defaults: Sequence[Sample]
) -> BenchRow:
    """The figures of `variant`, whose preset is `arguments`, against those of the defaults."""

    def spread(figure: Callable[[Sample], float]) -> BenchSpread:
        values = [figure(sample) for sample in samples]
        return BenchSpread(median=statistics.median(values), low=min(values), high=max(values))

    def ratio(figure: Callable[[Sample], float]) -> float:
        rounds = zip(samples, defaults, strict=True)
        return statistics.median(figure(ours) / figure(theirs) for ours, theirs in rounds)

    drafted = sum(sample.drafted for sample in samples)
    kv_bytes, kv_default = samples[0].kv_bytes, defaults[0].kv_bytes
    return BenchRow(
        k_cache=variant.k_cache,
        spec=variant.spec,
        slots=variant.slots,
        arguments=arguments,
        per_s=spread(lambda sample: sample.per_s),
        together_per_s=spread(lambda sample: sample.together_per_s),
        first_ms=spread(lambda sample: sample.first_ms),
        acceptance=sum(sample.accepted for sample in samples) / drafted if drafted else None,
        kv_bytes=kv_bytes,
        to_defaults=BenchRatios(
            per_s=ratio(lambda sample: sample.per_s),
            together_per_s=ratio(lambda sample: sample.together_per_s),
            first_ms=ratio(lambda sample: sample.first_ms),
            kv_bytes=kv_bytes / kv_default if kv_bytes and kv_default else None,
        ),
    )


def best_of(samples: Mapping[Variant, Sequence[Sample]]) -> Variant:
    """The base, unless others were clearly faster in every round: then the fastest of these, or one
    nearly as fast that takes less memory.
    """

    def gains(variant: Variant) -> list[float]:
        rounds = zip(samples[variant], samples[BASE], strict=True)
        return [ours.speed / theirs.speed for ours, theirs in rounds]

    faster = {
        variant: statistics.median(gains(variant))
        for variant in samples
        if min(gains(variant)) > CLEARLY
    }
    if not faster:
        return BASE
    near = [variant for variant, gain in faster.items() if gain * CLEARLY >= max(faster.values())]
    return min(near, key=lambda variant: (samples[variant][0].kv_bytes or 0, -faster[variant]))
