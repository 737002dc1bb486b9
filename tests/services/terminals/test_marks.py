"""The commands that a shell ran are known, and no output can make one up."""

import asyncio

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


def test_a_command_line_that_the_shell_does_not_tell_is_taken_as_it_was_echoed() -> None:
    output = b"\x1b]133;B\x07 ls -l\r\n\x1b]633;E;\x07\x1b]133;C\x07out\r\n\x1b]133;D;0\x07"
    redrawn = output.replace(b" ls", b"l\x08ls")
    assert [command.command for command in commands(output + redrawn, 0, 1, "")] == ["ls -l", ""]


async def test_a_shell_that_we_cannot_teach_starts_all_the_same(terminals: Terminals) -> None:
    session = await terminals.spawn(PtySpawn())
    terminals.write(session.id, r"exit 4\n")
    async with asyncio.timeout(DEADLINE_S):
        assert (await terminals.wait(session.id, DEADLINE_S)).exitCode == 4
    assert (await terminals.commands(session.id)).commands == []
