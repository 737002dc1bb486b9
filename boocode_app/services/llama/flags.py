"""The flags of llama-server that have a class: owned, allowed or forbidden, each with its reason.

Invariant: what is not in FLAGS is refused. A value is checked by the flag's own `Rule`, which says
in words what would do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Class = Literal["owned", "allowed", "forbidden"]
Rule = Callable[[str], str | None]
"""Given a value, the reason why it cannot be used, or None."""

K_CACHE_TYPES = ("q4_0", "f16", "bf16", "f32")
SPEC_TYPES = ("none", "ngram-mod")


@dataclass(frozen=True)
class Flag:
    """One flag with all its spellings, the first of which is the one that we pass.

    `rule` is None for a switch, which takes no value.
    """

    spellings: tuple[str, ...]
    kind: Class
    reason: str = ""
    rule: Rule | None = None

    @property
    def name(self) -> str:
        return self.spellings[0]


def whole(low: int, high: int) -> Rule:
    """A whole number from `low` to `high`, in plain digits."""

    def check(value: str) -> str | None:
        digits = value.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 10 and low <= int(value) <= high:
            return None
        return f"{value!r} is no whole number from {low} to {high}"

    return check


def one_of(*values: str) -> Rule:
    """One of `values`, spelled exactly."""

    def check(value: str) -> str | None:
        return None if value in values else f"{value!r} is none of {', '.join(values)}"

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


def _allowed(*spellings: str, rule: Rule | None = None) -> Flag:
    return Flag(spellings, "allowed", rule=rule)


def _owned(reason: str, *spellings: str) -> Flag:
    return Flag(spellings, "owned", reason)


def _forbidden(reason: str, *spellings: str) -> Flag:
    return Flag(spellings, "forbidden", reason)


_CHOSEN = "the model is chosen by its name, so that BooCode knows what runs"
_WATCHED = "BooCode chooses it, so that it can watch the server"
_GUARD = "BooCode makes a fresh key for each server; nobody else may set or drop it"
_DRAFT = "no draft model is accepted: speculation is ngram-mod, which needs none"
_PATH = "it reads or writes a path outside the model folders"
_NETWORK = "it opens the network"
_CODE = "it lets the server run tools or code"
_EXPOSED = "it changes who may reach the server"

ALLOWED = (
    _allowed("--ctx-size", "-c", rule=whole(256, 4_194_304)),
    _allowed("--parallel", "-np", rule=whole(1, 64)),
    _allowed("--threads", "-t", rule=whole(1, 512)),
    _allowed("--threads-batch", "-tb", rule=whole(1, 512)),
    _allowed("--threads-http", rule=whole(1, 64)),
    _allowed("--batch-size", "-b", rule=whole(32, 65_536)),
    _allowed("--ubatch-size", "-ub", rule=whole(32, 65_536)),
    _allowed("--predict", "--n-predict", "-n", rule=whole(-1, 1_000_000)),
    _allowed("--gpu-layers", "--n-gpu-layers", "-ngl", rule=gpu_layers),
    _allowed("--flash-attn", "-fa", rule=one_of("on", "off", "auto")),
    _allowed("--cache-type-k", "-ctk", rule=cache_type),
    _allowed("--cache-type-v", "-ctv", rule=cache_type),
    _allowed("--cache-ram", "-cram", rule=whole(-1, 1_048_576)),
    _allowed("--kv-unified", "-kvu"),
    _allowed("--spec-type", rule=spec_type),
    _allowed("--spec-ngram-mod-n-match", rule=whole(1, 1024)),
    _allowed("--spec-ngram-mod-n-min", rule=whole(0, 1024)),
    _allowed("--spec-ngram-mod-n-max", rule=whole(1, 1024)),
)
OWNED = (
    _owned(_CHOSEN, "--model", "-m"),
    _owned(_CHOSEN, "--alias", "-a"),
    _owned(_CHOSEN, "--model-url", "-mu"),
    _owned(_CHOSEN, "--docker-repo", "-dr"),
    _owned(_CHOSEN, "--hf-repo", "-hf", "-hfr"),
    _owned(_CHOSEN, "--hf-file", "-hff"),
    _owned(_WATCHED, "--host"),
    _owned(_WATCHED, "--port"),
    _owned(_WATCHED, "--metrics"),
    _owned(_WATCHED, "--slots", "--no-slots"),
    _owned(_WATCHED, "--jinja", "--no-jinja"),
    _owned(_GUARD, "--api-key"),
)
FORBIDDEN = (
    _forbidden(_GUARD, "--api-key-file"),
    _forbidden(_GUARD, "--hf-token", "-hft"),
    _forbidden(_DRAFT, "--spec-draft-model", "--model-draft", "-md"),
    _forbidden(_DRAFT, "--spec-draft-hf", "--hf-repo-draft", "-hfd", "-hfrd"),
    _forbidden(_DRAFT, "--spec-default"),
    _forbidden(_PATH, "--slot-save-path"),
    _forbidden(_PATH, "--log-file"),
    _forbidden(_PATH, "--log-prompts-dir"),
    _forbidden(_PATH, "--path"),
    _forbidden(_PATH, "--media-path"),
    _forbidden(_PATH, "--models-dir"),
    _forbidden(_PATH, "--models-preset"),
    _forbidden(_PATH, "--lora"),
    _forbidden(_PATH, "--lora-scaled"),
    _forbidden(_PATH, "--mmproj", "-mm"),
    _forbidden(_PATH, "--chat-template-file"),
    _forbidden(_PATH, "--grammar-file"),
    _forbidden(_PATH, "--lookup-cache-static", "-lcs"),
    _forbidden(_PATH, "--lookup-cache-dynamic", "-lcd"),
    _forbidden(_NETWORK, "--rpc"),
    _forbidden(_NETWORK, "--mmproj-url", "-mmu"),
    _forbidden(
        _CODE, "--ui-mcp-proxy", "--webui-mcp-proxy", "--no-ui-mcp-proxy", "--no-webui-mcp-proxy"
    ),
    _forbidden(_CODE, "--tools"),
    _forbidden(_CODE, "--tools-runtime"),
    _forbidden(_CODE, "--mcp-servers-config"),
    _forbidden(_CODE, "--mcp-servers-json"),
    _forbidden(_CODE, "--agent", "-ag", "--no-agent", "-no-ag"),
    _forbidden(_EXPOSED, "--ssl-key-file"),
    _forbidden(_EXPOSED, "--ssl-cert-file"),
    _forbidden(_EXPOSED, "--cors-origins"),
    _forbidden(_EXPOSED, "--cors-methods"),
    _forbidden(_EXPOSED, "--cors-headers"),
    _forbidden(_EXPOSED, "--cors-credentials", "--no-cors-credentials"),
    _forbidden(_EXPOSED, "--props"),
    _forbidden(_EXPOSED, "--reuse-port"),
    _forbidden(_EXPOSED, "--api-prefix"),
)
FLAGS: dict[str, Flag] = {
    spelling: flag for flag in (*ALLOWED, *OWNED, *FORBIDDEN) for spelling in flag.spellings
}
