"""Which llama-server runs, and with which environment.

Invariant: the environment holds only what is named here, so no LLAMA_ARG_*, token or setting of
BooCode reaches the server.
"""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import boocode_app
from boocode_app.core.errors import UpstreamFailed
from boocode_app.core.settings import Settings

API_KEY = "LLAMA_API_KEY"
EMBEDDED = "boocode_app.services.llama.embedded"
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
KEPT_FAMILIES = (
    *("LC_", "OMP_", "OPENBLAS_", "MKL_"),
    *("CUDA_", "NVIDIA_", "GGML_", "HIP_", "HSA_", "ROCR_", "VK_", "MTL_", "ONEAPI_", "ZE_"),
)
"""What the loader, the maths and the GPU drivers read."""


def find_llama_server(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    """The command that takes llama-server's flags: BOOCODE_LLAMA_SERVER, PATH, or the embedded one.

    Raises UpstreamFailed where BOOCODE_LLAMA_SERVER names no program.
    """
    if settings.llama_server:
        program = Path(settings.llama_server).expanduser().absolute()
        if not os.access(program, os.X_OK) or program.is_dir():
            raise UpstreamFailed(
                f"BOOCODE_LLAMA_SERVER={settings.llama_server!r} is no program that can be run"
            )
        return [str(program)]
    if on_path := shutil.which("llama-server", path=environ.get("PATH", "")):
        return [on_path]
    return [sys.executable, "-P", "-m", EMBEDDED]


def is_embedded(command: Sequence[str]) -> bool:
    """Whether `command` starts the embedded server."""
    return command[-1] == EMBEDDED


def clean_environment(environ: Mapping[str, str], key: str) -> dict[str, str]:
    """The variables of a llama-server whose API key is `key`."""
    kept = {
        name: value
        for name, value in environ.items()
        if name in KEPT or name.startswith(KEPT_FAMILIES)
    }
    kept["PYTHONPATH"] = str(Path(boocode_app.__file__).parent.parent)
    kept["PYTHONUNBUFFERED"] = "1"
    kept[API_KEY] = key
    return kept
