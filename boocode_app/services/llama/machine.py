"""What this machine has for models: memory, cores, GPUs.

Invariant: a look changes nothing and never fails; what cannot be told is not there.
"""

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
    return Machine(limit, min(memory.available, limit), os.cpu_count() or 1, tuple(_nvidia_gpus()))


def parse_gpus(said: str) -> list[Gpu]:
    """The GPUs in nvidia-smi's answer: a line each, name, MiB in all, MiB free."""
    gpus = []
    for line in said.splitlines():
        name, *sizes = (part.strip() for part in line.rsplit(",", 2))
        if len(sizes) == 2 and all(size.isascii() and size.isdigit() for size in sizes):
            gpus.append(Gpu(name, int(sizes[0]) * MIB, int(sizes[1]) * MIB))
    return gpus


def _nvidia_gpus() -> list[Gpu]:
    if shutil.which(NVIDIA[0]) is None:
        return []
    try:
        said = subprocess.run(
            NVIDIA, stdin=subprocess.DEVNULL, capture_output=True, timeout=ASK_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return parse_gpus(said.stdout.decode("utf-8", "replace"))


def _limits(files: Sequence[Path]) -> list[int]:
    """What the control groups allow, where they limit anything."""
    limits = []
    for file in files:
        try:
            limits.append(int(file.read_text()))
        except (OSError, ValueError):
            continue
    return limits
