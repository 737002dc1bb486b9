"""A sidecar of two killed, and one gone silent, in the middle of many requests.

Each test prints what it saw.
"""

import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.pool import PATIENCE_S, all_visited, check, crowd, pool_of, two_at
from tests.sidecar import RunningSidecar

REQUESTS = 50
KILLS = 4


@pytest.fixture
async def sidecars(tmp_path: Path) -> AsyncIterator[list[RunningSidecar]]:
    made = two_at(tmp_path)
    try:
        async with all_visited(made):
            yield made
    finally:
        for sidecar in made:
            sidecar.end()


@pytest.mark.timeout(KILLS * PATIENCE_S)
async def test_a_sidecar_killed_among_fifty_requests(sidecars: list[RunningSidecar]) -> None:
    for number in range(KILLS):
        victim = sidecars[number % 2]
        began = time.monotonic()
        async with pool_of(sidecars) as pool:
            requests = await crowd(pool, REQUESTS, victim, signal.SIGKILL)
        whole, cut = check(requests, "broke off in mid-answer")
        took = time.monotonic() - began
        print(f"\n{victim.settings.home.name} killed: {whole} whole, {cut} cut, in {took:.1f} s")
        assert victim.process
        victim.process.wait()
        await victim.start()
        await victim.until_state("ready", "looping")


async def test_a_sidecar_that_says_nothing_more_keeps_nobody_waiting(
    sidecars: list[RunningSidecar],
) -> None:
    silent = sidecars[0]
    assert silent.process
    try:
        began = time.monotonic()
        async with pool_of(sidecars) as pool:
            requests = await crowd(pool, REQUESTS, silent, signal.SIGSTOP)
        whole, cut = check(requests, "has stopped answering")
        print(f"\nsilent: {whole} whole, {cut} cut, in {time.monotonic() - began:.1f} s")
    finally:
        silent.process.send_signal(signal.SIGCONT)
