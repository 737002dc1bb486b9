"""What git is configured to do in a folder, and by whom: by the repository, or by the person.

Invariant: it is read once and whole, so what is asked of it starts no further git, and all that one
command is told comes from the same reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from boocode_app.services.projects.git import try_git

_OWN: Final = ("local", "worktree")
_PERSONS: Final = ("system", "global")
_FILTERS: Final = r"filter\..*\.(clean|smudge|process)"


@dataclass(frozen=True)
class Setting:
    """One entry. `scope` as git names it, `key` in git's spelling: only what stands between two
    dots keeps its capitals."""

    scope: str
    key: str
    value: str


@dataclass(frozen=True)
class Configuration:
    """The settings in git's order: of those with one key the last counts."""

    settings: tuple[Setting, ...]

    def values(self, key: str) -> list[str]:
        """All that `key` is set to."""
        return [setting.value for setting in self.settings if setting.key == key]

    def value(self, key: str) -> str | None:
        """What `key` is set to, None where it is not."""
        return next(reversed(self.values(key)), None)

    def own_keys(self, pattern: str) -> list[str]:
        """The keys like `pattern` that the repository's own configuration sets."""
        return [setting.key for setting in self._like(pattern, _OWN)]

    def persons_values(self, pattern: str) -> dict[str, str]:
        """What the person's own configuration, or the machine's, says under keys like `pattern`."""
        return {setting.key: setting.value for setting in self._like(pattern, _PERSONS)}

    def without_filters(self) -> dict[str, str]:
        """The `config` for a command that reads or writes working files (`diff`, `apply`).

        It blanks the clean and smudge filters that the repository's own configuration names; those
        of the person's (git-lfs, say) stay.
        """
        names = {key.rpartition(".")[0] for key in self.own_keys(_FILTERS)}
        blanked = {"clean": "", "smudge": "", "process": "", "required": "false"}
        return {f"{name}.{key}": value for name in sorted(names) for key, value in blanked.items()}

    def _like(self, pattern: str, scopes: tuple[str, ...]) -> Iterator[Setting]:
        like = re.compile(pattern, re.DOTALL)
        return (
            setting
            for setting in self.settings
            if setting.scope in scopes and like.fullmatch(setting.key)
        )


async def configuration_of(folder: Path) -> Configuration:
    """The configuration that git finds in `folder`; what BooCode tells git is no part of it.

    There is none where git cannot read it: each command will say so in its own words.
    """
    answer = await try_git("config", "--list", "--show-scope", "-z", folder=folder)
    fields = answer.output.decode("utf-8", "surrogateescape").split("\0")
    entries = zip(fields[::2], fields[1::2], strict=False)
    return Configuration(
        tuple(_setting(scope, entry) for scope, entry in entries if scope != "command")
    )


def _setting(scope: str, entry: str) -> Setting:
    """A key alone means true, as git has it."""
    key, separator, value = entry.partition("\n")
    return Setting(scope, key, value if separator else "true")
