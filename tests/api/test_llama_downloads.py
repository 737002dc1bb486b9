"""A model of a hub reaches the models folder whole or not at all, whatever happens on the way."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from boocode_app.contracts.llama import LlamaDownload, LlamaEvent, LlamaModel
from boocode_app.services.llama.demo import SCRIPT, write_demo
from tests.daemon import until
from tests.hub import HubFolder, running_hub
from tests.sidecar import RunningSidecar

MODELS = "/api/llama/models"
ASK = {"model": "tiny-Q4_K_M", "messages": [{"role": "user", "content": "Hello"}]}
WANTED = {"hf": "org/demo:Q4_K_M"}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_demo(tmp_path_factory.mktemp("model") / "demo.gguf").read_bytes()


@pytest.fixture
def hub(content: bytes) -> HubFolder:
    folder = HubFolder({"tiny-Q4_K_M.gguf": content, "tiny-Q8_0.gguf": content})
    folder.opened.set()
    return folder


@pytest.fixture
def address(hub: HubFolder) -> Iterator[str]:
    with running_hub(hub) as url:
        yield url


@pytest.fixture
async def sidecar(tmp_path: Path, address: str) -> AsyncIterator[RunningSidecar]:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    running = RunningSidecar(home, BOOCODE_HF_ENDPOINT=address, HF_TOKEN="hf_secret")
    try:
        async with running.visited():
            yield running
    finally:
        running.end()


async def download(sidecar: RunningSidecar, name: str = "tiny-Q4_K_M") -> LlamaDownload | None:
    return (await sidecar.model(name)).download


async def until_download(sidecar: RunningSidecar, state: str | None) -> LlamaDownload | None:
    """Wait until it is in `state`, or (None) here."""

    async def reached() -> bool:
        now = await download(sidecar)
        assert now is None or state == "failed" or now.state != "failed", now.detail
        return (now and now.state) == state

    await until(reached)
    return await download(sidecar)


async def act(sidecar: RunningSidecar, verb: str) -> httpx.Response:
    return await sidecar.http.post(f"{MODELS}/tiny-Q4_K_M/download", json={"act": verb})


async def stopped_midway(sidecar: RunningSidecar, hub: HubFolder) -> int:
    """Have a download begin and stop in the middle; the bytes that are on disk then."""
    hub.opened.clear()
    assert (await sidecar.http.post(MODELS, json=WANTED)).status_code == 201
    part = sidecar.settings.models_folder / "tiny-Q4_K_M.gguf.part"

    async def some_came() -> bool:
        return part.exists() and part.stat().st_size > 0

    await until(some_came)
    return part.stat().st_size


async def test_a_model_is_fetched_checked_and_served(
    sidecar: RunningSidecar, hub: HubFolder, content: bytes
) -> None:
    added = await sidecar.http.post(MODELS, json=WANTED)
    assert added.status_code == 201
    model = LlamaModel.model_validate_json(added.content)
    assert (model.name, model.source) == ("tiny-Q4_K_M", "org/demo:Q4_K_M")
    assert model.download is not None
    assert model.download.size == len(content)
    await until_download(sidecar, None)
    file = sidecar.settings.models_folder / "tiny-Q4_K_M.gguf"
    assert file.read_bytes() == content
    answer = await sidecar.http.post("/api/llama/v1/chat/completions", json=ASK)
    assert answer.json()["choices"][0]["message"]["content"] == SCRIPT
    assert {allowed for _, _, allowed in hub.asked} == {"Bearer hf_secret"}
    assert "hf_secret" not in (sidecar.settings.home / "sidecar.log").read_text()
    assert "hf_secret" not in (sidecar.settings.home / "models.json").read_text()
    assert (await act(sidecar, "pause")).status_code == 409
    again = await sidecar.http.post(MODELS, json=WANTED)
    assert again.status_code == 409


async def test_a_killed_sidecar_goes_on_where_it_was(
    sidecar: RunningSidecar, hub: HubFolder, content: bytes
) -> None:
    came = await stopped_midway(sidecar, hub)
    await sidecar.kill()
    hub.opened.set()
    await sidecar.start()
    await until_download(sidecar, None)
    assert (sidecar.settings.models_folder / "tiny-Q4_K_M.gguf").read_bytes() == content
    assert int(hub.ranges()[-1].removeprefix("bytes=").removesuffix("-")) >= came


async def test_it_is_paused_resumed_and_told_of(
    sidecar: RunningSidecar, hub: HubFolder, content: bytes
) -> None:
    await stopped_midway(sidecar, hub)
    running = await until_download(sidecar, "running")
    assert running is not None
    assert 0 < running.received < len(content)
    refused = await sidecar.http.post(f"{MODELS}/tiny-Q4_K_M/load")
    assert refused.status_code == 409
    assert "is being fetched (running, " in refused.json()["detail"]
    assert (await act(sidecar, "pause")).json()["download"]["state"] == "paused"
    hub.opened.set()
    await sidecar.stop()
    await sidecar.start()
    assert (await until_download(sidecar, "paused")) is not None
    heard: list[LlamaEvent] = []
    async with sidecar.http.stream("GET", "/api/llama/events") as events:
        async for line in events.aiter_lines():
            if line == "event: state" and not heard:
                await act(sidecar, "resume")
            if line.startswith("data: ") and '"kind":"download"' in line:
                heard.append(LlamaEvent.model_validate_json(line.removeprefix("data: ")))
                if heard[-1].download is None:
                    break
    assert {event.model for event in heard} == {"tiny-Q4_K_M"}
    assert (await download(sidecar)) is None


async def test_a_cancelled_download_leaves_nothing(sidecar: RunningSidecar, hub: HubFolder) -> None:
    await stopped_midway(sidecar, hub)
    assert (await act(sidecar, "cancel")).status_code == 200
    names = [model["name"] for model in (await sidecar.http.get(MODELS)).json()["items"]]
    assert names == ["demo"]
    assert not list(sidecar.settings.models_folder.glob("tiny*"))
    assert (await act(sidecar, "resume")).status_code == 404


async def test_a_damaged_file_is_refused_and_fetched_anew_when_asked(
    sidecar: RunningSidecar, hub: HubFolder, content: bytes
) -> None:
    hub.damaged = True
    await sidecar.http.post(MODELS, json=WANTED)
    failed = await until_download(sidecar, "failed")
    assert failed is not None
    assert "came damaged: its SHA-256 is" in failed.detail
    assert failed.received == 0
    hub.damaged = False
    await act(sidecar, "resume")
    await until_download(sidecar, None)
    assert (sidecar.settings.models_folder / "tiny-Q4_K_M.gguf").read_bytes() == content


async def test_an_answer_that_breaks_off_is_taken_up_again(
    sidecar: RunningSidecar, hub: HubFolder, content: bytes
) -> None:
    hub.breaks_off = 2
    await sidecar.http.post(MODELS, json=WANTED)
    await until_download(sidecar, None)
    assert (sidecar.settings.models_folder / "tiny-Q4_K_M.gguf").read_bytes() == content
    assert len(hub.ranges()) >= 1


async def test_a_hub_without_ranges_begins_anew(
    sidecar: RunningSidecar, hub: HubFolder, content: bytes
) -> None:
    await stopped_midway(sidecar, hub)
    await act(sidecar, "pause")
    hub.ignores_ranges = True
    hub.opened.set()
    await act(sidecar, "resume")
    await until_download(sidecar, None)
    assert (sidecar.settings.models_folder / "tiny-Q4_K_M.gguf").read_bytes() == content


async def test_a_model_in_parts_comes_whole(
    sidecar: RunningSidecar, hub: HubFolder, content: bytes
) -> None:
    hub.files = {f"Q4_K_M/big-Q4_K_M-0000{part}-of-00002.gguf": content for part in (1, 2)}
    added = await sidecar.http.post(MODELS, json=WANTED | {"name": "big"})
    assert added.json()["name"] == "big"

    async def here() -> bool:
        return await download(sidecar, "big") is None

    await until(here)
    assert (await sidecar.model("big")).size == 2 * len(content)
    files = sorted(file.name for file in sidecar.settings.models_folder.glob("big*"))
    assert files == ["big-00001-of-00002.gguf", "big-00002-of-00002.gguf"]
    assert (await sidecar.http.delete(f"{MODELS}/big", params={"file": True})).status_code == 204
    assert not list(sidecar.settings.models_folder.glob("big*"))


async def test_what_cannot_be_fetched_is_told_in_words(
    sidecar: RunningSidecar, hub: HubFolder
) -> None:
    for wanted, status, words in (
        ("org/other", 404, "The hub has no 'org/other'"),
        ("org/demo:Q2_K", 422, "has no 'Q2_K'. There are: tiny-Q4_K_M.gguf, tiny-Q8_0.gguf"),
        ("org/demo/none.gguf", 422, "has no 'none.gguf'"),
        ("../demo", 422, "is no model of a hub"),
    ):
        answer = await sidecar.http.post(MODELS, json={"hf": wanted})
        assert (answer.status_code, words in answer.json()["detail"]) == (status, True)
    hub.token = "another"
    answer = await sidecar.http.post(MODELS, json=WANTED)
    assert answer.status_code == 502
    assert "wants a token (HF_TOKEN)" in answer.json()["detail"]


async def test_a_model_that_does_not_fit_the_disk_is_not_begun(
    sidecar: RunningSidecar, hub: HubFolder
) -> None:
    hub.sizes["tiny-Q4_K_M.gguf"] = 2**40 * 2
    await sidecar.http.post(MODELS, json=WANTED)
    failed = await until_download(sidecar, "failed")
    assert failed is not None
    assert "The disk has no room: 2199.0 GB are to come" in failed.detail


async def test_more_bytes_than_were_announced_are_refused(
    sidecar: RunningSidecar, hub: HubFolder
) -> None:
    hub.sizes["tiny-Q4_K_M.gguf"] = 1000
    await sidecar.http.post(MODELS, json=WANTED)
    failed = await until_download(sidecar, "failed")
    assert failed is not None
    assert "sends more of 'tiny-Q4_K_M.gguf' than it said" in failed.detail


async def test_a_redirect_without_encryption_is_not_followed(
    sidecar: RunningSidecar, hub: HubFolder
) -> None:
    elsewhere = HubFolder(hub.files)
    with running_hub(elsewhere) as url:
        hub.moved_to = url
        await sidecar.http.post(MODELS, json=WANTED)
        failed = await until_download(sidecar, "failed")
    assert failed is not None
    assert "without encryption" in failed.detail
    assert elsewhere.asked == []
