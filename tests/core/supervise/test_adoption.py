"""What a killed supervisor left is taken over, or ended where it is not ours to keep."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import psutil

from boocode_app.core.supervise.part import Part
from boocode_app.core.supervise.records import read_record
from boocode_app.core.supervise.supervisor import Supervisor
from tests.core.supervise.conftest import pid_of, watch_until

MakePart = Callable[..., Part]

PREDECESSOR = """
import os, sys
from pathlib import Path
from boocode_app.core.supervise.part import Part
from boocode_app.core.supervise.records import read_record
from boocode_app.core.supervise.supervisor import Supervisor
run, logs, folder, port, fingerprint, *command = sys.argv[1:]
part = Part("coder", tuple(command), int(port), "X", fingerprint, Path(folder), dict(os.environ))
supervisor = Supervisor(Path(run), Path(logs), None)
with supervisor.listening_to_signals():
    supervisor.add([part])
    supervisor.wait_until_ready(["coder"], 10)
    print("ready", flush=True)
    supervisor.watch()
"""


def left_by_a_killed_supervisor(supervisor: Supervisor, part: Part) -> int:
    """The pid of `part`, started by another supervisor on the same home that is dead by now."""
    places = [str(p) for p in (supervisor.run_folder, supervisor.logs, part.folder)]
    predecessor = subprocess.Popen(
        [
            *(sys.executable, "-c", PREDECESSOR, *places),
            *(str(part.port), part.fingerprint, *part.command),
        ],
        stdout=subprocess.PIPE,
    )
    assert predecessor.stdout is not None
    assert predecessor.stdout.readline() == b"ready\n"
    predecessor.kill()
    predecessor.communicate()
    record = read_record(supervisor.run_folder, "coder")
    assert record is not None
    return record.pid


def is_gone(pid: int) -> bool:
    """Whether `pid` ended (whoever has it as a child may not have asked for its status yet)."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_the_next_supervisor_takes_over_what_still_lives(
    supervisor: Supervisor, part: MakePart
) -> None:
    same = part()
    pid = left_by_a_killed_supervisor(supervisor, same)
    assert supervisor.add([same]) == ["coder"]
    assert pid_of(supervisor) == pid
    assert supervisor.watched["coder"].state == "ready"
    supervisor.end()
    assert is_gone(pid)


def test_the_death_of_a_taken_over_part_is_noticed(supervisor: Supervisor, part: MakePart) -> None:
    same = part()
    pid = left_by_a_killed_supervisor(supervisor, same)
    supervisor.add([same])
    os.kill(pid, signal.SIGKILL)
    watched = supervisor.watched["coder"]
    watch_until(supervisor, lambda: watched.restarts == 1 and watched.state == "ready")


def test_a_part_of_another_version_is_ended_and_started_anew(
    supervisor: Supervisor, part: MakePart
) -> None:
    older = part(fingerprint="older")
    pid = left_by_a_killed_supervisor(supervisor, older)
    assert supervisor.add([part(fingerprint="newer", port=older.port)]) == []
    assert is_gone(pid)
    supervisor.wait_until_ready(["coder"], 10)


def test_a_leftover_that_is_not_to_be_kept_is_ended(supervisor: Supervisor, part: MakePart) -> None:
    pid = left_by_a_killed_supervisor(supervisor, part())
    supervisor.end_leftover("coder")
    assert is_gone(pid)
    assert read_record(supervisor.run_folder, "coder") is None


def test_a_stranger_with_a_recorded_pid_is_left_alone(
    supervisor: Supervisor, part: MakePart
) -> None:
    """A pid is used again after a restart of the machine: the start time tells them apart."""
    stranger = subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE)
    record = {"pid": stranger.pid, "created": 1.0, "version": "0", "fingerprint": "f", "port": 1}
    supervisor.run_folder.mkdir()
    (supervisor.run_folder / "coder.json").write_text(json.dumps(record))
    try:
        assert supervisor.add([part()]) == []
        assert stranger.poll() is None
    finally:
        stranger.communicate(b"\n")


def test_llama_servers_that_a_killed_sidecar_left_are_ended(supervisor: Supervisor) -> None:
    orphan = subprocess.Popen(
        [sys.executable, "-S", "-c", "import signal; signal.pause()"], start_new_session=True
    )
    record = {"pid": orphan.pid, "created": psutil.Process(orphan.pid).create_time()}
    (supervisor.run_folder / "llama").mkdir(parents=True)
    (supervisor.run_folder / "llama" / "demo.json").write_text(json.dumps(record))
    supervisor.end()
    assert is_gone(orphan.pid)
    orphan.poll()
