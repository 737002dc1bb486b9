"""A real llama-server that cannot run says so in its own words, and the cause is read from them."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from boocode_app.core.settings import Settings
from boocode_app.services.llama.arguments import Plan
from boocode_app.services.llama.binary import clean_environment
from boocode_app.services.llama.build import find_build
from boocode_app.services.llama.deaths import Death, explain
from boocode_app.services.llama.demo import write_demo

DEADLINE_S = 30
LITTLE_MEMORY = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
os.execvpe(sys.argv[1], sys.argv[1:], os.environ)
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("models") / "demo.gguf")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def died(
    model: Path, *more: str, port: int = 0, context: int = 8192, little: bool = False
) -> Death:
    """How the llama-server of this machine died of `more` arguments after the base's."""
    build = find_build(Settings(home=model.parent))
    arguments = Plan(model, "demo", context, 1).argv(port or free_port(), build.known)
    limits = [sys.executable, "-c", LITTLE_MEMORY] if little else []
    ended = subprocess.run(
        [*limits, *build.command, *arguments, *more],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=clean_environment(os.environ, "key"),
        timeout=DEADLINE_S,
        check=False,
    )
    log = (ended.stdout + ended.stderr).decode("utf-8", "replace")
    return explain(ended.returncode, log, was_ready=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_taken_port_is_tried_again(model: Path, taken_port: int) -> None:
    death = died(model, port=taken_port)
    assert (death.cause, death.permanent) == ("port_taken", False)


def test_an_unknown_flag(model: Path) -> None:
    death = died(model, "--no-such-flag")
    assert (death.cause, death.permanent) == ("unknown_flag", True)
    assert "--no-such-flag" in death.detail


def test_a_cache_type_that_this_model_cannot_have(model: Path) -> None:
    death = died(model, "--cache-type-v", "q4_0", "--flash-attn", "off")
    assert (death.cause, death.permanent) == ("unsupported_cache_type", True)


@pytest.mark.parametrize("kept", [0.5, 0.02])
def test_a_truncated_model_file(model: Path, tmp_path: Path, kept: float) -> None:
    whole = model.read_bytes()
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(whole[: int(len(whole) * kept)])
    death = died(cut)
    assert (death.cause, death.permanent) == ("bad_model_file", True)


def test_a_context_that_memory_cannot_hold(model: Path) -> None:
    death = died(model, context=4_000_000, little=True)
    assert death.cause == "out_of_memory", death


def test_a_signal(model: Path) -> None:
    build = find_build(Settings(home=model.parent))
    arguments = Plan(model, "demo", 8192, 1).argv(free_port(), build.known)
    server = subprocess.Popen(
        [*build.command, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=clean_environment(os.environ, "key"),
    )
    server.send_signal(signal.SIGSEGV)
    death = explain(server.wait(DEADLINE_S), "", was_ready=False)
    assert (death.cause, death.permanent) == ("crashed", False)
    assert "SIGSEGV" in death.detail
