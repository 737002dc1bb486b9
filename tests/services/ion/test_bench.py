"""A whole measure on real servers, each for some tokens only."""

from pathlib import Path

import pytest

from boocode_app.core.errors import Conflict, InvalidInput, NotFound
from boocode_app.core.settings import Settings
from boocode_app.services.ion.bench import Bench, Step
from boocode_app.services.ion.results import Results
from boocode_app.services.ion.trial import measuring
from boocode_app.services.ion.variants import MATRIX
from boocode_app.services.llama.demo import write_demo
from boocode_app.services.llama.models import Model
from boocode_app.services.llama.shelf.shelf import EndpointEntry


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    file = write_demo(tmp_path_factory.mktemp("models") / "looping.gguf", "looping")
    return Model("looping", file)


async def test_every_combination_is_measured_and_the_result_is_kept(
    settings: Settings, model: Model
) -> None:
    steps: list[Step] = []
    chosen = (("--ctx-size", "4096"),)
    bench = Bench(model, chosen, prompts=["One", "Two"], tokens=16, rounds=1)
    result = await bench.run(settings, steps.append)
    assert [step.variant for step in steps if step.sample] == list(MATRIX)
    assert (result.model, result.rounds, result.prompts, result.tokens) == ("looping", 1, 2, 16)
    for row in result.rows:
        assert row.arguments[:2] == ["--ctx-size", "4096"]
        assert row.per_s.median > 0
        assert row.together_per_s.median > 0
        assert row.first_ms.median > 0
        expected = 1 if row.k_cache == "f16" else (4.5 + 16) / 32
        assert row.to_defaults.kv_bytes == pytest.approx(expected, rel=0.01)
    results = Results(settings.home / "ion")
    with pytest.raises(NotFound, match="boocode ion bench looping"):
        results.get("looping")
    results.keep(result)
    assert results.get("looping") == result


async def test_there_is_one_measure_at_a_time(settings: Settings, model: Model) -> None:
    with measuring(settings), pytest.raises(Conflict, match="Another measure"):
        await Bench(model).run(settings, lambda _: None)


async def test_what_does_not_fit_beside_what_runs_is_not_started(
    settings: Settings, model: Model
) -> None:
    huge = Bench(model, (("--ctx-size", "1000000000"),))
    with pytest.raises(Conflict, match="GB are free"):
        await huge.run(settings, lambda _: None)


async def test_what_runs_elsewhere_is_not_measured(settings: Settings) -> None:
    elsewhere = Model(
        "far", Path(), endpoint=EndpointEntry(url="http://127.0.0.1:9/v1", model="far")
    )
    with pytest.raises(InvalidInput, match="'far' runs elsewhere"):
        await Bench(elsewhere).run(settings, lambda _: None)


def test_a_damaged_result_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text('{"model": ')
    with pytest.raises(NotFound):
        Results(tmp_path).get("demo")
