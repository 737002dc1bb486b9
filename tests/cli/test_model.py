"""`boocode model`: what it says with a running sidecar, and without one."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from boocode_app.cli.model import app
from boocode_app.core.errors import BooError, InvalidInput, Unavailable
from boocode_app.services.llama.demo import write_demo
from boocode_app.services.llama.shelf.gguf_header import read_header
from tests.daemon import free_ports
from tests.hub import HubFolder, running_hub
from tests.sidecar import RunningSidecar


def test_the_demo_is_written_and_said_to_talk_nonsense(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOCODE_HOME", str(tmp_path))
    answer = CliRunner().invoke(app, ["demo"])
    assert answer.exit_code == 0
    assert "talks nonsense" in answer.output
    assert "BOOCODE_MODEL=/path/to/model.gguf ./boocode up" in answer.output
    assert read_header(tmp_path / "models" / "demo.gguf").name == "BooCode demo (scripted)"

    looping = tmp_path / "elsewhere.gguf"
    again = CliRunner().invoke(app, ["demo", "--kind", "looping", "--out", str(looping)])
    assert again.exit_code == 0
    assert read_header(looping).name == "BooCode demo (looping)"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSidecar]:
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    hub = HubFolder({"tiny-Q4_K_M.gguf": write_demo(home / "hub.gguf").read_bytes()})
    hub.opened.set()
    with running_hub(hub) as address:
        sidecar = RunningSidecar(home, BOOCODE_HF_ENDPOINT=address)
        asyncio.run(sidecar.start())
        yield sidecar
        sidecar.end()


@pytest.fixture
def model(daemon: RunningSidecar, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `boocode model ...` beside the running sidecar."""
    monkeypatch.setenv("BOOCODE_HOME", str(daemon.settings.home))
    monkeypatch.setenv("BOOCODE_SIDECAR_PORT", str(daemon.settings.sidecar_port))
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def test_without_a_sidecar_the_list_comes_from_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOCODE_HOME", str(tmp_path))
    monkeypatch.setenv("BOOCODE_SIDECAR_PORT", str(free_ports(1)[0]))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "other.gguf").write_bytes(b"0" * 20_000_000)
    answer = CliRunner().invoke(app, ["list"])
    assert "BooCode is not running here: `./boocode up` starts it." in answer.stderr
    lines = answer.stdout.splitlines()
    assert lines[0].startswith("* demo   not there  /")
    assert lines[1].startswith("  other  0.02 GB    /")
    refused = CliRunner().invoke(app, ["load", "other"])
    assert isinstance(refused.exception, Unavailable)


def test_a_file_is_added_loaded_pinned_and_removed(
    model: Callable[..., Result], tmp_path: Path
) -> None:
    write_demo(tmp_path / "mine.gguf", "looping")
    assert "  mine  stopped  0.00 GB" in model("add", str(tmp_path / "mine.gguf")).stdout
    assert "mine is loaded: done" in model("load", "mine").stdout
    assert "  mine  ready  " in model("list").stdout
    assert "pinned" in model("pin", "mine").stdout
    assert "pinned" not in model("unpin", "mine").stdout
    assert "listening" in model("logs", "mine").stdout
    assert "  mine  stopped" in model("unload", "mine").stdout
    assert model("remove", "mine").stdout == "mine is removed.\n"
    assert "mine" not in model("list").stdout


def test_a_model_of_a_hub_is_waited_for(model: Callable[..., Result]) -> None:
    added = model("add", "org/demo", "--name", "tiny")
    assert "tiny is fetched: done" in added.stdout
    assert "  tiny  stopped  0.00 GB  org/demo" in added.stdout
    assert "tiny is fetched: done" in model("download", "tiny").stdout
    assert isinstance(model("download", "tiny", "pause").exception, BooError)
    assert "its file deleted" in model("remove", "tiny", "--file").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "/none.gguf"], "No such file"),
        (["add", "org/none"], "The hub has no"),
        (["add", "http://127.0.0.1:9/v1"], "cannot be reached"),
        (["add", "org/demo", "--name", "../x"], "'../x'"),
        (["remove", "none"], "Unknown model 'none'"),
        (["download", "none"], "There is no model 'none'"),
        (["unpin", "demo"], "stays pinned"),
        (["logs", "none"], "Unknown model"),
    ],
)
def test_what_cannot_be_done_is_told_in_words(
    model: Callable[..., Result], arguments: list[str], words: str
) -> None:
    fault = model(*arguments).exception
    assert isinstance(fault, BooError)
    assert words in fault.detail


def test_the_arguments_of_a_model_are_shown_or_why_they_cannot_be(
    model: Callable[..., Result],
) -> None:
    base = model("args", "demo").stdout
    assert "--cache-type-k q4_0\n--spec-type ngram-mod\n" in base
    assert "--port (a free one)" in base
    other = model("args", "demo", "-ctk", "f16").stdout
    assert "--cache-type-k f16" in other
    assert "# The K cache is f16" in other
    fault = model("args", "demo", "--cache-type-k", "q8_0", "--threadz", "4").exception
    assert isinstance(fault, InvalidInput)
    assert "--cache-type-k q8_0: " in fault.detail
    assert "did you mean --threads?" in fault.detail
