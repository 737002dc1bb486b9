"""coder with a real sidecar and a real llama-server: streams, kills and restarts."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from boocode_app.core.db import Database
from boocode_app.core.events import EventLog, EventRow, TopicRow
from boocode_app.core.ids import utc_now
from boocode_app.services.llama.demo import SCRIPT, write_demo
from boocode_app.services.projects.tables import ProjectRow
from tests.coder import Page, RunningCoder
from tests.daemon import until
from tests.sidecar import RunningSidecar

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What happens between the processes; the database has no part in it."""
LOOPING = "looping"
"""A model that never ends: there is always a middle to kill it in."""


@pytest.fixture(scope="session")
def looping_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("models") / f"{LOOPING}.gguf", "looping")


@pytest.fixture
async def sidecar(tmp_path: Path, looping_model: Path) -> AsyncIterator[RunningSidecar]:
    """A sidecar that runs the demo; the looping model stands beside it."""
    home = tmp_path / "home"
    (home / "models").mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    (home / "models" / looping_model.name).hardlink_to(looping_model)
    running = RunningSidecar(home)
    try:
        async with running.http:
            yield running
    finally:
        running.end()


@pytest.fixture
async def coder(
    sidecar: RunningSidecar, database: Database, database_url: str
) -> AsyncIterator[RunningCoder]:
    async with database.write() as db:
        db.add(ProjectRow(name="demo", path="/srv/demo", user="owner", created_at=utc_now()))
    running = RunningCoder(sidecar.settings, BOOCODE_DATABASE_URL=database_url)
    yield running
    await running.close()


async def test_a_reply_streams_from_llama_server_and_is_counted(
    sidecar: RunningSidecar, coder: RunningCoder
) -> None:
    await asyncio.gather(sidecar.start(), coder.start())
    session_id = await _session(coder, "demo")
    page = Page()
    await coder.ask(session_id, "Say something")
    await coder.read(session_id, page, lambda: page.is_done)
    reply = page.reply
    assert (reply["state"], reply["text"]) == ("complete", SCRIPT)
    timings = reply["timings"]
    assert isinstance(timings, dict)
    assert timings["prompt_tokens"] > 0
    assert timings["output_tokens"] > 0
    assert timings["predicted_ms"] > 0
    await coder.ask(session_id, "Once more")
    await coder.read(session_id, page, lambda: page.reply["id"] != reply["id"] and page.is_done)
    timings = page.reply["timings"]
    assert isinstance(timings, dict)
    assert timings["cached_tokens"] > timings["prompt_tokens"] / 2, "the prefix is not stable"
    session = (await coder.http.get(f"/coder/sessions/{session_id}")).json()
    assert (session["title"], session["status"]) == ("Say something", "done")


async def test_kill_9_in_mid_reply_keeps_the_text_and_says_where_it_ended(
    sidecar: RunningSidecar, coder: RunningCoder
) -> None:
    await asyncio.gather(sidecar.start(), coder.start())
    session_id = await _session(coder, LOOPING)
    await coder.ask(session_id, "Talk on")
    page = Page()
    await coder.read(session_id, page, lambda: len(str(page.reply["text"])) > 200)
    saved = await _saved_text(coder, session_id)
    await coder.kill()
    await coder.start()
    await coder.read(session_id, page, lambda: page.is_done)
    reply = page.reply
    assert reply["state"] == "interrupted"
    assert str(reply["text"]).startswith(saved)
    assert reply["error"] == (
        "BooCode's coder stopped while this reply was being written; it ends here after "
        f"{len(str(reply['text']))} characters. Ask again to go on."
    )
    session = (await coder.http.get(f"/coder/sessions/{session_id}")).json()
    assert session["status"] == "failed"
    await coder.ask(session_id, "Go on")


@on_sqlite
async def test_a_killed_llama_server_is_told_of_and_the_next_question_is_answered(
    sidecar: RunningSidecar, coder: RunningCoder
) -> None:
    await asyncio.gather(sidecar.start(), coder.start())
    session_id = await _session(coder, LOOPING)
    await coder.ask(session_id, "Talk on")
    page = Page()
    await coder.read(session_id, page, lambda: len(str(page.reply["text"])) > 100)
    server = (await sidecar.model(LOOPING)).pid
    assert server
    _kill(server)
    await coder.read(session_id, page, lambda: page.is_done)
    reply = page.reply
    assert reply["state"] == "interrupted"
    assert "llama-server" in str(reply["error"])
    assert f"after {len(str(reply['text']))} characters" in str(reply["error"])
    await coder.ask(session_id, "And now?")
    await coder.read(session_id, page, lambda: page.reply["id"] != reply["id"] and _talks(page))


