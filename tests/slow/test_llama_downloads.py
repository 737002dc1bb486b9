"""A sidecar that is killed again and again in the middle of a download brings the file home."""

import os
import threading
from pathlib import Path

from tests.daemon import until
from tests.hub import PIECE, HubFolder, running_hub
from tests.sidecar import RunningSidecar

KILLS = 20
PIECES_A_LIFE = 9
CONTENT = os.urandom(KILLS * PIECES_A_LIFE * PIECE)


async def test_twenty_kills_lose_nothing_but_the_last_piece(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    hub = HubFolder({"m-Q4_K_M.gguf": CONTENT}, pieces=threading.Semaphore(0))
    target = home / "models" / "m-Q4_K_M.gguf"
    part = target.with_name(target.name + ".part")

    def size() -> int:
        return part.stat().st_size if part.exists() else 0

    with running_hub(hub) as address:
        sidecar = RunningSidecar(home, BOOCODE_HF_ENDPOINT=address)
        async with sidecar.visited():
            added = await sidecar.http.post("/api/llama/models", json={"hf": "org/demo"})
            assert added.status_code == 201
            for _ in range(KILLS):
                before = size()
                assert hub.pieces is not None
                hub.pieces.release(PIECES_A_LIFE)

                async def grew(than: int = before) -> bool:
                    return size() > than

                await until(grew)
                await sidecar.kill()
                assert not target.exists()
                await sidecar.start()
            hub.pieces.release(2 * len(CONTENT) // PIECE)

            async def here() -> bool:
                return (await sidecar.model("m-Q4_K_M")).download is None

            await until(here)
        sidecar.end()
    assert target.read_bytes() == CONTENT
    asked = sum(path.startswith("/blobs/") and given is not None for path, given, _ in hub.asked)
    print(f"{KILLS} kills, {asked} answers began in the middle, {len(CONTENT) / 1e6:.0f} MB whole")
