"""What a flag's value may be. Each rule gives None, or says in words what would do."""

import json
import re

from boocode_app.services.llama.flags.kinds import Rule

K_CACHE_TYPES = ("q4_0", "f16", "bf16", "f32")
SPEC_TYPES = ("none", "ngram-mod")
DECIMAL = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")


def whole(low: int, high: int) -> Rule:
    """A whole number from `low` to `high`, in plain digits."""

    def check(value: str) -> str | None:
        digits = value.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 11 and low <= int(value) <= high:
            return None
        return f"{value!r} is no whole number from {low} to {high}"

    return check


def decimal(low: float, high: float) -> Rule:
    """A number from `low` to `high`, in plain digits with a point."""

    def check(value: str) -> str | None:
        if DECIMAL.fullmatch(value) and low <= float(value) <= high:
            return None
        return f"{value!r} is no number from {low:g} to {high:g}"

    return check


def one_of(*values: str) -> Rule:
    """One of `values`, spelled exactly."""

    def check(value: str) -> str | None:
        return None if value in values else f"{value!r} is none of {', '.join(values)}"

    return check


def shaped(pattern: str, words: str) -> Rule:
    """What `pattern` matches whole; `words` say what that is."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> str | None:
        return None if compiled.fullmatch(value) else f"{value!r} is not {words}"

    return check


def cache_type(value: str) -> str | None:
    """4-bit is the one quantised cache that BooCode runs; the others are refused by name."""
    if value in K_CACHE_TYPES:
        return None
    if value[:1] in ("q", "i") or value.startswith("tq"):
        return (
            f"{value!r} is a quantised cache type that BooCode does not run: "
            "of these only q4_0 is accepted (unquantised: f16, bf16, f32)"
        )
    return f"{value!r} is none of {', '.join(K_CACHE_TYPES)}"


def spec_type(value: str) -> str | None:
    """Speculation that needs no second model."""
    if value in SPEC_TYPES:
        return None
    return (
        f"{value!r} is not accepted: --spec-type is ngram-mod (which needs no draft model) or none"
    )


def gpu_layers(value: str) -> str | None:
    """A count of layers, or a word for it."""
    if value in ("auto", "all") or whole(0, 10_000)(value) is None:
        return None
    return f"{value!r} is none of auto, all and a whole number from 0 to 10000"


def template_arguments(value: str) -> str | None:
    """A JSON object, as in {"enable_thinking": false}."""
    try:
        given = json.loads(value)
    except ValueError:
        given = None
    return None if isinstance(given, dict) else f"{value!r} is no JSON object"
