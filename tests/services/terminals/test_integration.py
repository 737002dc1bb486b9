"""bash and zsh, as a person has set them up, mark their commands; nothing else of them changes."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from boocode_app.contracts.terminals import PtyCommand, PtySpawn
from boocode_app.services.terminals.registry import Terminals
from tests.services.terminals.conftest import DEADLINE_S

SHELLS = [shell for shell in ("bash", "zsh") if shutil.which(shell)]
every_shell = pytest.mark.parametrize("shell", SHELLS)
UNUSUAL = [
    ("bash", "set -u\nPROMPT_COMMAND=(true false)\nalias printf=false history=false\n"),
    ("bash", "set -u\nHISTTIMEFORMAT='%F '\nIFS=0123456789\nPROMPT_COMMAND='false;'\n"),
    ("zsh", "setopt ksh_arrays sh_word_split no_unset warn_create_global\n"),
    ("zsh", "setopt no_prompt_sp prompt_subst extended_glob\nalias -g A='| wc' C=true\n"),
    ("zsh", "setopt ksh_glob sh_glob\nPROMPT_EOL_MARK=''\nprecmd() { false; }\n"),
]


class Shell:
    """An interactive shell, with the person's start files as a test wrote them."""

    def __init__(self, terminals: Terminals, session_id: str) -> None:
        self.terminals = terminals
        self.id = session_id

    @property
    def nonce(self) -> str:
        return self.terminals.get(self.id).nonce

    async def run(self, *lines: str) -> list[PtyCommand]:
        """Type `lines`, each when the prompt is there, and then `exit 3`; what was run before."""
        for prompts, line in enumerate((*lines, "exit 3"), 1):
            await self._prompts(prompts)
            self.terminals.get(self.id).type(line.encode() + b"\r")
        assert (await self.terminals.wait(self.id, DEADLINE_S)).exitCode == 3
        ran = (await self.terminals.commands(self.id)).commands
        assert ran.pop().command == "exit 3"
        assert all(command.trusted for command in ran)
        return ran

    async def _prompts(self, count: int) -> None:
        """Wait until so many prompts were shown."""
        session = self.terminals.get(self.id)
        prompt = f"\x1b]133;B;nonce={self.nonce}".encode()
        async with asyncio.timeout(DEADLINE_S):
            with session.output.watched() as changed:
                while self.output().count(prompt) < count:
                    changed.clear()
                    await changed.wait()

    def output(self) -> bytes:
        """Everything that was printed."""
        ring = self.terminals.get(self.id).ring
        return ring.read(ring.start, ring.end - ring.start)

    def shown(self, command: PtyCommand) -> str:
        """What a command printed."""
        assert command.end is not None
        return self.output()[command.start : command.end].decode()


@asynccontextmanager
async def started(shell: str, home: Path, environ: dict[str, str]) -> AsyncIterator[Shell]:
    """`shell` in the home `home`."""
    given = {**environ, "SHELL": shutil.which(shell) or "", "HOME": str(home)}
    terminals = Terminals(home / "boocode", environ=given)
    await terminals.start()
    try:
        yield Shell(terminals, (await terminals.spawn(PtySpawn(workdir=str(home)))).id)
    finally:
        await terminals.close()


@every_shell
async def test_commands_their_output_and_their_exit_codes_are_known(
    shell: str, tmp_path: Path, environ: dict[str, str]
) -> None:
    rc = tmp_path / f".{shell}rc"
    rc.write_text("GREETING=mine\nPS1='> '\n")
    before = rc.read_bytes()
    async with started(shell, tmp_path, environ) as running:
        ran = await running.run(
            r"printf '%s\n' "
            '"$GREETING; é\\\\b"',
            "false",
            "printf unfinished",
            "sh -c 'kill -TERM $$'",
            "(exit 42)",
        )
        assert [(c.command, c.exitCode) for c in ran] == [
            ("printf '%s\\n' \"$GREETING; é\\\\b\"", 0),
            ("false", 1),
            ("printf unfinished", 0),
            ("sh -c 'kill -TERM $$'", 143),
            ("(exit 42)", 42),
        ]
        assert running.shown(ran[0]) == "mine; é\\b\r\n"
        assert running.shown(ran[1]) == ""
        assert running.shown(ran[2]) == "unfinished"
        assert rc.read_bytes() == before


