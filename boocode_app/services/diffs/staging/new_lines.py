"""An untracked file's patch, in the form in which git would hold the file.

The diff shows the working file's own bytes; git may convert them (line endings, encodings) when it
takes them in. Invariant: the lines keep their numbers, or none of them can be chosen.
"""

from dataclasses import replace

from boocode_app.core.errors import Conflict
from boocode_app.services.diffs import limits
from boocode_app.services.diffs.beneath import LINK
from boocode_app.services.diffs.hunks import parse, split_header
from boocode_app.services.diffs.repository import Repository
from boocode_app.services.diffs.staging.selection import new_side
from boocode_app.services.diffs.staging.standing import Standing
from boocode_app.services.diffs.untracked import as_hunk
from boocode_app.services.projects.git import git


async def as_git_holds_it(repository: Repository, item: Standing) -> Standing:
    """`item`, with the lines that git would hold where it is an untracked file.

    Raises Conflict where those are other lines.
    """
    if not item.untracked or item.record.new_mode == LINK or not item.parts:
        return item
    header, body = split_header(item.parts[0])
    content = new_side(parse(body))
    path = b"--path=" + item.path
    name = await _git(repository, "hash-object", "-w", "--stdin", path, stdin=content)
    clean = await _git(repository, "cat-file", "blob", name.strip())
    if clean == content:
        return item
    if clean.count(b"\n") != content.count(b"\n"):
        raise Conflict(f"git holds {item.shown} in another form: it goes as a whole only.")
    return replace(item, parts=(header + as_hunk(clean),))


async def _git(repository: Repository, *words: str | bytes, stdin: bytes | None = None) -> bytes:
    return await git(
        *words,
        folder=repository.root,
        config=repository.settings,
        stdin=stdin,
        limit=limits.MAX_OPENED_BYTES,
    )
