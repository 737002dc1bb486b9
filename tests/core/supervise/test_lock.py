"""One supervisor a home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from boocode_app.core.errors import Conflict
from boocode_app.core.supervise.lock import only_supervisor

HOLDER = """
import sys
from pathlib import Path
from boocode_app.core.supervise.lock import only_supervisor
with only_supervisor(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_one_is_refused_with_the_pid_of_the_first(tmp_path: Path) -> None:
    with (
        only_supervisor(tmp_path),
        pytest.raises(Conflict, match=rf"pid {os.getpid()}"),
        only_supervisor(tmp_path),
    ):
        pass


def test_the_lock_dies_with_its_owner(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(Conflict, match=rf"pid {holder.pid}"), only_supervisor(tmp_path):
        pass
    holder.kill()
    holder.communicate()
    with only_supervisor(tmp_path):
        assert (tmp_path / "up.lock").read_text() == f"{os.getpid()}\n"
