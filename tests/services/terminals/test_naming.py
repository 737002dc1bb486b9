"""A terminal is given another name: at once, for good, running or not."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from boocode_app.contracts.terminals import PtyEdit, PtySpawn
from boocode_app.core.errors import NotFound
from boocode_app.services.terminals.registry import Terminals
from tests.services.terminals.conftest import DEADLINE_S


async def test_a_name_outlives_booterm(tmp_path: Path, environ: dict[str, str]) -> None:
    before = Terminals(tmp_path, environ=environ)
    await before.start()
    session = await before.spawn(PtySpawn(command="cat", description="echoes"))
    named = await before.edit(session.id, PtyEdit(title="  the échoer "))
    assert (named.title, named.description) == ("the échoer", "echoes")
    await before.close()

    after = Terminals(tmp_path, environ=environ)
    await after.start()
    assert [known.title for known in after.list()] == ["the échoer"]
    await after.close()


async def test_one_that_ended_is_renamed_and_notices_no_second_time(terminals: Terminals) -> None:
    session = await terminals.spawn(PtySpawn(command="true", agentId="a", notifyOnExit=True))
    await terminals.wait(session.id, DEADLINE_S)
    await terminals.edit(session.id, PtyEdit(title="done", description="was true"))
    ended = terminals.get(session.id).describe()
    assert (ended.title, ended.description, ended.status) == ("done", "was true", "exited")
    notices = terminals.outbox.follow(0, "a")
    assert (await anext(notices)).session.id == session.id  # type: ignore[union-attr]
    await notices.aclose()
    assert len(terminals.outbox.after(0, "a")) == 1


async def test_an_unknown_session_has_no_name(terminals: Terminals) -> None:
    with pytest.raises(NotFound, match="pty_00000000"):
        await terminals.edit("pty_00000000", PtyEdit(title="x"))


@pytest.mark.parametrize("title", ["", "   ", "x" * 201, "two\nlines", "bell\a"])
def test_what_is_no_name_is_refused(title: str) -> None:
    with pytest.raises(ValidationError):
        PtyEdit(title=title)
