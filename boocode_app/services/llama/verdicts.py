"""The validator's verdicts as they go out: with a hint where a flag was perhaps misspelled."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from boocode_app.contracts.llama import ArgumentCheck, ArgumentFault, ArgumentVerdict
from boocode_app.services.llama.arguments import Verdict, check, spelling
from boocode_app.services.llama.flags import ALLOWED

ALIKE = 75.0
"""Of 100: how much a flag must look like what was typed to be worth a hint."""


def judge(arguments: Sequence[str], known: frozenset[str] | None = None) -> ArgumentCheck:
    """Whether llama-server may be given `arguments`; `known`: the flags that the build has."""
    checked = check(arguments, known)
    return ArgumentCheck(
        ok=checked.ok,
        arguments=[part for pair in checked.pairs for part in pair if part is not None],
        faults=[ArgumentFault(argument=f.argument, reason=f.reason) for f in checked.faults],
        items=[_shown(verdict, known) for verdict in checked.verdicts],
    )


def _shown(verdict: Verdict, known: frozenset[str] | None) -> ArgumentVerdict:
    flag = verdict.flag
    return ArgumentVerdict(
        argument=verdict.argument,
        value=verdict.value,
        ok=not verdict.reason,
        flag=flag.name if flag else None,
        kind=flag.kind if flag else None,
        reason=verdict.reason,
        hint=None if flag else _meant(verdict.argument, known),
    )


def _meant(given: str, known: frozenset[str] | None) -> str | None:
    wanted = spelling(given.partition("=")[0])
    if not wanted.startswith("--"):
        return None
    names = [flag.name for flag in ALLOWED if flag.spelled(known)]
    best = process.extractOne(wanted, names, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return best[0] if best else None
