"""What a model takes is known from its file, and told before it is started."""

from dataclasses import replace
from pathlib import Path

import pytest

from boocode_app.services.llama.arguments import Plan, check
from boocode_app.services.llama.demo import write_demo
from boocode_app.services.llama.machine import Gpu, Machine, look, parse_amd_gpus, parse_gpus
from boocode_app.services.llama.memory import Budget, Need, need_of
from boocode_app.services.llama.shelf.gguf_header import GgufHeader, read_header

GB = 10**9
HEADER = GgufHeader("llama", "seven", "1", context=8192, kv_elements=32 * 8 * 128)
PLAN = Plan(Path("/m.gguf"), "seven", context=8192, threads=4)
BIG = Need(14 * GB, 1 * GB)


def test_a_4_bit_k_cache_takes_less_than_an_unquantised_one() -> None:
    base = need_of(PLAN, HEADER, 4 * GB)
    plain = need_of(replace(PLAN, extra=check(["-ctk", "f16"]).pairs), HEADER, 4 * GB)
    both = replace(PLAN, extra=check(["-ctv", "q4_0", "-fa", "on"]).pairs)
    assert plain.kv == 8192 * HEADER.kv_elements * 4 if HEADER.kv_elements else None
    assert base.kv
    assert plain.kv
    assert base.kv / plain.kv == pytest.approx(20.5 / 32)
    assert need_of(both, HEADER, 4 * GB).kv == pytest.approx(plain.kv * 9 / 32)


def test_the_demo_model_is_counted_from_its_own_header(tmp_path: Path) -> None:
    file = write_demo(tmp_path / "demo.gguf")
    header = read_header(file)
    need = need_of(PLAN, header, file.stat().st_size)
    assert header.kv_elements
    assert need.kv == int(8192 * header.kv_elements * 20.5 / 8)
    assert need.weights < need.total < 300 * 2**20


def test_a_model_that_cannot_fit_is_refused_with_the_figures() -> None:
    budget = Budget.of(Machine(16 * GB, 8 * GB, 8))
    assert budget.refuses("seven", Need(4 * GB, GB)) is None
    words = budget.refuses("seven", Need(14 * GB, 3 * GB)) or ""
    for part in ("'seven'", "17.4 GB", "14.0 GB weights", "3.0 GB KV cache", "12.8 GB here"):
        assert part in words


def test_models_that_fit_the_gpus_stay_there_together() -> None:
    budget = Budget.of(Machine(64 * GB, 60 * GB, 16, (Gpu("g", 24 * GB, 24 * GB),)))
    assert budget.holds(BIG)
    assert not budget.holds(BIG, BIG)
    huge = Need(40 * GB, GB)
    assert budget.holds(huge)
    assert budget.refuses("huge", Need(80 * GB, None))


def test_a_budget_that_a_person_set_is_the_whole_of_it() -> None:
    assert Budget.of(Machine(64 * GB, 60 * GB, 16), 2 * GB).total == 2 * GB


def test_the_answer_of_nvidia_smi_is_read_and_anything_else_is_none() -> None:
    said = "NVIDIA H100 80GB HBM3, 81559, 81000\nOdd, name, 8192, 100\n"
    assert parse_gpus(said) == [
        Gpu("NVIDIA H100 80GB HBM3", 81559 * 2**20, 81000 * 2**20),
        Gpu("Odd, name", 8192 * 2**20, 100 * 2**20),
    ]
    assert parse_gpus("No devices were found\nX, [N/A], [N/A]\n") == []


def test_the_answer_of_rocm_smi_is_read_and_anything_else_is_none() -> None:
    said = """{"card0": {"VRAM Total Memory (B)": "25753026560", "Card Series": "RX 7900 XTX",
        "VRAM Total Used Memory (B)": "1000000"}, "card1": {"Card Series": "integrated"},
        "system": "5.15"}"""
    assert parse_amd_gpus(said) == [Gpu("RX 7900 XTX", 25753026560, 25752026560)]
    for odd in ("", "No AMD GPUs", "[1]", '{"card0": {"VRAM Total Memory (B)": null}}'):
        assert parse_amd_gpus(odd) == []


def test_a_look_at_this_machine_finds_its_memory() -> None:
    machine = look()
    assert 0 < machine.available <= machine.memory
    assert machine.cores >= 1
