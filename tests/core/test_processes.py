"""A program is started and read beside the event loop, and leaves nothing behind."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from boocode_app.core.processes import start


async def _python(program: str, **more: bytes) -> tuple[int, bytes, bytes]:
    """How a program ended, what it wrote and what it complained of."""
    process = await start([sys.executable, "-c", program], env=os.environ, **more)
    output, complaint = await asyncio.gather(process.stdout.read(), process.stderr.read())
    code = await process.wait()
    process.close()
    return code, output, complaint


async def test_it_reads_both_outputs_and_the_exit_code() -> None:
    code = "import sys; print('said'); print('complained', file=sys.stderr); sys.exit(3)"
    assert await _python(code) == (3, b"said\n", b"complained\n")


async def test_what_it_is_told_comes_whole() -> None:
    told = os.urandom(3_000_000)
    code = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"
    assert await _python(code, stdin=told) == (0, told, b"")


async def test_it_is_told_nothing_unless_something_is_given() -> None:
    assert await _python("import sys; print(repr(sys.stdin.read()))") == (0, b"''\n", b"")


async def test_it_heads_a_group_and_its_end_by_a_signal_is_told() -> None:
    process = await start(["sleep", "100"], env=os.environ)
    assert process.returncode is None
    assert os.getpgid(process.pid) == process.pid
    os.killpg(process.pid, signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL
    assert process.returncode == -signal.SIGKILL
    process.close()


async def test_a_program_that_is_not_there_is_told_and_leaves_no_descriptor() -> None:
    before = psutil.Process().num_fds()
    for _ in range(5):
        with pytest.raises(FileNotFoundError):
            await start(["no-such-program"], env=os.environ, stdin=b"some")
    assert psutil.Process().num_fds() == before


async def test_no_process_and_no_descriptor_is_left() -> None:
    await _python("")
    before = psutil.Process().num_fds()
    for _ in range(5):
        await _python("print('x')", stdin=b"y")
    assert psutil.Process().num_fds() == before
    assert psutil.Process().children() == []


async def test_one_that_nobody_waits_for_is_reaped() -> None:
    process = await start(["true"], env=os.environ)
    process.close()
    async with asyncio.timeout(10):
        while psutil.pid_exists(process.pid):
            await asyncio.sleep(0)


async def test_a_descriptor_stays_open_in_it(tmp_path: Path) -> None:
    lock = os.open(tmp_path / "lock", os.O_CREAT | os.O_RDWR)
    try:
        code = f"import os; os.write({lock}, b'held')"
        process = await start([sys.executable, "-c", code], env=os.environ, holding=(lock,))
        assert await process.wait() == 0
        process.close()
    finally:
        os.close(lock)
    assert (tmp_path / "lock").read_bytes() == b"held"
