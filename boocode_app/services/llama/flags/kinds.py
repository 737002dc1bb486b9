"""A flag of llama-server, and the class that says who may set it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Class = Literal["owned", "allowed", "forbidden"]
Rule = Callable[[str], str | None]
"""Given a value, the reason why it cannot be used, or None."""


@dataclass(frozen=True)
class Flag:
    """One flag with all its spellings, the first of which is the one that we pass.

    `rule` is None for a switch, which takes no value. Of the flags of one `group` (a switch and its
    opposite) only one may be given.
    """

    spellings: tuple[str, ...]
    kind: Class
    reason: str = ""
    rule: Rule | None = None
    group: str = ""

    @property
    def name(self) -> str:
        """Its canonical spelling."""
        return self.spellings[0]

    def spelled(self, known: frozenset[str] | None) -> str | None:
        """Its spelling in a build that has the flags `known` (None: not asked); None: in none."""
        if known is None:
            return self.name
        return next((spelling for spelling in self.spellings if spelling in known), None)


def allowed(*spellings: str, rule: Rule) -> Flag:
    """A flag whose value a person may choose."""
    return Flag(spellings, "allowed", rule=rule, group=spellings[0])


def switch(*spellings: str, off: tuple[str, ...] = ()) -> tuple[Flag, ...]:
    """A switch that a person may set, and its opposite where there is one."""
    on = Flag(spellings, "allowed", group=spellings[0])
    return (on, Flag(off, "allowed", group=spellings[0])) if off else (on,)


def owned(reason: str, *spellings: str) -> Flag:
    """A flag that the supervisor sets itself."""
    return Flag(spellings, "owned", reason, group=spellings[0])


def forbidden(reason: str, *spellings: str) -> Flag:
    """A flag that nobody sets."""
    return Flag(spellings, "forbidden", reason, group=spellings[0])
