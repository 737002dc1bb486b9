"""The rows of the specs page: columns by wave, findings as sentences, plans in a line."""

import pytest

from boocode_app.contracts.specs import (
    SpecBatch,
    SpecFinding,
    SpecPaper,
    TidyOperation,
    TidyOutcome,
)
from boocode_app.ui.specs.rows import (
    BatchRow,
    FindingRow,
    PaperRow,
    documents_of,
    lanes_of,
    outcome_of,
    plan_of,
    summary_of,
    tally_of,
)


def batch(name: str, **fields: object) -> SpecBatch:
    known = {"name": name, "path": f"changes/{name}", "title": name, "state": "active"}
    return SpecBatch.model_validate(known | fields)


def finding(**fields: object) -> SpecFinding:
    known = {
        "rule": "no-why", "severity": "error", "path": "changes/add-lamp/proposal.md", "line": 3,
        "words": "has no Why", "mend": "write one",
    }  # fmt: skip
    return SpecFinding.model_validate(known | fields)


def test_each_wave_has_a_column_and_each_column_a_limit() -> None:
    batches = [
        batch("one", wave=1, tasks_total=4, tasks_done=1),
        batch("two", wave=1, tasks_total=4),
        batch("bare"),
        batch("done", state="complete", tasks_total=2, tasks_done=2),
        batch("old", path="changes/archive/old", state="archived", shipped_in="v1"),
    ]
    lanes = lanes_of(batches, 7, limit=1)
    assert [(lane.title, lane.count, lane.hidden) for lane in lanes] == [
        ("Wave 1", 2, 1), ("No wave", 1, 0), ("Complete", 1, 0), ("Archived", 1, 0),
    ]  # fmt: skip
    assert lanes[3].batches[0].href == "/specs?project=7&batch=archive/old"
    assert summary_of(batches) == "3 active · 1 complete · 1 archived · 3 of 10 tasks done"


def test_progress_never_rounds_up_to_complete() -> None:
    row = BatchRow.of(batch("one", tasks_total=300, tasks_done=299), 1)
    assert (row.percent, row.tasks) == (99, "299 of 300 tasks")
    assert BatchRow.of(batch("two"), 1).tasks == "no tasks"


def test_a_finding_leads_to_its_line() -> None:
    row = FindingRow.of(finding(), 7)
    assert row.where == "changes/add-lamp/proposal.md:3"
    assert row.href == "/specs?project=7&batch=add-lamp&doc=changes/add-lamp/proposal.md&line=3"
    assert (row.word, row.words, row.mend) == (
        "Error",
        "Has no Why",
        '<span class="muted">Mend:</span> Write one',
    )


def test_what_a_finding_quotes_is_shown_and_not_taken_for_html() -> None:
    row = FindingRow.of(finding(words="names `a<b>` and <i>"), 7)
    assert row.words == "Names <code>a&lt;b&gt;</code> and &lt;i&gt;"


@pytest.mark.parametrize(
    ("path", "href"),
    [
        ("config.yaml", "/specs?project=7&doc=config.yaml"),
        ("changes/add-lamp", "/specs?project=7&batch=add-lamp"),
        ("changes/archive/v1.2-lamp", "/specs?project=7&batch=archive/v1.2-lamp"),
        ("changes/archive", ""),
        ("changes/archive/stub.md", "/specs?project=7&doc=changes/archive/stub.md"),
        (
            "changes/add-lamp/.openspec.yaml",
            "/specs?project=7&batch=add-lamp&doc=changes/add-lamp/.openspec.yaml",
        ),
    ],
)
def test_a_finding_of_a_folder_leads_to_its_batch_or_nowhere(path: str, href: str) -> None:
    assert FindingRow.of(finding(path=path, line=None), 7).href == href


def test_findings_are_counted_by_severity() -> None:
    found = [finding(mendable=True), finding(severity="info"), finding(severity="info")]
    assert tally_of(found) == "1 error, 2 notes · 1 can be mended"
    assert tally_of([]) == ""


def test_documents_stand_in_the_order_in_which_one_reads_them() -> None:
    names = ("design.md", "notes.md", "proposal.md", "specs/lamp/spec.md", "tasks.md")
    listed = batch("add-lamp", documents=[f"changes/add-lamp/{name}" for name in names])
    rows = documents_of(listed, 7, "changes/add-lamp/tasks.md")
    assert [row.title for row in rows] == [
        "Proposal", "Design", "Tasks", "notes.md", "Spec: lamp",
    ]  # fmt: skip
    assert [row.title for row in rows if row.current] == ["Tasks"]


def test_a_capability_tells_its_requirements() -> None:
    paper = SpecPaper(
        path="specs/lamp/spec.md", title="lamp", kind="capability", purpose="Light.", requirements=1
    )
    assert PaperRow.of(paper, 7).fact == "1 requirement"


def test_a_plan_and_what_came_of_it_are_told_in_a_line() -> None:
    steps = [
        TidyOperation(verb="move", path="a", words="w"),
        TidyOperation(verb="delete", path="b", words="w"),
        TidyOperation(verb="delete", path="c", words="w"),
    ]
    assert plan_of(steps) == "Deletes 2, moves 1"
    done = TidyOutcome(applied=True, operations=steps, mended=[finding()], left=[finding()] * 2)
    assert outcome_of(done) == "3 steps done, 1 finding gone. The doctor now has 2 findings."
    assert outcome_of(TidyOutcome()) == "There was nothing left to mend."
