"""What git knows of the repository around an openspec/ folder.

A folder outside of any repository is fine: it has no tags and nothing uncommitted.
"""

from pathlib import Path

from boocode_app.core.errors import Unavailable, UpstreamFailed
from boocode_app.services.projects.configuration import configuration_of
from boocode_app.services.projects.git import git, try_git


async def tags(folder: Path) -> list[str]:
    """The tags of the repository that holds `folder`."""
    return await _lines(folder, "for-each-ref", "--format=%(refname:strip=2)", "refs/tags")


async def subjects(folder: Path) -> list[str]:
    """The subjects of the last commits, newest first."""
    return await _lines(folder, "log", "-n", "50", "--format=%s")


async def uncommitted(folder: Path) -> list[str]:
    """What is changed or untracked below `folder`, in git's own spelling."""
    if await _lines(folder, "rev-parse", "--is-inside-work-tree") != ["true"]:
        return []
    answer = await try_git(
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=all",
        "--ignore-submodules=all",
        "--no-renames",
        "--",
        ".",
        folder=folder,
        config=(await configuration_of(folder)).without_filters(),
    )
    if answer.code:
        raise UpstreamFailed(f"git status failed in '{folder}': {answer.complaint}")
    return [row[3:] for row in answer.output.decode("utf-8", "replace").split("\0") if row]


async def start_scratch(folder: Path) -> None:
    """Make `folder` a repository of ours, in which files are taken byte for byte."""
    await git("init", "-q", folder=folder)
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "attributes").write_text(
        "* -text -filter -ident -working-tree-encoding\n"
    )


async def scratch_tree(folder: Path) -> str:
    """The id of the tree that now stands in the scratch repository."""
    await git("add", "-A", "-f", ".", folder=folder)
    return (await git("write-tree", folder=folder)).decode().strip()


async def scratch_difference(folder: Path, old: str, new: str) -> str:
    """The diff between two trees of the scratch repository, renames told as such."""
    options = ("-r", "-p", "-M", "--no-color", "--no-ext-diff", "--no-textconv")
    prefixes = ("--src-prefix=a/", "--dst-prefix=b/")
    found = await git("diff-tree", *options, *prefixes, old, new, folder=folder)
    return found.decode("utf-8", "replace")


async def _lines(folder: Path, *arguments: str) -> list[str]:
    """The lines that git writes; none where it fails or is not there."""
    try:
        answer = await try_git(*arguments, folder=folder)
    except (Unavailable, UpstreamFailed):
        return []
    return [] if answer.code else answer.output.decode("utf-8", "replace").split("\n")[:-1]