@on_sqlite
async def test_a_killed_sidecar_is_told_of(sidecar: RunningSidecar, coder: RunningCoder) -> None:
    await asyncio.gather(sidecar.start(), coder.start())
    session_id = await _session(coder, LOOPING)
    await coder.ask(session_id, "Talk on")
    page = Page()
    await coder.read(session_id, page, lambda: len(str(page.reply["text"])) > 100)
    await sidecar.kill()
    await coder.read(session_id, page, lambda: page.is_done)
    assert page.reply["state"] == "interrupted"
    assert "broke off" in str(page.reply["error"])


@on_sqlite
async def test_a_question_waits_for_a_sidecar_that_comes_late(
    sidecar: RunningSidecar, coder: RunningCoder
) -> None:
    await coder.start()
    session_id = await _session(coder, "demo")
    await coder.ask(session_id, "Are you there?")
    page = Page()
    await coder.read(session_id, page, lambda: bool(page.details))
    assert page.details == ["Waiting for the model…"]
    await sidecar.start()
    await coder.read(session_id, page, lambda: page.is_done)
    assert (page.reply["state"], page.reply["text"]) == ("complete", SCRIPT)


@on_sqlite
async def test_sigterm_closes_streams_and_ends_replies_in_words(
    sidecar: RunningSidecar, coder: RunningCoder
) -> None:
    await asyncio.gather(sidecar.start(), coder.start())
    session_id = await _session(coder, LOOPING)
    await coder.ask(session_id, "Talk on")
    page = Page()
    await coder.read(session_id, page, lambda: len(str(page.reply["text"])) > 100)
    assert coder.process
    async with coder.stream(session_id, page.seq) as source:
        coder.process.send_signal(signal.SIGTERM)
        async for _ in source.aiter_sse():
            pass
    assert coder.process.wait(10) == 0
    await coder.start()
    await coder.read(session_id, page, lambda: page.is_done)
    assert page.reply["state"] == "interrupted"
    assert str(page.reply["error"]).startswith("BooCode's coder was shut down while")


async def test_events_older_than_the_setting_are_forgotten(
    coder: RunningCoder, database: Database
) -> None:
    log = EventLog(database)
    now = utc_now()
    async with database.write() as db:
        db.add(TopicRow(topic="old", seq=2))
        for seq, days in ((1, 3), (2, 1)):
            db.add(EventRow(topic="old", seq=seq, at=now - timedelta(days), kind="x", body={}))
    coder.variables["BOOCODE_EVENTS_DAYS"] = "2"
    await coder.start()

    async def pruned() -> bool:
        return [event.seq for event in await log.after("old", 0)] == [2]

    await until(pruned)


@on_sqlite
async def test_a_second_coder_on_a_home_is_refused_with_the_pid_of_the_first(
    coder: RunningCoder,
) -> None:
    await coder.start()
    assert coder.process
    assert coder.spawn().wait(20) == 3
    said = (coder.settings.home / "coder.log").read_text()
    assert f"A coder runs on this home already: pid {coder.process.pid}." in said


@on_sqlite
async def test_nobody_comes_in_without_the_token(coder: RunningCoder) -> None:
    await coder.start()
    async with httpx.AsyncClient(base_url=str(coder.http.base_url)) as stranger:
        answer = await stranger.get("/coder/sessions?project_id=1")
    assert answer.status_code == httpx.codes.UNAUTHORIZED


def _talks(page: Page) -> bool:
    return len(str(page.reply["text"])) > 10


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


async def _session(coder: RunningCoder, model: str) -> str:
    answer = await coder.http.post("/coder/sessions", json={"project_id": 1, "model": model})
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return str(answer.json()["id"])


async def _saved_text(coder: RunningCoder, session_id: str) -> str:
    """What the reply's row holds, once it holds something."""
    while True:
        page = (await coder.http.get(f"/coder/sessions/{session_id}/messages")).json()
        if text := str(page["items"][-1]["text"]):
            return text
