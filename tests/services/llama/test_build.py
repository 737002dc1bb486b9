"""A build of llama-server is asked for its flags, and nothing is taken for one that is none."""

import os
import sys
from pathlib import Path

import pytest

from boocode_app.core.errors import UpstreamFailed
from boocode_app.core.settings import Settings
from boocode_app.services.llama import embedded
from boocode_app.services.llama.build import find_build, listed

HELP = """----- common params -----

-h,    --help, --usage                  print this
-t,    --threads N                      as many as --cores (default: -1)
                                        (env: LLAMA_ARG_THREADS)
-kvo,  --kv-offload, -nkvo, --no-kv-offload
                                        on or off
--cpu-strict <0|1>                      strict
--fim-small-1.5b-default                a model
-m,    --model FNAME                    its file
                                        -x is no flag
"""


def program(file: Path, words: str) -> Path:
    file.write_text(f"#!/bin/sh\n{words}\n")
    file.chmod(0o755)
    return file


def test_the_spellings_of_a_help_are_read_and_its_prose_is_not() -> None:
    assert listed(HELP) == {
        *("-h", "--help", "--usage", "-t", "--threads", "-kvo", "--kv-offload", "-nkvo"),
        *("--no-kv-offload", "--cpu-strict", "--fim-small-1.5b-default", "-m", "--model"),
    }


def test_the_embedded_server_lists_what_its_parser_takes() -> None:
    parser = embedded.flags()
    assert listed(parser.format_help()) == set(parser._option_string_actions)


def test_a_binary_is_asked_again_when_its_file_has_changed(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    file = program(tmp_path / "llama-server", f"echo x >>{asked}; echo '--model F, --old'")
    settings = Settings(home=tmp_path, llama_server=str(file))
    assert find_build(settings).known == {"--model", "--old"}
    assert find_build(settings).command == (str(file),)
    assert asked.read_text() == "x\n"
    program(file, f"echo x >>{asked}; echo '--model F, --new'")
    os.utime(file, ns=(1, 1))
    assert find_build(settings).known == {"--model", "--new"}


@pytest.mark.parametrize("words", ["exit 1", "echo usage: cat", "head -c 3000000 /dev/zero"])
def test_what_is_no_llama_server_is_refused_by_name(tmp_path: Path, words: str) -> None:
    file = program(tmp_path / "cat", words)
    with pytest.raises(UpstreamFailed, match="cat' is no llama-server"):
        find_build(Settings(home=tmp_path, llama_server=str(file)))


def test_a_real_binary_on_the_path_has_what_the_base_needs() -> None:
    build = find_build(Settings())
    assert {"--cache-type-k", "--spec-type", "--metrics", "--slots"} <= build.known
    assert build.command[0] in (sys.executable, *(f"{p}/llama-server" for p in os.get_exec_path()))
