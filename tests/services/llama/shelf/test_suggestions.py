"""What is suggested fits, and is quick enough where it runs."""

import pytest

from boocode_app.services.llama.machine import Gpu, Machine
from boocode_app.services.llama.memory import Budget
from boocode_app.services.llama.shelf.suggestions import KNOWN, described, suggested

GB = 10**9


def titles(ram: int, gpu: int = 0) -> list[str]:
    gpus = (Gpu("g", gpu * GB, gpu * GB),) if gpu else ()
    return [one.title for one in suggested(Budget.of(Machine(ram * GB, ram * GB, 8, gpus)))]


@pytest.mark.parametrize(
    ("ram", "gpu", "first"),
    [
        (2, 0, "Qwen2.5 Coder 0.5B"),
        (8, 0, "Qwen2.5 Coder 3B"),
        (16, 0, "Qwen2.5 Coder 7B"),
        (32, 0, "Qwen3 Coder 30B"),
        (16, 12, "Qwen3 Coder 30B"),
        (8, 16, "gpt-oss 20B"),
        (32, 24, "Qwen3 Coder 30B"),
        (64, 24, "gpt-oss 120B"),
        (256, 80, "gpt-oss 120B"),
    ],
)
def test_the_biggest_that_runs_well_comes_first(ram: int, gpu: int, first: str) -> None:
    assert titles(ram, gpu)[0] == first


def test_a_slow_model_is_not_suggested_without_a_gpu() -> None:
    assert "Qwen2.5 Coder 14B" not in titles(64)
    assert "Qwen2.5 Coder 14B" in titles(16, 16)


def test_a_tiny_machine_is_suggested_nothing() -> None:
    assert titles(1) == []


def test_the_list_is_short_and_the_known_models_are_in_order() -> None:
    assert len(titles(256, 80)) == 4
    sizes = [model.size for model in KNOWN]
    assert sizes == sorted(sizes, reverse=True)


def test_a_machine_is_described_with_its_gpus() -> None:
    machine = Machine(16 * GB, 8 * GB, 8, (Gpu("g", 24 * GB, 20 * GB),))
    shown = described(machine, Budget.of(machine))
    assert (shown.memory, shown.available, shown.cores) == (16 * GB, 8 * GB, 8)
    assert [(gpu.name, gpu.free) for gpu in shown.gpus] == [("g", 20 * GB)]
    assert shown.budget == Budget.of(machine).total
