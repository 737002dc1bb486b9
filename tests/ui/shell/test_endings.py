"""What a person reads when commands ended."""

import pytest

from boocode_app.contracts.terminals import PtyNotice, PtySession
from boocode_app.core.ids import utc_now
from boocode_app.services.terminals.notices import notice_of
from boocode_app.ui.shell.endings import told


def ended(title: str = "run tests", **more: object) -> PtyNotice:
    facts = {
        "id": "pty_00000001",
        "title": title,
        "description": "",
        "command": "sh",
        "args": [],
        "workdir": "/",
        "status": "exited",
        "exitCode": 0,
        "pid": None,
        "cols": 80,
        "rows": 24,
        "createdAt": utc_now(),
        "lastLine": "last words",
    }
    return notice_of(PtySession.model_validate(facts | more), seq=1)


@pytest.mark.parametrize(
    ("more", "kind", "title"),
    [
        ({}, "done", "run tests: done, exit code 0"),
        ({"exitCode": 2}, "failure", "run tests: failed with exit code 2"),
        ({"exitCode": None, "signal": "SIGTERM"}, "failure", "run tests: ended by SIGTERM"),
        (
            {"exitCode": 0, "timedOut": True, "timeoutSeconds": 1.5},
            "failure",
            "run tests: stopped, its 1.5 s were over",
        ),
        (
            {"exitCode": None, "status": "lost"},
            "failure",
            "run tests: lost when BooTerm broke off",
        ),
    ],
)
def test_one_says_how_it_ended_and_leads_there(
    more: dict[str, object], kind: str, title: str
) -> None:
    row = told([ended(**more)])
    assert (row.kind, row.title, row.detail) == (kind, title, "last words")
    assert row.href == "/terminals?pty=pty_00000001"


def test_several_name_the_first_that_failed() -> None:
    well = told([ended(), ended()])
    assert (well.kind, well.title) == ("done", "2 commands ended, none of them failed")
    failed = [ended(f"job\n{number}", exitCode=1) for number in range(5)]
    row = told([ended(), *failed])
    assert (row.kind, row.title) == ("failure", "6 commands ended, 5 of them failed")
    assert (row.detail, row.href) == ("job 0, job 1, job 2 and 2 more", "/terminals")
