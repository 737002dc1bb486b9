"""How much memory a model takes, and whether it fits: known before anything is started.

Pure. Sizes in bytes. An estimate on the safe side: weights, the KV cache of all slots in the chosen
types, and what llama-server computes in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from boocode_app.services.llama.arguments import Plan
from boocode_app.services.llama.machine import Machine
from boocode_app.services.llama.shelf.gguf_header import GgufHeader

BITS = {"q4_0": 4.5, "f16": 16.0, "bf16": 16.0, "f32": 32.0}
"""Of one element of a cache."""
COMPUTED_IN = 128 * 2**20
COMPUTED_SHARE = 0.02
RAM_SHARE, GPU_SHARE = 0.8, 0.92
"""What models may take of each: the rest is the system's, and the driver's."""


@dataclass(frozen=True)
class Need:
    """What one model takes. `kv` is None where its file does not say."""

    weights: int
    kv: int | None

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + (self.kv or 0) + COMPUTED_IN + int(self.weights * COMPUTED_SHARE)


def need_of(plan: Plan, header: GgufHeader, weights: int) -> Need:
    """What a server of `plan` takes, of a model whose files hold `weights` bytes."""
    if header.kv_elements is None:
        return Need(weights, None)
    arguments = plan.settled(0)
    bits = sum(BITS[arguments.get(flag) or "f16"] for flag in ("--cache-type-k", "--cache-type-v"))
    return Need(weights, int(plan.context * header.kv_elements * bits / 8))


@dataclass(frozen=True)
class Budget:
    """What models may use together: the GPUs' memory, and the machine's own."""

    gpu: int
    ram: int

    @classmethod
    def of(cls, machine: Machine, wanted: int | None = None) -> "Budget":
        """What `machine` gives; `wanted` bytes where a person said so."""
        if wanted is not None:
            return cls(0, wanted)
        return cls(int(machine.gpu_memory * GPU_SHARE), int(machine.memory * RAM_SHARE))

    @property
    def total(self) -> int:
        """All of it: what does not fit the GPUs runs in the machine's memory, slower."""
        return self.gpu + self.ram

    def room(self, needs: Iterable[Need]) -> int:
        """What these may take together: models that each fit the GPUs stay there together."""
        return self.gpu if all(need.total <= self.gpu for need in needs) else self.total

    def holds(self, *needs: Need) -> bool:
        """Whether there is room for all of `needs` at once."""
        return sum(need.total for need in needs) <= self.room(needs)

    def refuses(self, name: str, need: Need) -> str | None:
        """Why model `name` cannot run here even alone, in words; None where it can."""
        if self.holds(need):
            return None
        kv = f"{_size(need.kv)} KV cache, " if need.kv else ""
        rest = _size(need.total - need.weights - (need.kv or 0))
        return (
            f"Model {name!r} takes about {_size(need.total)} ({_size(need.weights)} weights, "
            f"{kv}{rest} to compute in), and models may use {_size(self.total)} here: a shorter "
            "context (--ctx-size) or a smaller model would fit; BOOCODE_MEMORY_BUDGET sets another "
            "limit"
        )


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
