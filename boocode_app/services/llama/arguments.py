"""The one way to llama-server's argv: checks what a person asks for and lays it over the base.

Pure. Invariants: whatever goes in, only flags of the class `allowed` with values inside their
bounds come out, one of each, in their canonical spelling; and the base arguments are always there.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from boocode_app.services.llama.flags import FLAGS, Flag

MAX_ARGUMENTS = 128
MAX_LENGTH = 256
SLOTS = 2
K_CACHE_TYPE = "q4_0"
SPEC_TYPE = "ngram-mod"


@dataclass(frozen=True)
class Fault:
    """An argument that may not be passed, and why."""

    argument: str
    reason: str


@dataclass(frozen=True)
class Checked:
    """What a check gave: (flag, value) pairs that may be passed (None: a switch), and the faults.

    Where there is a fault, nothing is to be started.
    """

    pairs: tuple[tuple[str, str | None], ...]
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Plan:
    """What the supervisor itself decides about one server. `context` counts tokens of all slots."""

    model: Path
    alias: str
    context: int
    threads: int
    slots: int = SLOTS
    extra: tuple[tuple[str, str | None], ...] = ()

    def argv(self, port: int) -> list[str]:
        """llama-server's arguments (without the program) for this plan on `port`."""
        settled: dict[str, str | None] = {
            "--model": str(self.model),
            "--host": "127.0.0.1",
            "--port": str(port),
            "--alias": self.alias,
            "--ctx-size": str(self.context),
            "--parallel": str(self.slots),
            "--threads": str(self.threads),
            "--cache-type-k": K_CACHE_TYPE,
            "--spec-type": SPEC_TYPE,
            "--metrics": None,
            "--slots": None,
            "--jinja": None,
        }
        settled.update(self.extra)
        return [part for pair in settled.items() for part in pair if part is not None]


def check(arguments: Sequence[str]) -> Checked:
    """Judge `arguments` as a person gave them: each is a flag, followed by its value if it has one.

    Never raises; every argument that is not let through has a fault.
    """
    if len(arguments) > MAX_ARGUMENTS:
        too_many = f"{len(arguments)} arguments are too many: at most {MAX_ARGUMENTS}"
        return Checked((), (Fault("", too_many),))
    pairs: dict[str, str | None] = {}
    faults: list[Fault] = []
    rest = list(arguments)
    while rest:
        given = rest.pop(0)
        flag = FLAGS.get(spelling(given))
        value = rest.pop(0) if flag and _takes(flag, rest) else None
        reason = _why_not(given, flag) or (_why_not_value(flag, value) if flag else None)
        if flag and flag.name in pairs:
            reason = f"{flag.name} is given twice, and llama-server would take the last one"
        if flag and reason is None:
            pairs[flag.name] = value
        else:
            faults.append(Fault(given[:MAX_LENGTH], reason or "it is not known"))
    faults += _contradictions(pairs)
    return Checked(() if faults else tuple(pairs.items()), tuple(faults))


def spelling(given: str) -> str:
    """How a flag stands in the table: llama-server reads `_` in the long ones as `-`."""
    return "--" + given[2:].replace("_", "-") if given.startswith("--") else given


def sensible_threads(model_bytes: int, cores: int | None = None) -> int:
    """How many threads pay: one for a tiny model (they would wait for one another), else cores."""
    cores = cores or os.cpu_count() or 1
    return 1 if model_bytes < 100_000_000 else max(1, min(cores, 32))


def _takes(flag: Flag, rest: list[str]) -> bool:
    """Whether the next argument belongs to `flag`; a refused flag swallows what looks like one."""
    if not rest:
        return False
    if flag.kind == "allowed":
        return flag.rule is not None
    return not rest[0].startswith("-")


def _why_not(given: str, flag: Flag | None) -> str | None:
    if not given.isascii() or not given.isprintable():
        return "only plain ASCII letters, digits and signs are read"
    if len(given) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH} characters"
    if given.upper().startswith(("LLAMA_", "HF_")):
        return "variables are not passed on: llama-server starts with a clean environment"
    if not given.startswith("-"):
        return "a flag was expected here, it begins with '-'"
    if "=" in given:
        return "llama-server does not read --flag=value: give the flag and its value apart"
    if flag is None:
        return "BooCode does not know this flag, and passes on only those it knows"
    if flag.kind != "allowed":
        return flag.reason
    return None


def _why_not_value(flag: Flag, value: str | None) -> str | None:
    if flag.rule is None:
        return None
    if value is None:
        return "its value is missing"
    if not value.isascii() or not value.isprintable() or len(value) > MAX_LENGTH:
        return f"{value[:MAX_LENGTH]!r} is no plain value"
    return flag.rule(value)


def _contradictions(pairs: dict[str, str | None]) -> list[Fault]:
    """What no single argument shows: a quantised V cache works with flash attention only."""
    if pairs.get("--cache-type-v") == K_CACHE_TYPE and pairs.get("--flash-attn") != "on":
        reason = "a q4_0 V cache needs flash attention: add --flash-attn on"
        return [Fault("--cache-type-v", reason)]
    return []
