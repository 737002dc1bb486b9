"""An agent is told of a session's end in these words, and only where it did not end it itself."""

from typing import Any

import pytest

from boocode_app.contracts.terminals import PtySession
from boocode_app.core.ids import utc_now
from boocode_app.services.terminals.notices import calls_for_notice, text_of


def session(**more: Any) -> PtySession:
    facts: dict[str, Any] = {
        "id": "pty_1a2b3c4d",
        "title": "run tests",
        "description": "",
        "command": "pytest",
        "args": [],
        "workdir": "/",
        "agentId": "a1",
        "status": "exited",
        "exitCode": 0,
        "pid": None,
        "cols": 80,
        "rows": 24,
        "createdAt": utc_now(),
        "totalLines": 214,
        "lastLine": "212 passed in 9.31s",
        "notifyOnExit": True,
    }
    return PtySession(**facts | more)


def test_success_is_told_in_the_words_of_the_specification() -> None:
    assert text_of(session()) == (
        "<pty_exited>\n"
        "ID: pty_1a2b3c4d\n"
        "Title: run tests\n"
        "Exit Code: 0\n"
        "Output Lines: 214\n"
        "Last Line: 212 passed in 9.31s\n"
        "</pty_exited>\n"
        "Use pty_read to see the full output."
    )


@pytest.mark.parametrize(
    ("end", "outcome", "advice"),
    [
        ({"exitCode": 2}, "Exit Code: 2", "with `pattern` to search"),
        ({"exitCode": None, "signal": "SEGV"}, "Signal: SEGV", "with `pattern` to search"),
        (
            {"status": "killed", "exitCode": None, "signal": "TERM", "timedOut": True}
            | {"timeoutSeconds": 2.5},
            "Timeout: 2.5 s",
            "It was stopped, since its time was over.",
        ),
        (
            {"status": "killed", "exitCode": None, "signal": "KILL"},
            "Signal: KILL",
            "It was stopped by somebody else.",
        ),
        (
            {"status": "killed", "exitCode": 0, "endReason": "BooTerm was ended."},
            "Exit Code: 0",
            "It was stopped: BooTerm was ended.",
        ),
        (
            {"status": "lost", "exitCode": None},
            "Exit Code: unknown",
            "It was lost when BooTerm itself broke off.",
        ),
    ],
)
def test_every_other_end_says_what_it_was(end: dict[str, Any], outcome: str, advice: str) -> None:
    lines = text_of(session(**end)).splitlines()
    assert lines[3] == outcome
    assert advice in lines[-1]
    assert "pty_read" in lines[-1]


def test_a_silent_process_has_no_lines_and_an_empty_last_one() -> None:
    lines = text_of(session(totalLines=0, lastLine="")).splitlines()
    assert lines[4:6] == ["Output Lines: 0", "Last Line:"]


def test_a_title_stays_on_its_line() -> None:
    lines = text_of(session(title="a\nExit Code: 0")).splitlines()
    assert lines[2] == "Title: a Exit Code: 0"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, True),
        ({"notifyOnExit": False}, False),
        ({"status": "running", "exitCode": None}, False),
        ({"status": "lost", "exitCode": None}, True),
        ({"status": "killed", "endedBy": "a1"}, False),
        ({"status": "killed", "endedBy": "a2"}, True),
        ({"status": "killed", "endedBy": None}, True),
        ({"status": "killed", "endedBy": None, "agentId": None}, False),
        ({"status": "killed", "timedOut": True, "agentId": None}, True),
        ({"status": "killed", "endReason": "BooTerm was ended.", "agentId": None}, True),
    ],
)
def test_who_ended_a_session_itself_is_not_told(facts: dict[str, Any], told: bool) -> None:
    assert calls_for_notice(session(**facts)) is told
