"""What an address of the specs page opens."""

import pytest

from boocode_app.ui import routes
from boocode_app.ui.specs.place import Place, batch_in, place_of


@pytest.mark.parametrize(
    ("query", "view"),
    [
        ({}, "board"),
        ({"tab": "findings"}, "findings"),
        ({"tab": "findings", "mend": "1"}, "mend"),
        ({"tab": "documents", "mend": "1"}, "documents"),
        ({"tab": "no such tab"}, "board"),
        ({"tab": "findings", "batch": "add-lamp"}, "reading"),
        ({"doc": "README.md"}, "reading"),
    ],
)
def test_an_address_opens_one_view(query: dict[str, str], view: str) -> None:
    assert place_of(query).view == view


@pytest.mark.parametrize("line", ["", "x", "-3", "1.5", "²", "9" * 40])
def test_a_line_that_is_no_number_is_left_out(line: str) -> None:
    assert place_of({"doc": "README.md", "line": line}) == Place(doc="README.md")


@pytest.mark.parametrize(
    ("path", "batch"),
    [
        ("changes/add-lamp/proposal.md", "add-lamp"),
        ("changes/add-lamp/specs/lamp/spec.md", "add-lamp"),
        ("changes/archive/lamp/proposal.md", "archive/lamp"),
        ("changes/archived/lamp/proposal.md", "archived/lamp"),
        ("changes/archive/handoff.md", ""),
        ("changes/loose.md", ""),
        ("specs/lamp/spec.md", ""),
        ("config.yaml", ""),
    ],
)
def test_a_path_tells_its_batch(path: str, batch: str) -> None:
    assert batch_in(path) == batch


def test_an_address_holds_what_is_open_and_nothing_empty() -> None:
    doc = "changes/a b/tasks.md"
    assert routes.specs(3, batch="a b", doc=doc, tab="", line=0) == (
        "/specs?project=3&batch=a+b&doc=changes/a+b/tasks.md"
    )
