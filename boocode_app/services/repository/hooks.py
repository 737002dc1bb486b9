"""The hooks that a repository has. BooCode runs none of them, and says so where there are some."""

import os
from pathlib import Path

from boocode_app.services.repository.tree import Tree


def hooks_note(tree: Tree, *names: str) -> list[str]:
    """What a preview says of the hooks `names`: nothing where there is none of them."""
    folder = _folder(tree)
    found = [name for name in names if _runs(folder / name)]
    if not found:
        return []
    hooks = f"{found[0]} hook does" if len(found) == 1 else f"hooks {', '.join(found)} do"
    return [f"The repository's {hooks} not run: BooCode runs no hooks."]


def _folder(tree: Tree) -> Path:
    """Where git would look for them."""
    chosen = tree.configuration.value("core.hookspath")
    if chosen is None:
        return tree.common / "hooks"
    return tree.root / Path(chosen).expanduser()


def _runs(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
