"""What a person likes is kept by name, whole, on both databases."""

import asyncio

import pytest

from boocode_app.core.db import Database
from boocode_app.core.errors import InvalidInput
from boocode_app.services.preferences.preferences import MAX_BYTES, Preferences


@pytest.fixture
def preferences(database: Database) -> Preferences:
    return Preferences(database)


async def test_what_nobody_kept_is_empty(preferences: Preferences) -> None:
    assert (await preferences.get("diff")).value == {}


async def test_the_last_write_counts_whole(preferences: Preferences) -> None:
    await preferences.put("diff", {"split": True, "wrap": True})
    await preferences.put("diff", {"split": False, "lines": [1, "two", None]})
    await preferences.put("files", {"tree": True})
    assert (await preferences.get("diff")).value == {"split": False, "lines": [1, "two", None]}


async def test_writes_at_once_leave_one_of_them(preferences: Preferences) -> None:
    await asyncio.gather(*(preferences.put("diff", {"n": n}) for n in range(8)))
    assert (await preferences.get("diff")).value["n"] in range(8)


async def test_what_is_too_big_is_refused_and_the_old_stays(preferences: Preferences) -> None:
    await preferences.put("diff", {"split": True})
    with pytest.raises(InvalidInput, match=f"at most {MAX_BYTES}"):
        await preferences.put("diff", {"text": "x" * MAX_BYTES})
    assert (await preferences.get("diff")).value == {"split": True}
