"""What a killed supervisor left is taken over, or ended where it is not ours to keep."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import psutil

from boocode_app.core.supervise.part import Part
from boocode_app.core.supervise.supervisor import Supervisor
from tests.core.supervise.conftest import pid_of, watch_until

MakePart = Callable[..., Part]


def forget(supervisor: Supervisor) -> None:
    """What a kill -9 of the supervisor does: its parts live on, and nobody watches."""
    supervisor.watched = {}


def test_the_next_supervisor_takes_over_what_still_lives(
    supervisor: Supervisor, part: MakePart
) -> None:
    same = part()
    supervisor.add([same])
    supervisor.wait_until_ready(["coder"], 10)
    pid = pid_of(supervisor)
    forget(supervisor)
    assert supervisor.add([same]) == ["coder"]
    assert pid_of(supervisor) == pid
    assert supervisor.watched["coder"].state == "ready"


def test_the_death_of_a_taken_over_part_is_noticed(supervisor: Supervisor, part: MakePart) -> None:
    same = part()
    supervisor.add([same])
    supervisor.wait_until_ready(["coder"], 10)
    forget(supervisor)
    supervisor.add([same])
    os.kill(pid_of(supervisor), signal.SIGKILL)
    watched = supervisor.watched["coder"]
    watch_until(supervisor, lambda: watched.restarts == 1 and watched.state == "ready")


def test_a_part_of_another_version_is_ended_and_started_anew(
    supervisor: Supervisor, part: MakePart
) -> None:
    older = part(fingerprint="older")
    supervisor.add([older])
    supervisor.wait_until_ready(["coder"], 10)
    pid = pid_of(supervisor)
    forget(supervisor)
    assert supervisor.add([part(fingerprint="newer", port=older.port)]) == []
    assert not psutil.pid_exists(pid)
    supervisor.wait_until_ready(["coder"], 10)


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
    orphan = psutil.Popen(
        [sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True
    )
    record = {"pid": orphan.pid, "created": orphan.create_time()}
    (supervisor.run_folder / "llama").mkdir(parents=True)
    (supervisor.run_folder / "llama" / "demo.json").write_text(json.dumps(record))
    supervisor.end()
    assert orphan.wait(5) == -signal.SIGTERM
    orphan.stdin.close()
