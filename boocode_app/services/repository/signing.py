"""How commits are signed: as the person's own configuration says, whatever the repository's does.

A repository that asks for signatures, or names the program that makes them, is not heard.
"""

from typing import Final

from boocode_app.services.repository.tree import Tree

_KEYS: Final = r"commit\.gpgsign|user\.signingkey|gpg\..*"
_TRUE: Final = ("true", "yes", "on", "1")
_PLAIN: Final = {
    "gpg.format": "openpgp",
    "gpg.openpgp.program": "gpg",
    "gpg.x509.program": "gpgsm",
    "gpg.ssh.program": "ssh-keygen",
    "gpg.ssh.defaultkeycommand": "false",
}


def signing(tree: Tree) -> dict[str, str]:
    """The configuration under which a commit is made; `commit.gpgSign` says if it is signed."""
    mine = tree.configuration.persons_values(_KEYS)
    if mine.pop("commit.gpgsign", "false").lower() not in _TRUE:
        return {"commit.gpgSign": "false"}
    if "gpg.program" in mine:
        mine.setdefault("gpg.openpgp.program", mine["gpg.program"])
    settled = {**_PLAIN, **mine}
    return {**settled, "gpg.program": settled["gpg.openpgp.program"], "commit.gpgSign": "true"}


def is_signed(settings: dict[str, str]) -> bool:
    """Whether a commit made under `settings` is signed."""
    return settings["commit.gpgSign"] == "true"