@every_shell
async def test_the_prompt_stays_as_the_person_made_it(
    shell: str, tmp_path: Path, environ: dict[str, str]
) -> None:
    last = {"bash": r"PS1='[$?]mine> '", "zsh": "PS1='[%?]mine> '"}[shell]
    (tmp_path / f".{shell}rc").write_text(f"{last}\n")
    async with started(shell, tmp_path, environ) as running:
        await running.run("true", "(exit 7)", "", "", "true")
        read = await running.terminals.read(running.id)
        prompts = [line.text.rstrip() for line in read.lines if "mine>" in line.text]
        assert prompts == [
            "[0]mine> true",
            "[0]mine> (exit 7)",
            "[7]mine>",
            "[7]mine>",
            "[7]mine> true",
            "[0]mine> exit 3",
        ]
        marks = running.output().count(b"\x1b]133;B;")
        assert marks == len(prompts)


@every_shell
async def test_no_command_learns_the_nonce(
    shell: str, tmp_path: Path, environ: dict[str, str]
) -> None:
    (tmp_path / f".{shell}rc").write_text(
        "env > at-start\nexport PS1='> ' PROMPT_EOL_MARK='~'\nexport PROMPT_COMMAND=true\n"
    )
    async with started(shell, tmp_path, environ) as running:
        session = running.terminals.get(running.id)
        session.type(b"env > later; exit\r")
        assert (await running.terminals.wait(running.id, DEADLINE_S)).exitCode == 0
        assert running.nonce
        for name in ("at-start", "later"):
            told = (tmp_path / name).read_text()
            assert "PATH=" in told
            assert running.nonce not in told
            assert "BOOTERM_NONCE" not in told


@pytest.mark.parametrize(("shell", "rc"), [case for case in UNUSUAL if case[0] in SHELLS])
async def test_unusual_settings_of_a_shell_do_no_harm(
    shell: str, rc: str, tmp_path: Path, environ: dict[str, str]
) -> None:
    (tmp_path / f".{shell}rc").write_text(f"PS1='> '\n{rc}")
    async with started(shell, tmp_path, environ) as running:
        ran = await running.run("echo a; echo b", "(exit 5)")
        assert [(c.command, c.exitCode) for c in ran] == [("echo a; echo b", 0), ("(exit 5)", 5)]
        assert running.shown(ran[0]) == "a\r\nb\r\n"
        read = await running.terminals.read(running.id)
        prompts = [line.text for line in read.lines if line.text.startswith(">")]
        assert prompts == ["> echo a; echo b", "> (exit 5)", "> exit 3"]


async def test_what_bash_keeps_out_of_its_history_is_told_all_the_same(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    (tmp_path / ".bashrc").write_text("PS1='> '\nHISTCONTROL=ignoreboth\nHISTIGNORE='pwd'\n")
    async with started("bash", tmp_path, environ) as running:
        ran = await running.run("echo one", " echo hidden", "pwd", "echo two", "echo two")
        assert [command.command for command in ran] == [
            "echo one",
            "echo hidden",
            "pwd",
            "echo two",
            "echo two",
        ]


@every_shell
async def test_start_files_are_found_where_the_person_keeps_them(
    shell: str, tmp_path: Path, environ: dict[str, str]
) -> None:
    own = tmp_path / "config of zsh" if shell == "zsh" else tmp_path
    own.mkdir(exist_ok=True)
    (tmp_path / ".zshenv").write_text(f": ${{ZDOTDIR:='{own}'}}\n")
    (own / f".{shell}rc").write_text("PS1='> '\nRC_READ=yes\n")
    async with started(shell, tmp_path, environ) as running:
        ran = await running.run('echo "$RC_READ ${ZDOTDIR-none}"')
        where = str(own) if shell == "zsh" else "none"
        assert running.shown(ran[0]) == f"yes {where}\r\n"


@every_shell
async def test_no_setting_of_ours_is_left_behind(
    shell: str, tmp_path: Path, environ: dict[str, str]
) -> None:
    (tmp_path / f".{shell}rc").write_text("PS1='> '\n")
    async with started(shell, tmp_path, environ) as running:
        ran = await running.run(
            'echo "${ZDOTDIR-none} $HISTFILE"',
            "PROMPT_EOL_MARK='~'",
            "unset PROMPT_EOL_MARK",
            "printf x",
            "sh -c 'echo ${PROMPT_COMMAND-none}'",
        )
        assert running.shown(ran[0]).startswith("none ")
        assert str(tmp_path / "boocode") not in running.shown(ran[0])
        assert [running.shown(command) for command in ran[3:]] == ["x", "none\r\n"]
