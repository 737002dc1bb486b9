"""A crash at any file operation of `tidy --apply` leaves the old tree or the new one."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from boocode_app.core.errors import Conflict
from boocode_app.services.specs import transaction
from boocode_app.services.specs.desk import Desk
from boocode_app.services.specs.disk import Disk
from boocode_app.services.specs.plan import Surroundings, make_plan
from boocode_app.services.specs.snapshot import File, Folder, Link, Snapshot, fingerprint, read
from tests.services.specs.before import write_batch

STEPS = ("make_folder", "write", "keep", "link", "rename", "unlink", "remove_folder", "sync")


class PowerCut(BaseException):
    """The machine went away."""


class MortalDisk(Disk):
    """A disk that dies before its operation number `last` (from 1); None: never."""

    def __init__(self, last: int | None) -> None:
        self.last = last
        self.done = 0

    def __getattribute__(self, name: str) -> object:
        found = super().__getattribute__(name)
        if name in STEPS:
            self.done += 1
            if self.done == self.last:
                self.die()
        return found

    def die(self) -> None:
        """End here."""
        raise PowerCut


def small_before(repository: Path) -> Path:
    """A tree with one thing of each kind to be done: few enough files to die at each of them."""
    root = repository / "openspec"
    archived = root / "changes" / "archived"
    archived.mkdir(parents=True)
    (archived / "stub.md").write_text("# Stub\n\nStatus: shipped\n")
    write_batch(archived / "2026-06-07-lost", "lost", "It never shipped.")
    write_batch(archived / "2026-06-07-part", "part", "It belongs elsewhere.")
    write_batch(archived / "done", "done", "It shipped.", done=True)
    write_batch(root / "changes" / "open", "open", "It is being built.")
    (root / "changes" / "open" / "run.sh").write_text("#!/bin/sh\n")
    (root / "changes" / "open" / "run.sh").chmod(0o755)
    (root / "tidy.yaml").write_text("merge: {part: [open]}\nshipped: {done: v1.0.0-done}\n")
    return root


def contents(snapshot: Snapshot) -> dict[str, object]:
    """What stands where, without where it came from."""
    return {
        path: entry.data if isinstance(entry, File) else entry
        for path, entry in snapshot.items()
        if isinstance(entry, File | Folder | Link)
    }


def apply(root: Path, disk: Disk | None) -> None:
    """`tidy --apply`, without git."""
    seen = fingerprint(root)
    plan = make_plan(read(root), Surroundings("2026-07-01", "A context."))
    with transaction.locked(root.parent):
        transaction.exchange(root, plan.after, seen, disk)


def operations(tmp_path: Path) -> int:
    """How many file operations the whole of it takes."""
    disk = MortalDisk(None)
    (tmp_path / "count").mkdir()
    apply(small_before(tmp_path / "count"), disk)
    return disk.done


def test_killed_at_every_operation_in_turn_the_next_command_finds_the_old_or_the_new_tree(
    tmp_path: Path,
) -> None:
    total = operations(tmp_path)
    outcomes = []
    for last in range(1, total + 1):
        repository = tmp_path / str(last)
        repository.mkdir()
        root = small_before(repository)
        old = contents(read(root))
        new = contents(make_plan(read(root), Surroundings("2026-07-01", "A context.")).after)

        with pytest.raises(PowerCut):
            apply(root, MortalDisk(last))
        found = contents(Desk(root).snapshot())

        assert found in (old, new), f"killed at operation {last} of {total}"
        assert not (repository / transaction.STAGING).exists()
        outcomes.append(found == new)
    assert outcomes == sorted(outcomes), "once committed, it stays committed"
    assert {True, False} == set(outcomes)


def test_a_recovery_that_is_killed_too_is_finished_by_the_next_one(tmp_path: Path) -> None:
    total = operations(tmp_path)
    for last in range(total // 2, total + 1, 6):
        for second in (1, 2, 4, 9, 20):
            repository = tmp_path / f"{last}-{second}"
            repository.mkdir()
            root = small_before(repository)
            old = contents(read(root))
            new = contents(make_plan(read(root), Surroundings("2026-07-01", "A context.")).after)
            with pytest.raises(PowerCut):
                apply(root, MortalDisk(last))
            with suppress(PowerCut):
                transaction.recover(root, MortalDisk(second))

            assert contents(Desk(root).snapshot()) in (old, new)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.85, 0.95])
def test_kill_9_in_the_middle_leaves_the_old_or_the_new_tree(tmp_path: Path, share: float) -> None:
    last = max(1, int(operations(tmp_path) * share))
    root = small_before(tmp_path)
    old = contents(read(root))
    new = contents(make_plan(read(root), Surroundings("2026-07-01", "A context.")).after)

    ended = subprocess.run(
        [sys.executable, "-m", "tests.services.specs.test_crashes", str(root), str(last)],
        cwd=Path(__file__).parents[3],
        check=False,
        timeout=60,
    )

    assert ended.returncode == -signal.SIGKILL
    assert contents(Desk(root).snapshot()) in (old, new)
    assert not (tmp_path / transaction.STAGING).exists()


def test_files_that_stay_keep_their_mode_and_time(tmp_path: Path) -> None:
    root = small_before(tmp_path)
    script = root / "changes" / "open" / "run.sh"
    before = script.stat()

    apply(root, None)

    after = script.stat()
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)


def test_a_tree_that_is_touched_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    root = small_before(tmp_path)

    class Meddled(Disk):
        def link(self, path: Path, target: str) -> None:
            (root / "changes" / "open" / "design.md").write_text("meanwhile\n")
            super().link(path, target)

    with pytest.raises(Conflict, match="changed while the plan was carried out"):
        apply(root, Meddled())

    assert (root / "changes" / "open" / "design.md").read_text() == "meanwhile\n"
    assert (root / "changes" / "archived" / "stub.md").is_file()
    assert not (tmp_path / transaction.STAGING).exists()


def test_a_folder_put_back_beside_an_interrupted_exchange_is_not_overwritten(
    tmp_path: Path,
) -> None:
    root = small_before(tmp_path)
    total = operations(tmp_path)
    for last in range(1, total + 1):
        repository = tmp_path / f"again-{last}"
        repository.mkdir()
        root = small_before(repository)
        with pytest.raises(PowerCut):
            apply(root, MortalDisk(last))
        if not root.exists():
            break
    assert not root.exists()
    root.mkdir()

    with pytest.raises(Conflict, match="was put back since"):
        Desk(root).snapshot()


def test_a_staging_folder_that_a_repository_brings_along_is_neither_used_nor_deleted(
    tmp_path: Path,
) -> None:
    root = small_before(tmp_path)
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("keep\n")
    staging = tmp_path / transaction.STAGING
    (staging / "tree").mkdir(parents=True)
    (staging / "old").symlink_to(precious)
    (staging / "claim").write_text("1")
    (staging / "journal").write_text("")
    old = contents(read(root))

    with pytest.raises(Conflict, match="in the way"):
        Desk(root).snapshot()

    assert contents(read(root)) == old
    assert (precious / "file").read_text() == "keep\n"


def test_a_link_in_the_place_of_the_staging_folder_is_refused(tmp_path: Path) -> None:
    root = small_before(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / transaction.STAGING).symlink_to("elsewhere")

    with pytest.raises(Conflict, match="in the way"):
        apply(root, None)

    assert list((tmp_path / "elsewhere").iterdir()) == []


class KilledDisk(MortalDisk):
    """A disk whose process is killed."""

    def die(self) -> None:
        """End without a word."""
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    apply(Path(sys.argv[1]), KilledDisk(int(sys.argv[2])))
