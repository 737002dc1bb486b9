"""Work at once in one place leaves nothing behind, however it ends."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from boocode_app.core.tasks import merged, uncut


async def counting(letter: str, count: int, ended: list[str]) -> AsyncGenerator[str]:
    try:
        for number in range(count):
            await asyncio.sleep(0)
            yield f"{letter}{number}"
    finally:
        ended.append(letter)


async def silent(ended: list[str]) -> AsyncGenerator[str]:
    try:
        await asyncio.Event().wait()
        yield "never"
    finally:
        ended.append("silent")


async def broken() -> AsyncGenerator[str]:
    await asyncio.sleep(0)
    raise ValueError("broken")
    yield ""


async def test_merged_sources_give_each_item_once_in_its_order() -> None:
    ended: list[str] = []
    items = [item async for item in merged(counting("a", 3, ended), counting("b", 2, ended))]
    assert [item for item in items if item[0] == "a"] == ["a0", "a1", "a2"]
    assert sorted(items) == ["a0", "a1", "a2", "b0", "b1"]
    assert sorted(ended) == ["a", "b"]


async def test_who_leaves_ends_the_sources_and_their_tasks() -> None:
    ended: list[str] = []
    before = asyncio.all_tasks()
    async with aclosing(merged(silent(ended), counting("a", 3, ended))) as items:
        assert await anext(items) == "a0"
    assert sorted(ended) == ["a", "silent"]
    assert asyncio.all_tasks() == before


async def test_an_error_of_a_source_reaches_the_reader_and_ends_the_others() -> None:
    ended: list[str] = []
    with pytest.raises(ValueError, match="broken"):
        async for _ in merged(silent(ended), broken()):
            pass
    assert ended == ["silent"]


async def test_what_is_uncut_is_done_before_the_cancellation_comes() -> None:
    going_on, done = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await going_on.wait()
        done.set()

    caller = asyncio.create_task(uncut(work()))
    for _ in range(3):
        await asyncio.sleep(0)
        caller.cancel()
    assert not caller.done()
    going_on.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert done.is_set()


async def test_what_is_uncut_gives_its_result_or_its_error() -> None:
    async def work(number: int) -> int:
        if number < 0:
            raise ValueError(number)
        return number

    assert await uncut(work(3)) == 3
    with pytest.raises(ValueError, match="-3"):
        await uncut(work(-3))
