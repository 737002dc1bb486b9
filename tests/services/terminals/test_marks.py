"""The commands that a shell ran are known, and no output can make one up."""

import asyncio
import shutil
from pathlib import Path

import pytest

from boocode_app.contracts.terminals import PtyCommand, PtySpawn
from boocode_app.services.terminals.marks import commands
from boocode_app.services.terminals.registry import Terminals
from tests.services.terminals.conftest import DEADLINE_S


def test_marks_are_read_with_their_lines_and_cursors() -> None:
    output = (
        b"\x1b]133;A\x07$ \x1b]133;B\x07make\r\n\x1b]633;E;make\\x3b ls\x07\x1b]133;C\x07ok\r\n"
    )
    ran = commands(output + b"\x1b]133;D;2\x07", 1000, 7, "")
    end = 1000 + len(output)
    expected = PtyCommand(
        command="make; ls", start=end - 4, line=8, end=end, exitCode=2, trusted=False
    )
    assert ran == [expected]


def test_a_mark_without_the_nonce_counts_for_nothing() -> None:
    real = b"\x1b]633;E;ls;n1\x07\x1b]133;C;nonce=n1\x07"
    fake = b"\x1b]133;D;0\x07\x1b]633;E;rm -rf;n2\x07\x1b]133;C;nonce=n2\x07"
    assert [(c.command, c.end, c.trusted) for c in commands(real + fake, 0, 1, "n1")] == [
        ("ls", None, True)
    ]


@pytest.mark.parametrize("shell", [s for s in ("bash", "zsh") if shutil.which(s)])
async def test_a_login_shell_marks_its_commands(
    shell: str, tmp_path: Path, environ: dict[str, str]
) -> None:
    (tmp_path / f".{shell}rc").write_text("GREETING=mine\nPS1='> '\n")
    before = (tmp_path / f".{shell}rc").read_bytes()
    environ["SHELL"] = shutil.which(shell) or ""
    terminals = Terminals(tmp_path / "home", environ=environ)
    await terminals.start()
    try:
        session = await terminals.spawn(PtySpawn())
        typed = r"echo \x22$GREETING; a\\\\b\x22\nfalse\nenv | grep -c BOOTERM\nexit 3\n"
        terminals.write(session.id, typed)
        ended = await terminals.wait(session.id, DEADLINE_S)
        ran = (await terminals.commands(session.id)).commands
        assert [(c.command, c.exitCode) for c in ran] == [
            (r'echo "$GREETING; a\\b"', 0),
            ("false", 1),
            ("env | grep -c BOOTERM", 1),
            ("exit 3", None),
        ]
        ring = terminals.get(session.id).ring
        assert ran[0].end is not None
        shown = ring.read(ran[0].start, ran[0].end - ran[0].start)
        assert shown == b"mine; a\\b\r\n"
        assert all(command.trusted for command in ran)
        assert ended.exitCode == 3
        assert (tmp_path / f".{shell}rc").read_bytes() == before
    finally:
        await terminals.close()


async def test_a_shell_that_we_cannot_teach_starts_all_the_same(terminals: Terminals) -> None:
    session = await terminals.spawn(PtySpawn())
    terminals.write(session.id, r"exit 4\n")
    async with asyncio.timeout(DEADLINE_S):
        assert (await terminals.wait(session.id, DEADLINE_S)).exitCode == 4
    assert (await terminals.commands(session.id)).commands == []
