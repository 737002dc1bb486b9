"""A client of every room of the API, on the house of the test; a booterm beside them."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI

from boocode_app.api.app import build_api
from boocode_app.api.web import ROOMS
from boocode_app.wiring import House
from tests.api.booterm import BooTerm, running


@pytest.fixture(scope="session")
def api() -> FastAPI:
    """The rooms without the gate; each asks the house that stands when it is called."""
    return build_api("test", ROOMS)


@pytest.fixture
async def client(api: FastAPI, house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Asks the rooms of `house`, without a socket."""
    transport = httpx.ASGITransport(api)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture(scope="module")
def booterm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BooTerm]:
    """One booterm for the tests of a file, which leave it as they found it."""
    with running(tmp_path_factory.mktemp("home")) as booterm:
        yield booterm
