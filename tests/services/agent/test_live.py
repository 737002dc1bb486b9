"""The text of a reply as followers see it grow."""

import asyncio

from boocode_app.services.agent.live import LiveReply


async def test_the_first_token_is_out_at_once_and_the_rest_in_batches() -> None:
    live = LiveReply("m", 1, pace_s=0.02)
    live.write("a")
    assert live.since(0) == "a"
    live.write("b")
    live.write("c")
    assert live.since(0) == "a"
    assert live.text == "abc"
    await asyncio.wait_for(live.grown_beyond(1), 2)
    assert live.since(1) == "bc"


async def test_after_a_pause_a_token_is_out_at_once_again() -> None:
    live = LiveReply("m", 1, pace_s=0.01)
    live.write("a")
    live.write("b")
    await asyncio.wait_for(live.grown_beyond(1), 2)
    async with asyncio.timeout(2):
        while live._tick is not None:
            await asyncio.sleep(0.005)
    live.write("c")
    assert live.since(0) == "abc"


async def test_closing_publishes_the_rest_and_lets_everybody_go() -> None:
    live = LiveReply("m", 1, pace_s=60)
    live.write("a")
    live.write("😀b")
    waiting = asyncio.create_task(live.grown_beyond(99))
    await asyncio.sleep(0)
    live.close()
    await asyncio.wait_for(waiting, 2)
    assert live.since(1) == "😀b"
    assert live._tick is None


async def test_a_late_follower_gets_all_of_it_in_one_piece() -> None:
    live = LiveReply("m", 1, pace_s=60)
    for _ in range(1_000):
        live.write("0123456789")
    live.close()
    assert len(live.since(0)) == 10_000
