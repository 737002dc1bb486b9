from pathlib import Path

import pytest

from boocode_app.core.errors import UpstreamFailed
from boocode_app.core.settings import Settings
from boocode_app.services.llama.binary import clean_environment, find_llama_server


def program(folder: Path) -> Path:
    folder.mkdir()
    file = folder / "llama-server"
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


def test_the_setting_comes_before_the_path_and_the_path_before_the_embedded_one(
    home: Path, tmp_path: Path
) -> None:
    own, on_path = program(tmp_path / "own"), program(tmp_path / "bin")
    path = {"PATH": str(on_path.parent)}
    assert find_llama_server(Settings(home=home, llama_server=str(own)), path) == [str(own)]
    assert find_llama_server(Settings(home=home), path) == [str(on_path)]
    embedded = find_llama_server(Settings(home=home), {"PATH": str(tmp_path)})
    assert embedded[-1] == "boocode_app.services.llama.embedded"


def test_a_setting_that_names_no_program_is_refused(home: Path) -> None:
    with pytest.raises(UpstreamFailed, match="BOOCODE_LLAMA_SERVER='/nowhere/x'"):
        find_llama_server(Settings(home=home, llama_server="/nowhere/x"), {})


def test_only_named_variables_reach_the_server() -> None:
    foreign = {
        "LLAMA_ARG_TOOLS": "all",
        "LLAMA_API_KEY": "foreign",
        "HF_TOKEN": "x",
        "BOOCODE_HOME": "/h",
        "AWS_SECRET_ACCESS_KEY": "x",
        "PYTHONPATH": "/evil",
        "PATH": "/bin",
        "CUDA_VISIBLE_DEVICES": "1",
    }
    kept = clean_environment(foreign, "fresh")
    assert set(kept) == {
        *("PATH", "CUDA_VISIBLE_DEVICES", "PYTHONPATH", "PYTHONUNBUFFERED", "LLAMA_API_KEY")
    }
    assert kept["LLAMA_API_KEY"] == "fresh"
    assert kept["PYTHONPATH"] != "/evil"
