"""The one way to llama-server's argv: checks what a person asks for and lays it over the base.

Pure. Invariants: whatever goes in, only flags of the class `allowed` with values inside their
bounds come out, one of each, in their canonical spelling; and the base arguments are always there.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from boocode_app.core.errors import UpstreamFailed
from boocode_app.services.llama.flags import FLAGS, Flag

MAX_ARGUMENTS = 128
MAX_LENGTH = 256
SLOTS = 2
K_CACHE_TYPE = "q4_0"
SPEC_TYPE = "ngram-mod"
Pairs = tuple[tuple[str, str | None], ...]
"""(flag, value) in canonical spelling; None: a switch."""


@dataclass(frozen=True)
class Verdict:
    """What is thought of one argument and its value; `reason` is empty where it may be passed."""

    argument: str
    value: str | None = None
    flag: Flag | None = None
    reason: str = ""


@dataclass(frozen=True)
class Checked:
    """A verdict on each argument. Where one is bad, nothing is to be started."""

    verdicts: tuple[Verdict, ...]

    @property
    def ok(self) -> bool:
        """Whether all may be passed."""
        return not self.faults

    @property
    def faults(self) -> tuple[Verdict, ...]:
        """Those that may not."""
        return tuple(verdict for verdict in self.verdicts if verdict.reason)

    @property
    def pairs(self) -> Pairs:
        """What may be passed: all of it, or nothing."""
        if not self.ok:
            return ()
        return tuple((v.flag.name, v.value) for v in self.verdicts if v.flag is not None)


@dataclass(frozen=True)
class Plan:
    """What the supervisor itself decides about one server. `context` counts tokens of all slots."""

    model: Path
    alias: str
    context: int
    threads: int
    slots: int = SLOTS
    extra: Pairs = ()

    def with_chosen(self, chosen: Pairs) -> "Plan":
        """This plan with what a person chose laid over it."""
        values = dict(chosen)
        return replace(
            self,
            context=int(values.get("--ctx-size") or self.context),
            slots=int(values.get("--parallel") or self.slots),
            threads=int(values.get("--threads") or self.threads),
            extra=chosen,
        )

    def settled(self, port: int) -> dict[str, str | None]:
        """Every argument on `port`, what was asked for laid over the base."""
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
        return settled

    def argv(self, port: int, known: frozenset[str] | None = None) -> list[str]:
        """llama-server's arguments (without the program), as a build with the flags `known` spells
        them. Raises UpstreamFailed where that build lacks one.
        """
        argv = []
        for name, value in self.settled(port).items():
            spelled = FLAGS[name].spelled(known)
            if spelled is None:
                raise UpstreamFailed(
                    f"This llama-server has no {name}, which BooCode passes to every server: "
                    "a newer build has it"
                )
            argv += [spelled] if value is None else [spelled, value]
        return argv


def check(arguments: Sequence[str], known: frozenset[str] | None = None) -> Checked:
    """Judge `arguments` as a person gave them: each is a flag, followed by its value if it has one.

    `known`: the flags that the build has, where it was asked. Never raises.
    """
    if len(arguments) > MAX_ARGUMENTS:
        too_many = f"{len(arguments)} arguments are too many: at most {MAX_ARGUMENTS}"
        return Checked((Verdict("", reason=too_many),))
    verdicts: list[Verdict] = []
    groups: set[str] = set()
    rest = list(arguments)
    while rest:
        given = rest.pop(0)
        flag = FLAGS.get(spelling(given))
        value = rest.pop(0) if flag and _takes(flag, rest) else None
        reason = _why_not(given, flag, known) or (_why_not_value(flag, value) if flag else "")
        if flag and flag.group in groups:
            reason = f"{flag.group} is given twice, and llama-server would take the last one"
        if flag:
            groups.add(flag.group)
        verdicts.append(Verdict(given[:MAX_LENGTH], value and value[:MAX_LENGTH], flag, reason))
    return Checked(tuple(_with_contradictions(verdicts)))


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


def _why_not(given: str, flag: Flag | None, known: frozenset[str] | None) -> str:
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
    return "" if flag.spelled(known) else "this llama-server does not know it"


def _why_not_value(flag: Flag, value: str | None) -> str:
    if flag.rule is None:
        return ""
    if value is None:
        return "its value is missing"
    if not value.isascii() or not value.isprintable() or len(value) > MAX_LENGTH:
        return f"{value[:MAX_LENGTH]!r} is no plain value"
    return flag.rule(value) or ""


def _with_contradictions(verdicts: list[Verdict]) -> list[Verdict]:
    """What no single argument shows: a quantised V cache works with flash attention only."""
    values = {verdict.flag.name: verdict.value for verdict in verdicts if verdict.flag}
    if values.get("--flash-attn") == "on":
        return verdicts
    reason = "a q4_0 V cache needs flash attention: add --flash-attn on"
    return [
        replace(verdict, reason=reason)
        if verdict.flag and (verdict.flag.name, verdict.value) == ("--cache-type-v", K_CACHE_TYPE)
        else verdict
        for verdict in verdicts
    ]
