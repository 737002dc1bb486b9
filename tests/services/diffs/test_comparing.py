"""Any two commits compare, and a commit with what was before it; a ref is only ever a ref."""

from pathlib import Path

import pytest

from boocode_app.contracts.diffs import DiffFiles, DiffQuery, DiffScope
from boocode_app.core.errors import InvalidInput
from boocode_app.services.diffs.comparing import compared
from boocode_app.services.diffs.repository import open_repository
from tests.services.diffs.nasty import commit, committed, conflict, git, write
from tests.services.diffs.test_stream import files_of, lines_of, patches_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three commits: `a` is made, edited, and joined by `b`; then `a` is edited again."""
    made = committed(tmp_path / "one", {b"a": b"1\n"})
    write(made, "a", "2\n")
    commit(made)
    write(made, "b", "like no other\n")
    commit(made)
    write(made, "a", "3\n")
    write(made, "c", "1\n")
    return made


def id_of(folder: Path, ref: str) -> str:
    return git(folder, "rev-parse", ref).decode().strip()


async def first_of(folder: Path, scope: DiffScope, **refs: str) -> DiffFiles:
    first, *_ = await lines_of(folder, scope, **refs)
    assert isinstance(first, DiffFiles)
    return first


async def test_a_range_goes_from_one_commit_to_another(folder: Path) -> None:
    first = await first_of(folder, "range", base="HEAD~2", head="HEAD~1")
    assert [(file.path, file.status) for file in first.files] == [("a", "modified")]
    assert (first.base, first.head) == (id_of(folder, "HEAD~2"), id_of(folder, "HEAD~1"))
    back = await first_of(folder, "range", base="main", head="HEAD~2")
    assert [(file.path, file.status) for file in back.files] == [
        ("a", "modified"),
        ("b", "deleted"),
    ]


async def test_without_a_head_a_range_ends_in_the_working_tree(folder: Path) -> None:
    lines = await lines_of(folder, "range", base="HEAD~2")
    assert [(file.path, file.status) for file in files_of(lines)] == [
        ("a", "modified"),
        ("b", "added"),
        ("c", "untracked"),
    ]
    assert patches_of(lines)["a"].patch.endswith("-1\n+3\n")
    assert isinstance(lines[0], DiffFiles)
    assert (lines[0].base, lines[0].head) == (id_of(folder, "HEAD~2"), None)


async def test_a_commit_is_compared_with_the_one_before(folder: Path) -> None:
    lines = await lines_of(folder, "commit", commit="HEAD~1")
    assert patches_of(lines)["a"].patch.endswith("-1\n+2\n")
    assert isinstance(lines[0], DiffFiles)
    assert (lines[0].base, lines[0].head) == (id_of(folder, "HEAD~2"), id_of(folder, "HEAD~1"))


async def test_the_first_commit_is_compared_with_nothing(folder: Path) -> None:
    first = await first_of(folder, "commit", commit="HEAD~2")
    assert [(file.path, file.status) for file in first.files] == [("a", "added")]
    assert (first.base, first.head) == (None, id_of(folder, "HEAD~2"))


async def test_a_merge_is_compared_with_its_first_parent(folder: Path) -> None:
    git(folder, "checkout", "-q", "-b", "side", "HEAD~1")
    write(folder, "of the side", "1\n")
    git(folder, "add", "of the side")
    git(folder, "commit", "-qm", "side")
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "--no-ff", "-m", "merge", "side")
    first = await first_of(folder, "commit", commit="HEAD")
    assert [file.path for file in first.files] == ["of the side"]
    assert first.base == id_of(folder, "HEAD^1")


async def test_files_in_conflict_take_part_only_where_the_working_tree_does(tmp_path: Path) -> None:
    folder = conflict(tmp_path / "one")
    assert "unmerged" not in {
        file.status for file in (await first_of(folder, "commit", commit="HEAD")).files
    }
    against = await first_of(folder, "range", base="HEAD")
    assert {file.path for file in against.files if file.status == "unmerged"} == {
        "both",
        "added",
        "they deleted",
        "we deleted",
    }


@pytest.mark.parametrize(
    "ref", ["HEAD", "main", "refs/heads/main", "v1", "@{0}", "HEAD^{/one}", "größe", "HEAD~0"]
)
async def test_a_commit_has_many_names(folder: Path, ref: str) -> None:
    git(folder, "tag", "-a", "-m", "one", "v1")
    git(folder, "branch", "größe")
    assert (await first_of(folder, "commit", commit=ref)).head == id_of(folder, "HEAD")


@pytest.mark.parametrize(
    "ref",
    [
        "--output=/tmp/x",
        "-p",
        "^HEAD",
        "main..HEAD",
        "gone",
        "HEAD:a",
        "HEAD^{tree}",
        "main --all",
        "a\0b",
        " ",
        "HEAD\n",
        "0" * 40,
    ],
)
async def test_what_names_no_commit_is_quoted_and_refused(folder: Path, ref: str) -> None:
    repository = await open_repository(folder)
    for query, field in (
        (DiffQuery(scope="commit", commit=ref), "commit"),
        (DiffQuery(scope="range", base=ref), "base"),
        (DiffQuery(scope="range", base="HEAD", head=ref), "head"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            await compared(repository, query)
        assert repr(ref) in refusal.value.detail
        assert refusal.value.fields[0].field == field


async def test_a_name_of_two_things_is_refused(folder: Path) -> None:
    git(folder, "branch", "twice", "HEAD~1")
    git(folder, "tag", "twice")
    git(folder, "config", "core.warnAmbiguousRefs", "false")
    repository = await open_repository(folder)
    with pytest.raises(InvalidInput, match="'twice' names more than one thing"):
        await compared(repository, DiffQuery(scope="commit", commit="twice"))
    whole = await first_of(folder, "commit", commit="refs/heads/twice")
    assert whole.head == id_of(folder, "HEAD~1")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (DiffQuery(scope="range"), "base"),
        (DiffQuery(scope="range", head="HEAD"), "base"),
        (DiffQuery(scope="range", base="HEAD", commit="HEAD"), "commit"),
        (DiffQuery(scope="commit"), "commit"),
        (DiffQuery(scope="commit", base="HEAD", commit="HEAD"), "base"),
        (DiffQuery(base="HEAD"), "base"),
        (DiffQuery(scope="staged", head="HEAD"), "head"),
        (DiffQuery(scope="unstaged", commit="HEAD"), "commit"),
    ],
)
async def test_a_scope_takes_its_own_refs_only(folder: Path, query: DiffQuery, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await compared(await open_repository(folder), query)
    assert refusal.value.fields[0].field == field
    assert repr(query.scope) in refusal.value.detail


async def test_a_folder_whose_name_has_a_line_break_is_opened(tmp_path: Path) -> None:
    made = committed(tmp_path / "one\ntwo", {b"a": b"1\n"})
    assert (await open_repository(made)).head == id_of(made, "HEAD")
