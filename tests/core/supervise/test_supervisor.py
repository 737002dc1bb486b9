"""Parts are started, watched, restarted and ended: with real processes."""

import os
import signal
import socket
import time
from collections.abc import Callable

import psutil
import pytest

from boocode_app.core.errors import Conflict, UpstreamFailed
from boocode_app.core.supervise.part import Part
from boocode_app.core.supervise.supervisor import Supervisor
from tests.core.supervise.conftest import pid_of, status_of, watch_until

MakePart = Callable[..., Part]


def test_a_part_is_ready_when_it_answers(supervisor: Supervisor, part: MakePart) -> None:
    assert supervisor.add([part()]) == []
    assert supervisor.watched["coder"].state == "starting"
    supervisor.wait_until_ready(["coder"], 10)
    assert status_of(supervisor)["state"] == "ready"
    assert status_of(supervisor)["pid"] == pid_of(supervisor)
    assert "words of" in (supervisor.logs / "coder.log").read_text()


def test_the_others_are_started_when_the_first_is_ready(
    supervisor: Supervisor, part: MakePart
) -> None:
    supervisor.add([part("sidecar"), part("booterm"), part("web")], first="web")
    assert [w.process is None for w in supervisor.watched.values()] == [True, True, False]
    assert status_of(supervisor, "sidecar")["state"] == "starting"
    supervisor.wait_until_ready(["web"], 10)
    assert supervisor.watched["sidecar"].process is None
    supervisor.wait_until_ready(["sidecar", "booterm"], 10)
    order: list[str] = []
    supervisor.end(order.append)
    assert order == ["web", "booterm", "sidecar"]


def test_the_others_are_started_too_when_the_first_fails(
    supervisor: Supervisor, part: MakePart
) -> None:
    supervisor.add([part("coder"), part("web", temper="dies")], first="web")
    supervisor.wait_until_ready(["coder"], 10)
    assert supervisor.watched["web"].state in ("restarting", "starting")


def test_a_part_leads_a_session_of_its_own(supervisor: Supervisor, part: MakePart) -> None:
    supervisor.add([part()])
    assert os.getsid(pid_of(supervisor)) == pid_of(supervisor)


def test_a_killed_part_is_started_again(supervisor: Supervisor, part: MakePart) -> None:
    supervisor.add([part()])
    supervisor.wait_until_ready(["coder"], 10)
    first = pid_of(supervisor)
    os.kill(first, signal.SIGKILL)
    watched = supervisor.watched["coder"]
    watch_until(supervisor, lambda: watched.state == "restarting")
    assert "signal 9" in str(status_of(supervisor)["detail"])
    assert status_of(supervisor)["next_try_at"] is not None
    watch_until(supervisor, lambda: watched.state == "ready")
    assert pid_of(supervisor) != first
    assert watched.restarts == 1


def test_a_part_that_cannot_start_says_its_last_words(
    supervisor: Supervisor, part: MakePart
) -> None:
    supervisor.add([part(temper="dies")])
    watched = supervisor.watched["coder"]
    watch_until(supervisor, lambda: watched.state == "restarting")
    with pytest.raises(UpstreamFailed, match="it cannot go on"):
        supervisor.wait_until_ready(["coder"], 0.01)


def test_a_strangers_port_is_named_with_its_variable(
    supervisor: Supervisor, part: MakePart
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        with pytest.raises(
            Conflict, match=rf"Port {port} of coder .*pid {os.getpid()}.*BOOCODE_X_"
        ):
            supervisor.add([part(port=port)])
    assert supervisor.watched == {}


def test_an_orderly_end_leaves_neither_process_nor_record(
    supervisor: Supervisor, part: MakePart
) -> None:
    supervisor.add([part("sidecar"), part("coder")])
    supervisor.wait_until_ready(["sidecar", "coder"], 10)
    pids = [pid_of(supervisor, "sidecar"), pid_of(supervisor, "coder")]
    order: list[str] = []
    supervisor.end(order.append)
    assert order == ["coder", "sidecar"]
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not list(supervisor.run_folder.glob("coder.json"))
    assert status_of(supervisor)["state"] == "stopped"


def test_a_part_that_does_not_heed_is_killed_in_time(
    supervisor: Supervisor, part: MakePart
) -> None:
    supervisor.add([part(temper="stubborn")])
    supervisor.wait_until_ready(["coder"], 10)
    pid, began = pid_of(supervisor), time.monotonic()
    supervisor.end()
    assert time.monotonic() - began < 5
    assert not psutil.pid_exists(pid)


def test_a_signal_ends_the_watch(supervisor: Supervisor, part: MakePart) -> None:
    supervisor.add([part()])
    signal.raise_signal(signal.SIGTERM)
    supervisor.watch()
    assert supervisor.end_asked


def test_watching_costs_next_to_nothing(supervisor: Supervisor, part: MakePart) -> None:
    supervisor.add([part()])
    supervisor.wait_until_ready(["coder"], 10)
    before = time.process_time()
    supervisor.watch_while(lambda: True, deadline_s=2)
    assert time.process_time() - before < 0.1


def test_a_large_log_is_put_aside(
    supervisor: Supervisor, part: MakePart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boocode_app.core.supervise.child.LOG_LIMIT", 3)
    supervisor.logs.mkdir()
    (supervisor.logs / "coder.log").write_text("much was said")
    supervisor.add([part()])
    assert (supervisor.logs / "coder.log.1").read_text() == "much was said"
    assert (supervisor.logs / "coder.log").stat().st_mode & 0o077 == 0
