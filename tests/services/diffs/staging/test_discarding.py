"""A discard takes away what was chosen and no more; undoing it gives the same bytes."""

import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from boocode_app.contracts.staging import Selection
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.services.diffs.staging import discarding, undo
from boocode_app.services.diffs.staging.undo import Replacement
from boocode_app.services.diffs.staging.working_file import Held, held
from tests.services.diffs.conftest import Desk
from tests.services.diffs.nasty import NASTY, committed, git, numbers, write

DeskAt = Callable[[Path], Awaitable[Desk]]


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every working file: its permissions and bytes; a link's target."""
    found: dict[str, tuple[int, bytes]] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if name.parts[0] == ".git" or (path.is_dir() and not path.is_symlink()):
            continue
        text = bytes(path.readlink()) if path.is_symlink() else path.read_bytes()
        found[str(name)] = (path.lstat().st_mode, text)
    return found


async def discardable(desk: Desk) -> Selection:
    everything = await desk.everything("unstaged")
    files = [file for file in everything.files if not file.path.endswith("/")]
    return everything.model_copy(update={"files": files})


@pytest.mark.parametrize("name", ["odd_names", "contents", "every_status"])
async def test_everything_is_discarded_and_put_back(
    name: str, desk_at: DeskAt, tmp_path: Path
) -> None:
    desk = await desk_at(NASTY[name](tmp_path / name))
    before, index = contents(desk.folder), git(desk.folder, "ls-files", "-s")
    done = await desk.staging.discard(desk.project_id, await discardable(desk))
    assert not await desk.shown("unstaged")
    assert git(desk.folder, "status", "--porcelain", "--untracked-files=all").count(b"\n") == len(
        await desk.shown("staged")
    )
    assert done.undo is not None
    assert [kept.id for kept in await desk.staging.undos(desk.project_id)] == [done.undo.id]
    git(desk.folder, "gc", "-q", "--prune=now")
    back = await desk.staging.put_back(desk.project_id, done.undo.id)
    assert sorted(back.changed) == sorted(done.changed)
    assert contents(desk.folder) == before
    assert git(desk.folder, "ls-files", "-s") == index
    assert await desk.staging.undos(desk.project_id) == []


async def test_chosen_lines_are_discarded(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": numbers(1, 5).encode(), b"b": b"1\n"})
    write(folder, "a", "one\n2\n3\n4\nfive\nsix").chmod(0o600)
    write(folder, "b", "2\n")
    desk = await desk_at(folder)
    chosen = await desk.chosen("working", "a", removed=[(5, 5)], added=[(5, 6)])
    done = await desk.staging.discard(desk.project_id, chosen)
    assert (folder / "a").read_text() == "one\n2\n3\n4\n5\n"
    assert (folder / "a").stat().st_mode & 0o777 == 0o600
    assert (folder / "b").read_text() == "2\n"
    assert done.undo is not None
    assert done.undo.text == "Discarded 3 lines of 'a'"
    await desk.staging.put_back(desk.project_id, done.undo.id)
    assert (folder / "a").read_text() == "one\n2\n3\n4\nfive\nsix"


async def test_lines_of_an_untracked_and_of_a_deleted_file(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"gone": b"1\n2\n3\n"})
    (folder / "gone").unlink()
    write(folder, "new", b"1\r\n2\r\n")
    desk = await desk_at(folder)
    await desk.staging.discard(
        desk.project_id, await desk.chosen("unstaged", "new", added=[(1, 1)])
    )
    await desk.staging.discard(
        desk.project_id, await desk.chosen("unstaged", "gone", removed=[(2, 2)])
    )
    assert (folder / "new").read_bytes() == b"2\r\n"
    assert (folder / "gone").read_bytes() == b"2\n"


async def test_line_endings_of_the_working_file_stay(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"one\ntwo\n"})
    git(folder, "config", "core.autocrlf", "true")
    write(folder, "a", b"ONE\r\ntwo\r\nthree\r\n")
    desk = await desk_at(folder)
    await desk.staging.discard(desk.project_id, await desk.chosen("unstaged", "a", added=[(3, 3)]))
    assert (folder / "a").read_bytes() == b"ONE\r\ntwo\r\n"
    await desk.staging.discard(desk.project_id, await desk.chosen("unstaged", "a"))
    assert (folder / "a").read_bytes() == b"one\r\ntwo\r\n"


async def test_work_since_then_is_kept_when_a_discard_is_put_back(
    desk_at: DeskAt, tmp_path: Path
) -> None:
    folder = committed(tmp_path / "one", {b"a": numbers(1, 20).encode()})
    write(folder, "a", numbers(1, 20).replace("2\n3\n", "two\n3\n", 1))
    desk = await desk_at(folder)
    done = await desk.staging.discard(desk.project_id, await desk.chosen("unstaged", "a"))
    assert done.undo is not None
    write(folder, "a", numbers(1, 21))
    await desk.staging.put_back(desk.project_id, done.undo.id)
    assert (folder / "a").read_text() == numbers(1, 21).replace("2\n3\n", "two\n3\n", 1)


async def test_a_discard_that_does_not_fit_any_more_stays_kept(
    desk_at: DeskAt, tmp_path: Path
) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n", b"b": b"1\n"})
    write(folder, "a", "2\n")
    write(folder, "b", "2\n")
    desk = await desk_at(folder)
    done = await desk.staging.discard(desk.project_id, await desk.everything("unstaged"))
    write(folder, "b", "3\n")
    assert done.undo is not None
    with pytest.raises(Conflict, match="'b' has changed since where it was discarded"):
        await desk.staging.put_back(desk.project_id, done.undo.id)
    assert ((folder / "a").read_text(), (folder / "b").read_text()) == ("1\n", "3\n")
    assert await desk.staging.undos(desk.project_id) == [done.undo]
    with pytest.raises(NotFound):
        await desk.staging.put_back(desk.project_id, done.undo.id[::-1])


