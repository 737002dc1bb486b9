"""Where hiding whitespace may hide a change of meaning, by a file's name."""

import re

_NAMES = re.compile(
    r"(^|/)((gnu)?makefile|sconstruct|sconscript|snakefile|build(\.bazel)?|workspace|tiltfile)$"
    r"|\.(py|pyi|pyx|pxd|pyw|ya?ml|mk|mak|bzl|star|coffee|cson|elm|fs|fsi|fsx|gd|haml|hs|idr|jade"
    r"|lhs|nim|nims|pug|purs|rst|sass|slim|smk|styl|tsv)$",
    re.IGNORECASE,
)


def has_meaning(path: str) -> bool:
    """Whether a space at the start of a line means something in `path`: Python, YAML, Makefile."""
    return _NAMES.search(path) is not None
