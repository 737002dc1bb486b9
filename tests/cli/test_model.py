from pathlib import Path

import pytest
from typer.testing import CliRunner

from boocode_app.cli.model import app
from boocode_app.services.llama.gguf_header import read_header


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


def test_the_list_marks_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOCODE_HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "other.gguf").write_bytes(b"0" * 20_000_000)
    lines = CliRunner().invoke(app, ["list"]).output.splitlines()
    assert lines[0].startswith("* demo  not there")
    assert lines[1].startswith("  other  0.02 GB")
