"""A short list of well-known models that would run well on a machine.

Sizes are of the files as published, in bytes. Without a GPU what counts is how much of a model is
read for each token: a mixture of experts reads its active part only.
"""

from dataclasses import dataclass

from boocode_app.contracts import llama as contracts
from boocode_app.services.llama.machine import Machine
from boocode_app.services.llama.memory import Budget, Need
from boocode_app.services.llama.models import KV_BUDGET

SHOWN = 4
READ_WITHOUT_GPU = 5_000_000_000
"""Bytes a token: more than that is too slow to work with on a processor."""


@dataclass(frozen=True)
class KnownModel:
    """One model. `read`: bytes that are read for each token."""

    hf: str
    title: str
    size: int
    read: int


KNOWN = (
    KnownModel("ggml-org/gpt-oss-120b-GGUF", "gpt-oss 120B", 63_400_000_000, 3_300_000_000),
    KnownModel(
        "unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF:Q4_K_M",
        "Qwen3 Coder 30B",
        18_600_000_000,
        2_000_000_000,
    ),
    KnownModel("ggml-org/gpt-oss-20b-GGUF", "gpt-oss 20B", 12_100_000_000, 2_200_000_000),
    KnownModel(
        "Qwen/Qwen2.5-Coder-14B-Instruct-GGUF:Q4_K_M",
        "Qwen2.5 Coder 14B",
        9_000_000_000,
        9_000_000_000,
    ),
    KnownModel(
        "Qwen/Qwen2.5-Coder-7B-Instruct-GGUF:Q4_K_M",
        "Qwen2.5 Coder 7B",
        4_700_000_000,
        4_700_000_000,
    ),
    KnownModel(
        "Qwen/Qwen2.5-Coder-3B-Instruct-GGUF:Q4_K_M",
        "Qwen2.5 Coder 3B",
        2_100_000_000,
        2_100_000_000,
    ),
    KnownModel(
        "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF:Q4_K_M",
        "Qwen2.5 Coder 1.5B",
        1_100_000_000,
        1_100_000_000,
    ),
    KnownModel(
        "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF:Q4_K_M",
        "Qwen2.5 Coder 0.5B",
        500_000_000,
        500_000_000,
    ),
)
"""The biggest first."""


def described(machine: Machine, budget: Budget) -> contracts.Machine:
    """`machine` as it is shown, with what would run on it."""
    return contracts.Machine(
        memory=machine.memory,
        available=machine.available,
        cores=machine.cores,
        gpus=[
            contracts.Gpu(name=gpu.name, memory=gpu.memory, free=gpu.free) for gpu in machine.gpus
        ],
        budget=budget.total,
        suggestions=suggested(budget),
    )


def suggested(budget: Budget) -> list[contracts.Suggestion]:
    """What fits `budget` and is quick enough there, the biggest first; nothing where none is."""
    fitting = ((model, _why(model, budget)) for model in KNOWN)
    return [
        contracts.Suggestion(hf=model.hf, title=model.title, size=model.size, why=why)
        for model, why in fitting
        if why
    ][:SHOWN]


def _why(model: KnownModel, budget: Budget) -> str:
    """Why it would run well, in words; empty where it would not."""
    need = Need(model.size, min(KV_BUDGET, model.size // 2))
    if need.total <= budget.gpu:
        return "Fits the graphics memory whole, with room for long conversations."
    if not budget.holds(need) or model.read > READ_WITHOUT_GPU:
        return ""
    if model.read < model.size:
        return "Fits the memory; quick for its size, since few of its experts work at a time."
    return "Fits the memory, and is small enough to be quick without a graphics card."
