"""A preset is what a person chose for a model, and nothing that may not be passed is ever kept."""

import stat
from pathlib import Path

import pytest

from boocode_app.core.errors import InvalidInput
from boocode_app.services.ion.presets import Presets, off_base


@pytest.fixture
def presets(tmp_path: Path) -> Presets:
    return Presets(tmp_path / "presets")


def test_it_is_kept_for_its_model_alone_and_can_be_taken_back(
    presets: Presets, tmp_path: Path
) -> None:
    presets.keep("qwen", ["-ctk", "f16"])
    assert presets.get("qwen") == ["-ctk", "f16"]
    assert presets.get("demo") == []
    assert stat.S_IMODE((tmp_path / "presets" / "qwen.json").stat().st_mode) == 0o600
    presets.keep("qwen", [])
    assert presets.get("qwen") == []


def test_what_may_not_be_passed_is_refused_and_the_former_one_stays(presets: Presets) -> None:
    presets.keep("qwen", ["--threads", "3"])
    with pytest.raises(InvalidInput, match="--tools: it lets the server run") as refusal:
        presets.keep("qwen", ["--tools", "all", "-ctk", "q8_0"])
    assert "q8_0" in refusal.value.detail
    assert presets.get("qwen") == ["--threads", "3"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"arguments": "x"}', '{"arguments": [1]}'])
def test_a_file_that_holds_no_preset_is_named(
    presets: Presets, tmp_path: Path, content: str
) -> None:
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "qwen.json").write_text(content)
    with pytest.raises(InvalidInput, match=r"'qwen\.json' cannot be read"):
        presets.get("qwen")


def test_leaving_the_base_is_said_in_words() -> None:
    assert off_base(["--threads", "3", "-ctk", "q4_0"]) == []
    cache, speculation = off_base(["-ctk", "f16", "--spec-type", "none"])
    assert "f16, not q4_0" in cache
    assert "none, not ngram-mod" in speculation
