"""`boocode pty record` writes a file that plays."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from boocode_app.contracts.terminals import PtySpawn
from tests.booterm import DEADLINE_S, RunningBooTerm
from tests.cli.test_pty import ask, environment
from tests.daemon import ROOT


def test_a_session_is_recorded_to_its_end_and_no_file_is_replaced(tmp_path: Path) -> None:
    booterm = RunningBooTerm(tmp_path / "home")
    asyncio.run(booterm.start())
    try:
        wanted = PtySpawn(command="sh", args=["-c", "echo first; sleep 0.5; echo last"])
        session = ask(booterm, lambda client: client.spawn(wanted))
        file = tmp_path / "it.cast"
        command = [sys.executable, "-m", "boocode_app", "pty", "record", session.id, str(file)]

        def run() -> "subprocess.CompletedProcess[str]":
            return subprocess.run(
                command,
                cwd=ROOT,
                env=environment(booterm),
                capture_output=True,
                text=True,
                timeout=DEADLINE_S,
            )

        assert run().returncode == 0
        header, *events = [json.loads(line) for line in file.read_text().splitlines()]
        assert header["version"] == 2
        assert "".join(text for _, _, text in events) == "first\r\nlast\r\n"
        again = run()
        assert (again.returncode, "is there already" in again.stderr) == (1, True)
    finally:
        asyncio.run(booterm.stop())
