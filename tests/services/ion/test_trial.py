"""A llama-server of its own for a measure."""

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from boocode_app.core.errors import UpstreamFailed
from boocode_app.core.settings import Settings
from boocode_app.services.ion.trial import trial
from boocode_app.services.llama.arguments import Plan
from boocode_app.services.llama.demo import write_demo
from boocode_app.services.llama.models import Model
from tests.sidecar import gone


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    looping = write_demo(tmp_path_factory.mktemp("models") / "looping.gguf", "looping")
    return replace(Model("looping", looping).plan(), context=4096, slots=1)


async def test_an_answer_is_timed_and_its_server_is_gone_afterwards(
    settings: Settings, plan: Plan
) -> None:
    async with trial(plan, settings) as server:
        pid = server.endpoint.pid
        answer = await server.ask("Hello", 300)
        assert answer.tokens == 300
        assert 0 < answer.first_s < answer.took_s
        assert answer.per_s > 0
        assert await server.counted("tokens_predicted_total") == 300
    assert gone(pid)


async def test_the_log_tells_how_much_a_quantised_cache_saves(
    settings: Settings, plan: Plan
) -> None:
    found = {}
    for kind in ("q4_0", "f16"):
        chosen = plan.with_chosen((("--cache-type-k", kind),))
        async with trial(chosen, settings) as server:
            found[kind] = server
    assert found["f16"].k_bytes == 4096 * 2 * 64 * 2
    assert found["f16"].kv_bytes == 2 * found["f16"].k_bytes
    assert found["q4_0"].k_bytes == pytest.approx(found["f16"].k_bytes * 4.5 / 16, rel=0.02)


async def test_what_a_killed_measure_has_left_is_ended_before_the_next(
    settings: Settings, plan: Plan
) -> None:
    async with AsyncExitStack() as killed:
        left = await killed.enter_async_context(trial(plan, settings))
        async with trial(plan, settings) as server:
            assert gone(left.endpoint.pid)
            assert server.endpoint.pid != left.endpoint.pid


async def test_a_model_that_does_not_run_says_why(settings: Settings, tmp_path: Path) -> None:
    torn = tmp_path / "torn.gguf"
    torn.write_bytes(b"GGUF" + bytes(64))
    plan = Plan(torn, "torn", context=1024, threads=1)
    with pytest.raises(UpstreamFailed, match="'torn' does not run"):
        async with trial(plan, settings):
            pass