async def test_what_is_no_content_of_a_file_is_refused(desk_at: DeskAt, tmp_path: Path) -> None:
    conflict = await desk_at(NASTY["conflict"](tmp_path / "conflict"))
    with pytest.raises(Conflict, match="in conflict"):
        await conflict.staging.discard(
            conflict.project_id, await conflict.chosen("unstaged", "both")
        )
    desk = await desk_at(NASTY["submodule"](tmp_path / "submodule"))
    for path, words in (("sub module", "a submodule"), ("nested/", "a repository of its own")):
        with pytest.raises(Conflict, match=words):
            await desk.staging.discard(desk.project_id, await desk.chosen("unstaged", path))
    assert (desk.folder / "nested" / "file").exists()
    assert await desk.staging.undos(desk.project_id) == []


async def test_nothing_is_discarded_where_one_file_cannot_be(
    desk_at: DeskAt, tmp_path: Path
) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n", b"b": b"1\n"})
    write(folder, "a", "2\n")
    (folder / "b").unlink()
    desk = await desk_at(folder)
    chosen = await desk.everything("unstaged")
    write(folder, "b/in the way", "1\n")
    with pytest.raises(Conflict):
        await desk.staging.discard(desk.project_id, chosen)
    assert (folder / "a").read_text() == "2\n"
    assert (folder / "b/in the way").exists()
    assert await desk.staging.undos(desk.project_id) == []


async def test_files_that_were_replaced_come_back_when_another_cannot_be(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"2\n", b"src/b": b"2\n"})
    wanted = [
        Replacement(name, held(folder, name, 99), Held("100644", b"1\n"))
        for name in (b"a", b"src/b")
    ]
    write(folder, "src/b", "written meanwhile\n")
    with pytest.raises(Conflict, match="'src/b' is being changed by something else"):
        await discarding.carry_out(folder, wanted)
    assert (folder / "a").read_text() == "2\n"
    assert (folder / "src/b").read_text() == "written meanwhile\n"
    assert not await discarding.untouched(folder, wanted)
    assert await discarding.untouched(folder, wanted[:1])


async def test_too_much_to_keep_is_refused_in_words(
    desk_at: DeskAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    write(folder, "a", "2" * 2_000_000)
    desk = await desk_at(folder)
    monkeypatch.setattr(discarding, "MAX_BYTES", 1_000_000)
    with pytest.raises(Conflict, match="'a' is over 1 MB"):
        await desk.staging.discard(desk.project_id, await desk.everything("unstaged"))
    assert (folder / "a").stat().st_size == 2_000_000
    write(folder, "a", "2" * 600_000)
    write(folder, "b", "2" * 600_000)
    with pytest.raises(Conflict, match="over 1 MB together: discard fewer at once"):
        await desk.staging.discard(desk.project_id, await desk.everything("unstaged"))
    assert (folder / "b").exists()


async def test_only_the_last_discards_are_kept(
    desk_at: DeskAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    desk = await desk_at(folder)
    monkeypatch.setattr(undo, "MAX_RECORDS", 2)
    made: list[str] = []
    for text in ("2\n", "3\n", "4\n"):
        write(folder, "a", text)
        done = await desk.staging.discard(desk.project_id, await desk.chosen("unstaged", "a"))
        made.append(done.undo.id if done.undo else "")
    kept = await desk.staging.undos(desk.project_id)
    assert [item.id for item in kept] == [made[2], made[1]]
    assert git(folder, "log", "--all", "--format=%s") == b"one\n"


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from boocode_app.services.diffs.staging import discarding
from boocode_app.services.diffs.repository import open_repository
from boocode_app.services.diffs.staging.undo import Replacement, Shelf
from boocode_app.services.diffs.staging.working_file import Held, held

async def main():
    root = Path(sys.argv[1])
    shelf = await Shelf.of(await open_repository(root))
    wanted = [Replacement(b"a", held(root, b"a", 99), Held("100644", b"1\\n"))]
    await shelf.keep("Discarded the changes of 'a'", wanted)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_a_kill_before_the_file_is_written_loses_nothing(
    desk_at: DeskAt, tmp_path: Path
) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    write(folder, "a", "2\n")
    killed = subprocess.run([sys.executable, "-P", "-c", KILLED, str(folder)], timeout=60)
    assert killed.returncode == -9
    desk = await desk_at(folder)
    (kept,) = await desk.staging.undos(desk.project_id)
    assert (folder / "a").read_text() == "2\n"
    write(folder, "a", "1\n")  # what the killed process was about to do
    await desk.staging.put_back(desk.project_id, kept.id)
    assert (folder / "a").read_text() == "2\n"


async def test_a_linked_worktree_has_discards_of_its_own(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a": b"1\n"})
    git(folder, "worktree", "add", "-q", str(tmp_path / "two"))
    main, linked = await desk_at(folder), await desk_at(tmp_path / "two")
    write(linked.folder, "a", "2\n")
    chosen = await linked.chosen("unstaged", "a")
    done = await linked.staging.discard(linked.project_id, chosen)
    assert await main.staging.undos(main.project_id) == []
    assert await linked.staging.undos(linked.project_id) == [done.undo]
    git(folder, "gc", "-q", "--prune=now")
    assert done.undo is not None
    await linked.staging.put_back(linked.project_id, done.undo.id)
    assert (linked.folder / "a").read_text() == "2\n"
