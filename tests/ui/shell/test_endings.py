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
    ("more", "kind", "outcome"),
    [
        ({}, "done", "Done, exit code 0"),
        ({"exitCode": 2}, "failure", "Failed with exit code 2"),
        ({"exitCode": None, "signal": "SIGTERM"}, "failure", "Ended by SIGTERM"),
        (
            {"exitCode": 0, "timedOut": True, "timeoutSeconds": 1.5},
            "failure",
            "Stopped, its 1.5 s were over",
        ),
        (
            {"exitCode": None, "status": "lost"},
            "failure",
            "Lost when BooTerm broke off",
        ),
    ],
)
def test_one_says_how_it_ended_and_leads_there(
    more: dict[str, object], kind: str, outcome: str
) -> None:
    row = told([ended(**more)])
    assert (row.kind, row.title, row.detail) == (kind, "run tests", outcome)
    assert (row.output, row.href) == ("last words", "/terminals?pty=pty_00000001")


def test_several_name_the_first_that_failed() -> None:
    well = told([ended(), ended()])
    assert (well.kind, well.detail) == ("done", "All are done, exit code 0")
    failed = [ended(f"job\n{number}", exitCode=1) for number in range(5)]
    row = told([ended(), *failed])
    assert (row.kind, row.title) == ("failure", "6 commands ended")
    assert (row.detail, row.href) == ("5 failed: job 0, job 1, job 2 and 2 more", "/terminals")
