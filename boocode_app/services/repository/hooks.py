"""The hooks that a repository has. BooCode runs none of them, and says so where there are some."""

import os
from pathlib import Path

from boocode_app.services.projects.git import try_git
from boocode_app.services.repository.tree import Tree


async def hooks_note(tree: Tree, *names: str) -> list[str]:
    """What a preview says of the hooks `names`: nothing where there is none of them."""
    folder = await _folder(tree)
    found = [name for name in names if _runs(folder / name)]
    if not found:
        return []
    hooks = f"{found[0]} hook does" if len(found) == 1 else f"hooks {', '.join(found)} do"
    return [f"The repository's {hooks} not run: BooCode runs no hooks."]


async def _folder(tree: Tree) -> Path:
    """Where git would look for them; read without our own settings, which turn them off."""
    words = ("config", "--show-scope", "-z", "--get-all", "core.hooksPath")
    fields = (await try_git(*words, folder=tree.root)).output.split(b"\0")
    pairs = list(zip(fields[::2], fields[1::2], strict=False))
    chosen = [value for scope, value in pairs if scope != b"command"]
    return tree.root / os.fsdecode(chosen[-1]) if chosen else tree.common / "hooks"


def _runs(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
