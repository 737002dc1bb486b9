"""A model's row: sizes for people, a flag beside its value, a dash for what is not known."""

import pytest

from boocode_app.contracts.llama import LlamaModel
from boocode_app.ui.models.rows import ModelRow


def row(**fields: object) -> ModelRow:
    return ModelRow.of(
        LlamaModel.model_validate({"name": "m", "path": "/m.gguf", "state": "stopped"} | fields)
    )


@pytest.mark.parametrize(
    ("size", "words"),
    [(None, "–"), (0, "0 B"), (999, "999 B"), (2_690_000, "2.7 MB"), (7_000_000_000, "7.0 GB")],
)
def test_a_size_is_told_in_a_fitting_unit(size: int | None, words: str) -> None:
    assert row(size=size).size == words


def test_a_flag_keeps_its_value_beside_it() -> None:
    arguments = ["--cache-type-k", "q4_0", "--jinja", "--threads", "1"]
    assert row(arguments=arguments).arguments == ["--cache-type-k q4_0", "--jinja", "--threads 1"]


def test_what_is_not_known_is_a_dash() -> None:
    unknown = row()
    assert (unknown.pid, unknown.context, unknown.since) == ("–", "–", "")
