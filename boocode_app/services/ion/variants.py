"""The combinations of arguments that are measured against one another.

Invariant: each differs from the base by flags that a preset may set.
"""

from dataclasses import dataclass
from itertools import product

from boocode_app.services.llama.arguments import K_CACHE_TYPE, SLOTS, SPEC_TYPE, Pairs


@dataclass(frozen=True)
class Variant:
    """A type of the K cache, a kind of speculation, and so many conversations at once."""

    k_cache: str
    spec: str
    slots: int

    @property
    def pairs(self) -> Pairs:
        """All three as arguments."""
        return (
            ("--cache-type-k", self.k_cache),
            ("--spec-type", self.spec),
            ("--parallel", str(self.slots)),
        )

    def over(self, chosen: Pairs) -> Pairs:
        """The shortest preset that runs this with the rest of `chosen`: the base goes unsaid."""
        base = dict(BASE.pairs)
        ours = dict(self.pairs)
        kept = tuple(pair for pair in chosen if pair[0] not in ours)
        return (*kept, *((flag, value) for flag, value in self.pairs if base[flag] != value))

    def __str__(self) -> str:
        return f"{self.k_cache}, {self.spec}, {self.slots} slot" + ("s" if self.slots > 1 else "")


BASE = Variant(K_CACHE_TYPE, SPEC_TYPE, SLOTS)
DEFAULTS = Variant("f16", "none", 1)
"""What llama-server would do by itself for one conversation."""
MATRIX = tuple(
    Variant(k_cache, spec, slots)
    for slots, k_cache, spec in product((1, SLOTS), ("f16", K_CACHE_TYPE), ("none", SPEC_TYPE))
)
