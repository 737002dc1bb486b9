"""Of what breaks diff viewers, every file in every scope: the list is what git itself says, and the
patches make the new tree from the old one, byte for byte.
"""

from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import pytest

from boocode_app.contracts.diffs import DiffFile, DiffPatch, DiffQuery
from boocode_app.services.diffs.changes import shown
from boocode_app.services.diffs.comparing import compared
from boocode_app.services.diffs.hunks import checked
from boocode_app.services.diffs.records import Section
from boocode_app.services.diffs.repository import open_repository
from boocode_app.services.diffs.stream import diff_events
from boocode_app.services.diffs.untracked import new_file_patch
from tests.services.diffs.nasty import NASTY, git
from tests.services.diffs.test_stream import files_of, lines_of

LETTERS = {
    "added": "A",
    "deleted": "D",
    "modified": "M",
    "renamed": "R",
    "copied": "C",
    "type_changed": "T",
}
Row = tuple[str, str, str, str, str, int | None, int | None, int | None]


@dataclass(frozen=True)
class Case:
    """A way to look at the changes: `query` for us, `sides` for git, what is on either side (a ref,
    the index or the files). `first`: what git does with the changes before.
    """

    query: DiffQuery
    sides: tuple[str, ...]
    old: str
    new: str
    first: tuple[tuple[str, ...], ...] = ()


STAGE = (("add", "-A"),)
COMMIT = (*STAGE, ("commit", "-q", "--allow-empty", "-m", "two"))
PAST = DiffQuery(scope="range", base="HEAD~1", head="HEAD")
BACK = DiffQuery(scope="range", base="HEAD", head="HEAD~1")
CASES = {
    "working": Case(DiffQuery(), ("HEAD",), "HEAD", "files"),
    "staged": Case(DiffQuery(scope="staged"), ("--cached",), "HEAD", "index", STAGE),
    "unstaged": Case(DiffQuery(scope="unstaged"), (), "index", "files"),
    "range": Case(PAST, ("HEAD~1", "HEAD"), "HEAD~1", "HEAD", COMMIT),
    "back": Case(BACK, ("HEAD", "HEAD~1"), "HEAD", "HEAD~1", COMMIT),
    "since": Case(DiffQuery(scope="range", base="HEAD~1"), ("HEAD~1",), "HEAD~1", "files", COMMIT),
    "commit": Case(
        DiffQuery(scope="commit", commit="HEAD"), ("HEAD~1", "HEAD"), "HEAD~1", "HEAD", COMMIT
    ),
}
NAMES = ("odd_names", "every_status", "contents", "submodule", "conflict")
# The index of a merge that stopped is no tree.
PAIRS = [(n, c) for n in NAMES for c in CASES if (n, c) != ("conflict", "unstaged")]


@pytest.fixture(scope="module", params=PAIRS, ids=" ".join)
def looked_at(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Case]:
    """One of the repositories, and a way to look at it."""
    name, case = request.param
    folder = NASTY[name](tmp_path_factory.mktemp("corpus") / "project")
    for words in CASES[case].first:
        git(folder, *words)
    return folder, CASES[case]


async def test_names_modes_status_and_counts_are_those_of_git(
    looked_at: tuple[Path, Case],
) -> None:
    folder, case = looked_at
    files = files_of(await lines_of(folder, **case.query.model_dump()))
    in_conflict = {file.path for file in files if file.status == "unmerged"}
    expected = [row for row in gits_rows(folder, case.sides) if row[4] not in in_conflict]
    assert expected or in_conflict
    assert our_rows(files) == expected


