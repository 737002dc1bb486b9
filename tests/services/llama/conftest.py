"""One llama-server over a temp home, supervised as the sidecar does it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from boocode_app.core.settings import Settings
from boocode_app.services.llama.models import Model, Models
from boocode_app.services.llama.process import Change, LlamaServer


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home=home)


@dataclass
class Desk:
    """Makes servers, and keeps what they tell."""

    settings: Settings
    http: httpx.AsyncClient
    changes: list[Change]
    servers: list[LlamaServer]

    def server(self, model: Model | None = None) -> LlamaServer:
        models = Models(self.settings)
        chosen = model or models.default
        models.provide(chosen)
        (self.settings.run_folder / "llama").mkdir(parents=True, exist_ok=True)
        server = LlamaServer(
            chosen.name, chosen.plan, self.settings, self.http, self.changes.append
        )
        self.servers.append(server)
        return server

    def states(self) -> list[str]:
        return [change.new for change in self.changes]


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    async with httpx.AsyncClient(trust_env=False, timeout=10) as http:
        made = Desk(settings, http, [], [])
        yield made
        for server in made.servers:
            await server.stop()
