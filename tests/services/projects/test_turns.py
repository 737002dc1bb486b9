"""Who changes a repository takes turns; who waits too long is told."""

import asyncio

import pytest

from boocode_app.core.errors import Unavailable
from boocode_app.services.projects.turns import Turns


async def test_one_operation_at_a_time_a_project() -> None:
    turns = Turns(wait_s=0.01)
    async with turns.of(1), turns.of(2):
        with pytest.raises(Unavailable, match="try again"):
            async with turns.of(1):
                raise AssertionError("two at once")


async def test_the_next_one_comes_when_the_first_has_ended() -> None:
    turns = Turns()
    order: list[str] = []

    async def work(name: str) -> None:
        async with turns.of(1):
            order.append(name)
            await asyncio.sleep(0)
            order.append(name)

    await asyncio.gather(work("one"), work("two"))
    assert order == ["one", "one", "two", "two"]
