"""A launch is checked before anything is started, and carries nothing of ours."""

from pathlib import Path

import pytest

from boocode_app.contracts.terminals import PtySpawn
from boocode_app.core.errors import InvalidInput
from boocode_app.services.terminals.launch import login_shell, prepare


def test_a_shell_sees_the_persons_environment_and_nothing_of_ours(environ: dict[str, str]) -> None:
    environment = prepare(PtySpawn(env={"EXTRA": "1"}), environ).environment
    assert environment["GREETING"] == "hello"
    assert environment["EXTRA"] == "1"
    assert (environment["TERM"], environment["COLORTERM"]) == ("xterm-256color", "truecolor")
    assert environment["LANG"] == "C.UTF-8"
    assert not [name for name in environment if name.startswith(("BOOCODE", "LLAMA", "TMUX"))]


def test_the_default_is_the_login_shell(environ: dict[str, str]) -> None:
    assert prepare(PtySpawn(), environ).argv == ["/bin/sh"]
    assert Path(login_shell({"SHELL": "/no/such/shell"})).is_file()
    assert Path(login_shell({})).is_file()


def test_a_command_is_found_on_the_path_or_in_the_folder(
    environ: dict[str, str], tmp_path: Path
) -> None:
    script = tmp_path / "run.sh"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    here = prepare(PtySpawn(command="./run.sh", workdir=str(tmp_path)), environ)
    assert Path(here.argv[0]).samefile(script)
    assert Path(prepare(PtySpawn(command="sh"), environ).argv[0]).is_absolute()


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (PtySpawn(command="no-such-command"), "command"),
        (PtySpawn(command="/etc/passwd"), "command"),
        (PtySpawn(command="a\0b"), "command"),
        (PtySpawn(workdir="/no/such/folder"), "workdir"),
        (PtySpawn(workdir="relative"), "workdir"),
        (PtySpawn(workdir="/etc/passwd"), "workdir"),
        (PtySpawn(workdir="/a\0b"), "workdir"),
        (PtySpawn(args=["a\0b"]), "args"),
        (PtySpawn(env={"A=B": "c"}), "env"),
        (PtySpawn(env={"A": "c\0"}), "env"),
    ],
)
def test_what_cannot_be_used_is_named(
    request_: PtySpawn, field: str, environ: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as raised:
        prepare(request_, environ)
    assert raised.value.fields[0].field == field
