"""The page's side of the terminal protocol, tried by node against a real booterm."""

from pathlib import Path

from tests.api.booterm import running
from tests.node import node_tests


def test_the_link_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with running(tmp_path, BOOCODE_AUTH="off") as booterm:
        session = booterm.ask(
            "POST",
            "/api/pty/spawn",
            {"command": "sh", "args": ["-c", "read go; seq 1 100000; exit 3"]},
            token=False,
        )
        owned = booterm.ask(
            "POST", "/api/pty/spawn", {"command": "cat", "agentId": "ada"}, token=False
        )
        said = node_tests(
            Path(__file__).with_name("terminal_link.test.mjs"),
            PTY_URL=f"ws://127.0.0.1:{booterm.port}/api/pty/{session['id']}/ws",
            AGENT_URL=f"http://127.0.0.1:{booterm.port}/api/pty/{owned['id']}",
        )
    assert "pass 7" in said
