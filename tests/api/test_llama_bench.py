"""GET /api/llama/models/{name}/bench."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from boocode_app.api import llama
from boocode_app.api.app import build_api
from boocode_app.contracts.llama import LlamaBench
from boocode_app.core.ids import utc_now
from boocode_app.core.settings import Settings
from boocode_app.services.ion.figures import Sample, row_of
from boocode_app.services.ion.variants import MATRIX
from boocode_app.wiring import House, move_in

BENCH = "/api/llama/models/demo/bench"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(Settings(home=tmp_path))


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    move_in(house)
    transport = httpx.ASGITransport(build_api("test", [llama.router]))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client
    move_in(None)


async def test_a_model_that_was_not_measured_has_no_figures(client: httpx.AsyncClient) -> None:
    answer = await client.get(BENCH)
    assert (answer.status_code, answer.json()) == (200, None)


async def test_what_was_measured_is_shown(client: httpx.AsyncClient, house: House) -> None:
    one = Sample(10, 20, 30, 4, 2, 1000)
    rows = [row_of(variant, [], [one], [one]) for variant in MATRIX]
    kept = LlamaBench(
        model="demo",
        at=utc_now(),
        version="0.0.1",
        rounds=1,
        prompts=1,
        tokens=8,
        rows=rows,
        defaults=0,
        best=3,
    )
    house.results.keep(kept)
    answer = await client.get(BENCH)
    assert answer.status_code == 200
    assert LlamaBench.model_validate_json(answer.content) == kept
