"""The PTY API over REST: sessions made, read, typed in, renamed and ended; refusals in words."""

import urllib.error

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from boocode_app.services.terminals.protocol import ClientEnd
from tests.api.booterm import BooTerm, follow, refusal


def test_a_session_lives_its_life_over_rest(booterm: BooTerm) -> None:
    session = booterm.ask("POST", "/api/pty/spawn", {"title": "mine", "cols": 100, "rows": 30})
    path = f"/api/pty/{session['id']}"
    assert (session["status"], session["title"], session["cols"]) == ("running", "mine", 100)
    assert session["id"] in [s["id"] for s in booterm.ask("GET", "/api/pty/list")["sessions"]]
    assert booterm.ask("POST", f"{path}/resize", {"cols": 120, "rows": 40})["rows"] == 40
    with booterm.attach(session["id"]) as connection:
        written = booterm.ask("POST", f"{path}/write", {"data": r"echo \x24((6*7))\n"})
        assert written == {"id": session["id"], "bytes": 14}
        follow(connection, ClientEnd(), until=b"42")
    page = booterm.ask("GET", f"{path}/read?pattern=42%24&limit=1")
    assert [line["text"].split()[-1] for line in page["lines"]] == ["42"]
    killed = booterm.ask("POST", f"{path}/kill", {"signal": "TERM"})
    assert killed["status"] == "killed"
    assert booterm.ask("GET", path)["exitedAt"] is not None
    booterm.ask("POST", f"{path}/kill", {"cleanup": True})
    with pytest.raises(urllib.error.HTTPError) as raised:
        booterm.ask("GET", path)
    problem = refusal(raised.value)
    assert (problem["status"], session["id"] in problem["detail"]) == (404, True)


def test_a_session_is_renamed_and_an_unknown_one_is_not(booterm: BooTerm) -> None:
    session = booterm.spawn("sleep 600")
    renamed = booterm.ask("PATCH", f"/api/pty/{session['id']}", {"title": "the sleeper"})
    assert (renamed["title"], renamed["command"]) == ("the sleeper", "sh")
    assert booterm.ask("GET", f"/api/pty/{session['id']}")["title"] == "the sleeper"
    for path, body, status in (
        ("pty_00000000", {"title": "x"}, 404),
        (session["id"], {"title": "  "}, 422),
        (session["id"], {"name": "x"}, 422),
    ):
        with pytest.raises(urllib.error.HTTPError) as raised:
            booterm.ask("PATCH", f"/api/pty/{path}", body)
        assert refusal(raised.value)["status"] == status


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/pty/pty_00000000", None),
        ("GET", "/api/pty/nonsense/read", None),
        ("POST", "/api/pty/pty_00000000/write", {"data": "x"}),
        ("POST", "/api/pty/pty_00000000/resize", {"cols": 80, "rows": 24}),
        ("POST", "/api/pty/pty_00000000/kill", {}),
    ],
)
def test_an_unknown_session_is_not_found(
    booterm: BooTerm, method: str, path: str, body: object
) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        booterm.ask(method, path, body)
    assert refusal(raised.value)["status"] == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"workdir": "/no/such/folder"}, "workdir"),
        ({"command": "no-such-command"}, "command"),
        ({"cols": 0}, "cols"),
        ({"agentId": ""}, "agentId"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_spawn_that_cannot_be_is_refused_and_names_the_field(
    booterm: BooTerm, body: object, field: str
) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        booterm.ask("POST", "/api/pty/spawn", body)
    problem = refusal(raised.value)
    assert (problem["status"], problem["errors"][0]["field"]) == (422, field)


def test_without_the_token_nothing_is_told(booterm: BooTerm) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        booterm.ask("GET", "/api/pty/list", token=False)
    assert refusal(raised.value)["status"] == 401
    with pytest.raises(InvalidStatus):
        connect(f"ws://127.0.0.1:{booterm.port}/api/pty/pty_00000000/ws")
