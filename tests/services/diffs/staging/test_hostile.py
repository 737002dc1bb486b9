"""A hostile repository's changes are staged and discarded, and nothing that it names is run."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from boocode_app.core.errors import BooError
from tests.services.diffs.conftest import Desk
from tests.services.diffs.nasty import commit, committed, git, write
from tests.services.diffs.test_hostile import PROGRAMS, program, traces

DeskAt = Callable[[Path], Awaitable[Desk]]
HOOKS = ("post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout")


async def test_nothing_that_it_configures_is_run(desk_at: DeskAt, tmp_path: Path) -> None:
    trap = program(tmp_path, tmp_path / "trap")
    attributes = b'* filter=evil diff=evil merge=evil\nb filter=evil.one\n[c]* filter="e vil"\n'
    folder = committed(tmp_path / "hostile", {b".gitattributes": attributes, b"a": b"1\n2\n"})
    write(folder, "b", "1\n")
    commit(folder)
    for hook in HOOKS:
        program(tmp_path, folder / ".git" / "hooks" / hook)
        program(tmp_path, folder / ".git" / "evil hooks" / hook)
    for setting in PROGRAMS:
        value = folder / ".git" / "evil hooks" if setting == "core.hooksPath" else trap
        git(folder, "config", setting, str(value))
    git(folder, "config", "filter.evil.required", "true")
    git(folder, "config", "merge.evil.driver", str(trap))
    write(folder, "a", "one\ntwo\n")
    write(folder, "b", "2\n")
    write(folder, "c", "3\n")
    desk = await desk_at(folder)
    staging, project = desk.staging, desk.project_id
    await staging.stage(project, await desk.chosen("unstaged", "a", added=[(1, 1)]))
    await staging.unstage(project, await desk.everything("staged"))
    await staging.stage(project, await desk.everything("unstaged"))
    await staging.unstage(project, await desk.everything("staged"))
    lines = await desk.chosen("unstaged", "a", removed=[(1, 1)], added=[(1, 1)])
    for chosen in (lines, await desk.chosen("unstaged", "b"), await desk.chosen("unstaged", "c")):
        done = await staging.discard(project, chosen)
        assert done.undo is not None
        await staging.put_back(project, done.undo.id)
    assert (folder / "a").read_text() == "one\ntwo\n"
    assert not traces(tmp_path).exists()


async def test_a_link_in_the_way_leads_nowhere(desk_at: DeskAt, tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"src/a": b"1\n", b"src/b": b"1\n"})
    write(folder, "src/a", "2\n")
    desk = await desk_at(folder)
    chosen = await desk.chosen("unstaged", "src/a")
    done = await desk.staging.discard(desk.project_id, chosen)
    assert done.undo is not None
    outside = tmp_path / "outside"
    (folder / "src").rename(outside)
    (folder / "src").symlink_to(outside)
    with pytest.raises(BooError):
        await desk.staging.put_back(desk.project_id, done.undo.id)
    assert (outside / "a").read_text() == "1\n"
