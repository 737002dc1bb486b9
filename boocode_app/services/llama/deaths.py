"""Why a llama-server died, in words, from its exit code and the last lines of its log."""

import re
import signal
from dataclasses import dataclass

from boocode_app.contracts.llama import DeathCause

REFUSALS = (1, 2)
"""Exit codes with which a server that never got ready says that it cannot."""


@dataclass(frozen=True)
class Death:
    """`permanent`: the same start would die the same way, so it is not tried again."""

    cause: DeathCause | None
    detail: str
    permanent: bool


SIGNS: tuple[tuple[DeathCause, str, str], ...] = (
    ("port_taken", r"couldn't bind|address already in use", "its port was taken"),
    (
        "unknown_flag",
        r"unrecognized argument|invalid argument|unknown argument|error while handling argument"
        r"|Unsupported value for --spec-type",
        "this llama-server does not know an argument",
    ),
    (
        "unsupported_cache_type",
        r"cache type .* does not divide|unsupported value for cache_type|unsupported cache type"
        r"|quantized V cache|V cache quantization",
        "this model cannot run with that cache type",
    ),
    (
        "out_of_memory",
        r"out of memory|failed to allocate|unable to allocate|bad_alloc|cudaMalloc failed"
        r"|OutOfDeviceMemory",
        "there was not enough memory",
    ),
    (
        "bad_model_file",
        r"invalid magic|corrupted or incomplete|not within the file bounds|failed to read"
        r"|unknown model architecture|missing tensor|key not found in model|failed to load model",
        "the model file cannot be loaded",
    ),
)
"""(cause, what the log says, what we say), the most telling first."""


def explain(exit_code: int | None, log: str, *, was_ready: bool) -> Death:
    """The death of a server with `exit_code` (None: unknown, it was adopted) that wrote `log`.

    Before a server is ready, its log tells; later only a signal or the want of memory is news.
    """
    for cause, pattern, words in SIGNS if not was_ready else SIGNS[3:4]:
        if line := _line_with(pattern, log):
            permanent = not was_ready and exit_code in REFUSALS and cause != "port_taken"
            return Death(cause, f"{words}: {line}", permanent)
    if exit_code is None:
        return Death("crashed", "it ended; how is not known, since it was adopted", False)
    if exit_code < 0:
        return Death("crashed", _of_signal(-exit_code), False)
    last = _last_line(log)
    detail = f"it ended with exit code {exit_code}" + (f": {last}" if last else "")
    return Death("crashed", detail, not was_ready and exit_code in REFUSALS)


def too_slow(seconds: float) -> Death:
    """It was not ready at the start-up deadline."""
    detail = f"it was not ready after {seconds:.0f} s; a smaller context or model may help"
    return Death("startup_deadline", detail, True)


def _of_signal(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    if number == signal.SIGKILL:
        return f"it was killed ({name}): by hand, or by the system for want of memory"
    return f"it crashed ({name})"


def _line_with(pattern: str, log: str) -> str:
    found = re.search(rf"^.*(?:{pattern}).*$", log, re.IGNORECASE | re.MULTILINE)
    return _without_prefix(found[0]) if found else ""


def _last_line(log: str) -> str:
    lines = [line for line in log.splitlines() if line.strip()]
    return _without_prefix(lines[-1]) if lines else ""


def _without_prefix(line: str) -> str:
    """A log line without its clock and level, cut to a readable length."""
    return re.sub(r"^[\d.]+ [A-Z] +", "", line).strip()[:300]