async def test_its_patches_make_the_new_tree_byte_for_byte(
    looked_at: tuple[Path, Case], tmp_path: Path
) -> None:
    folder, case = looked_at
    old, new = tree_of(folder, case.old, tmp_path), tree_of(folder, case.new, tmp_path)
    changed = git(folder, "diff-tree", "-r", "-z", "--name-only", old, new).split(b"\0")[:-1]
    files = files_of(await lines_of(folder, **case.query.model_dump()))
    left_out = [file.path for file in files if file.binary or file.closed == "repository"]
    assert len(changed) > len(left_out)

    fresh = tmp_path / "fresh"
    git(tmp_path, "clone", "-q", "-s", "--no-checkout", str(folder), str(fresh))
    git(fresh, "read-tree", "--reset", "-u", old)
    patch = b"".join(await sections_of(folder, case.query))
    git(fresh, "apply", "--index", "--whitespace=nowarn", "-", stdin=patch)
    if left_out:
        paths = [path.removesuffix("/") for path in left_out]
        restore = ("restore", f"--source={new}", "--staged", "--worktree", "--", *paths)
        git(fresh, "--literal-pathspecs", *restore)
    assert git(fresh, "write-tree").decode().strip() == new
    assert git(fresh, "diff", "--name-only", "--ignore-submodules") == b""


async def test_a_patch_line_carries_the_same_bytes_but_where_they_are_not_utf_8(
    tmp_path: Path,
) -> None:
    folder = NASTY["contents"](tmp_path / "contents")
    lines = [line for line in await lines_of(folder) if isinstance(line, DiffPatch)]
    sections = await sections_of(folder, DiffQuery())
    assert [line.patch for line in lines] == [s.decode("utf-8", "replace") for s in sections]
    lossy = [section for line, section in zip(lines, sections, strict=True) if line.lossy]
    assert len(lossy) == 1
    assert b"+wa\xdf\n" in lossy[0]


def our_rows(files: list[DiffFile]) -> list[Row]:
    return [
        (
            LETTERS[file.status],
            file.old_mode or "000000",
            file.new_mode or "000000",
            file.old_path or "",
            file.path,
            file.similarity,
            file.added,
            file.removed,
        )
        for file in files
        if file.status not in ("untracked", "unmerged")
    ]


def gits_rows(folder: Path, sides: tuple[str, ...]) -> list[Row]:
    """What `git diff --raw` and `git diff --numstat` say, each asked on its own."""
    ask = ("diff", "-z", "-M", "-C", "--ignore-submodules=dirty", "--diff-filter=u")
    raw = git(folder, *ask, "--raw", *sides).split(b"\0")[:-1]
    numstat = git(folder, *ask, "--numstat", *sides).split(b"\0")[:-1]
    rows: list[Row] = []
    while raw:
        old_mode, new_mode, _, _, status = raw.pop(0)[1:].decode().split(" ")
        old = raw.pop(0) if status[0] in "RC" else b""
        path = raw.pop(0)
        added, removed, name = numstat.pop(0).split(b"\t", 2)
        if not name:
            numstat[:2] = []
        counts = [None if count == b"-" else int(count) for count in (added, removed)]
        similarity = int(status[1:]) if status[1:] else None
        names = (shown(old), shown(path))
        rows.append((status[0], old_mode, new_mode, *names, similarity, counts[0], counts[1]))
    assert not numstat
    return rows


def tree_of(folder: Path, side: str, tmp_path: Path) -> str:
    """The id of the tree on a side: a ref, the index, or all the files there are."""
    if side not in ("index", "files"):
        return git(folder, "rev-parse", f"{side}^{{tree}}").decode().strip()
    index = None
    if side == "files":
        index = tmp_path / "index of all files"
        git(folder, "read-tree", "HEAD", index=index)
        git(folder, "add", "-A", index=index)
    return git(folder, "write-tree", index=index).decode().strip()


async def sections_of(folder: Path, query: DiffQuery) -> list[bytes]:
    """The bytes behind every patch line but those of binary files."""
    repository = await open_repository(folder)
    comparison = await compared(repository, query)
    sections: list[bytes] = []
    async with aclosing(diff_events(repository, comparison)) as events:
        async for event in events:
            sections += event.parts if isinstance(event, Section) else []
    new = [path async for path in repository.untracked()] if comparison.has_untracked else []
    for path in new:
        if path.endswith(b"/"):
            continue
        section = new_file_patch(folder, path, 1 << 20)
        assert section is not None
        sections.append(section)
    texts = [section for section in sections if b"\0" not in section]
    return [b"".join(checked(text)) for text in texts if b"\nBinary files " not in text[:400]]
