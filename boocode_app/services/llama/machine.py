"""What this machine has for models: memory, cores, GPUs.

A GPU that shares the machine's memory (Apple's, an integrated one) is none here: it is counted as
memory. Invariant: a look changes nothing and never fails; what cannot be told is not there.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ASK_S = 5.0
MIB = 2**20
CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
AMD = ("rocm-smi", "--showproductname", "--showmeminfo", "vram", "--json")
NVIDIA = (
    "nvidia-smi",
    "--query-gpu=name,memory.total,memory.free",
    "--format=csv,noheader,nounits",
)


@dataclass(frozen=True)
class Gpu:
    """One GPU; sizes in bytes."""

    name: str
    memory: int
    free: int


@dataclass(frozen=True)
class Machine:
    """`memory`: what this process may use of it, in bytes; `available`: what is free now."""

    memory: int
    available: int
    cores: int
    gpus: tuple[Gpu, ...] = ()

    @property
    def gpu_memory(self) -> int:
        """Bytes of all GPUs together."""
        return sum(gpu.memory for gpu in self.gpus)


def look() -> Machine:
    """This machine as it is now. Blocks for up to ASK_S."""
    memory = psutil.virtual_memory()
    limit = min([memory.total, *_limits(CGROUP_LIMITS)])
    return Machine(limit, min(memory.available, limit), os.cpu_count() or 1, tuple(_gpus()))


def parse_gpus(said: str) -> list[Gpu]:
    """The GPUs in nvidia-smi's answer: a line each, name, MiB in all, MiB free."""
    gpus = []
    for line in said.splitlines():
        name, *sizes = (part.strip() for part in line.rsplit(",", 2))
        if len(sizes) == 2 and all(size.isascii() and size.isdigit() for size in sizes):
            gpus.append(Gpu(name, int(sizes[0]) * MIB, int(sizes[1]) * MIB))
    return gpus


def parse_amd_gpus(said: str) -> list[Gpu]:
    """The GPUs in rocm-smi's answer: JSON, an object each, sizes in bytes as text."""
    try:
        cards = json.loads(said)
    except ValueError:
        return []
    gpus = []
    for card in cards.values() if isinstance(cards, dict) else ():
        if not isinstance(card, dict):
            continue
        total, used = (
            str(card.get(f"VRAM Total {of} (B)", "")) for of in ("Memory", "Used Memory")
        )
        names = (card.get(key) for key in ("Card Series", "Card series", "Card Model"))
        if total.isascii() and total.isdigit():
            taken = int(used) if used.isascii() and used.isdigit() else 0
            name = next((str(name) for name in names if name), "AMD GPU")
            gpus.append(Gpu(name, int(total), max(0, int(total) - taken)))
    return gpus


def _gpus() -> list[Gpu]:
    return parse_gpus(_answer(NVIDIA)) + parse_amd_gpus(_answer(AMD))


def _answer(command: Sequence[str]) -> str:
    """What a tool of the driver's says; nothing where it is not there, or fails."""
    if shutil.which(command[0]) is None:
        return ""
    try:
        said = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=ASK_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return said.stdout.decode("utf-8", "replace")


def _limits(files: Sequence[Path]) -> list[int]:
    """What the control groups allow, where they limit anything."""
    limits = []
    for file in files:
        try:
            limits.append(int(file.read_text()))
        except (OSError, ValueError):
            continue
    return limits
