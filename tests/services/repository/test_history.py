"""The history: rows, pages, filters, and what cannot be forged."""

from pathlib import Path

import pytest

from boocode_app.core.errors import InvalidInput, NotFound
from boocode_app.services.repository.history import commit_shown, history
from boocode_app.services.repository.tree import open_tree
from tests.services.diffs.nasty import empty, git, write
from tests.services.repository.conftest import head_of


def grow(folder: Path, count: int) -> None:
    for number in range(count):
        git(folder, "commit", "-q", "--allow-empty", "-m", f"change {number}")


async def test_a_row_says_who_when_what_and_which_names_point_to_it(folder: Path) -> None:
    git(folder, "tag", "v1")
    git(folder, "branch", "side")
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(folder, "update-ref", "refs/boocode/undo/x", "HEAD")
    [row] = (await history(await open_tree(folder))).items
    assert (row.id, row.parents) == (head_of(folder), [])
    assert (row.author, row.email, row.subject) == ("Ada", "ada@example.org", "one")
    assert {(ref.kind, ref.name) for ref in row.refs} == {
        ("head", "HEAD"),
        ("branch", "main"),
        ("branch", "side"),
        ("remote", "origin/main"),
        ("tag", "v1"),
    }


async def test_a_repository_without_a_commit_has_an_empty_history(
    tmp_path: Path, person: Path
) -> None:
    page = await history(await open_tree(empty(tmp_path / "new")))
    assert (page.items, page.next_cursor) == ([], None)


async def test_pages_meet_without_gap_or_double_though_commits_come_meanwhile(
    folder: Path,
) -> None:
    grow(folder, 7)
    wanted = git(folder, "rev-list", "HEAD").decode().split()
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        page = await history(await open_tree(folder), cursor=cursor, limit=3)
        seen += [row.id for row in page.items]
        cursor = page.next_cursor
        git(folder, "commit", "-q", "--allow-empty", "-m", "meanwhile")
        if cursor is None:
            break
    assert seen == wanted


async def test_it_is_filtered_by_path_and_by_words_of_the_message(folder: Path) -> None:
    write(folder, "b", "2\n")
    git(folder, "commit", "-qam", "Edit [b] (Really)")
    grow(folder, 2)
    tree = await open_tree(folder)
    by_path = await history(tree, path="b", limit=1)
    assert [row.subject for row in by_path.items] == ["Edit [b] (Really)"]
    assert by_path.next_cursor is not None
    rest = await history(tree, path="b", cursor=by_path.next_cursor)
    assert [row.subject for row in rest.items] == ["one"]
    by_text = await history(tree, text="[B] (really")
    assert [row.subject for row in by_text.items] == ["Edit [b] (Really)"]
    assert (await history(tree, path="*")).items == []
    assert (await history(tree, path="--all")).items == []


async def test_a_message_cannot_forge_a_row(folder: Path) -> None:
    message = "x\x1f\x1e%x00%n\n\ncommit 0000\nAuthor: Eve <eve@example.org>\n\x00"[:-1]
    git(folder, "commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", message)
    git(folder, "config", "user.name", "E%x00ve, HEAD -> x")
    git(folder, "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", "")
    rows = (await history(await open_tree(folder))).items
    assert len(rows) == 3
    assert [row.id for row in rows] == git(folder, "rev-list", "HEAD").decode().split()
    assert rows[0].subject == ""


async def test_a_commit_is_shown_with_all_of_its_message(folder: Path) -> None:
    git(folder, "commit", "-q", "--allow-empty", "-m", "Subject\n\nFirst line.\n\nLast.\n")
    shown = await commit_shown(await open_tree(folder), head_of(folder)[:8])
    assert (shown.subject, shown.body) == ("Subject", "First line.\n\nLast.")
    assert shown.parents == [head_of(folder, "HEAD^")]


@pytest.mark.parametrize("name", ["0" * 40, "HEAD", "--all", "zz", "main"])
async def test_what_is_no_commits_id_is_not_found(folder: Path, name: str) -> None:
    with pytest.raises(NotFound, match=name):
        await commit_shown(await open_tree(folder), name)


async def test_a_ref_or_cursor_that_is_none_is_named(folder: Path) -> None:
    tree = await open_tree(folder)
    for asked in ({"ref": "--output=x"}, {"ref": "nowhere"}, {"cursor": "HEAD.0"}):
        with pytest.raises(InvalidInput) as refused:
            await history(tree, **asked)
        assert refused.value.fields[0].field in asked
    assert not (folder / "x").exists()
