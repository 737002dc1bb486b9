"""The log of a llama-server stays bounded and can be followed, whatever happens to its file."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import pytest

from boocode_app.services.llama.log import BEHIND_BYTES, MAX_BYTES, MAX_LINE, ServerLog


@pytest.fixture
def log(tmp_path: Path) -> ServerLog:
    return ServerLog(tmp_path / "llama-x.log")


def say(log: ServerLog, text: str) -> None:
    with log.path.open("a") as file:
        file.write(text)


async def heard(follower: AsyncGenerator[list[str] | None], count: int) -> list[str]:
    lines: list[str] = []
    while len(lines) < count:
        lines += await anext(follower) or []
    return lines


async def test_the_last_lines_come_first_then_each_that_is_written(log: ServerLog) -> None:
    say(log, "one\ntwo\nthree\n")
    async with aclosing(log.follow(2)) as follower:
        assert await anext(follower) == ["two", "three"]
        say(log, "fo")
        say(log, "ur\nfive\n")
        assert await heard(follower, 2) == ["four", "five"]


async def test_a_log_that_is_not_there_yet_is_waited_for(log: ServerLog) -> None:
    async with aclosing(log.follow(10)) as follower:
        assert await anext(follower) == []
        say(log, "here\n")
        assert await heard(follower, 1) == ["here"]


async def test_long_lines_are_cut_and_controls_left_out(log: ServerLog) -> None:
    say(log, "\x1b[31mred\x1b[0m\a\n" + "x" * 100_000 + "\nlast\n")
    async with aclosing(log.follow(2)) as follower:
        assert await anext(follower) == ["last"]
        say(log, "\x1b[31mred\x1b[0m\a\n" + "y" * 5000 + "\n")
        red, long = await heard(follower, 2)
    assert red == "red"
    assert long == "y" * MAX_LINE + "…"


async def test_a_follower_that_is_far_behind_goes_on_with_the_newest(log: ServerLog) -> None:
    say(log, "begun\n")
    async with aclosing(log.follow(1)) as follower:
        await anext(follower)
        say(log, "z" * 99 + "\n" + ("w" * 99 + "\n") * (BEHIND_BYTES // 100 + 10))
        lines = await heard(follower, 100)
    assert "bytes are left out" in lines[0]
    assert lines[-1] == "w" * 99


async def test_a_log_that_grows_too_big_is_cut_while_it_is_written(log: ServerLog) -> None:
    with log.path.open("ab", buffering=0) as server:
        server.write(b"old\n" * (MAX_BYTES // 4 + 1))
        start = log.size - 4
        async with aclosing(log.follow(1)) as follower:
            assert await anext(follower) == ["old"]
            log.trim()
            server.write(b"new\n")
            assert await heard(follower, 1) == ["new"]
    assert log.path.read_bytes() == b"new\n"
    assert log.tail(start) == "new\n"
    assert log.path.with_name("llama-x.log.1").stat().st_size > MAX_BYTES
    log.trim()
    assert log.size == 4
