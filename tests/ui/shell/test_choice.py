"""Which project opens: the one that the address names, else the last one, else the first."""

import pytest

from boocode_app.ui.shell.rows import ProjectRow
from boocode_app.ui.shell.state import _choose

ONE, TWO = ProjectRow(1, "one"), ProjectRow(2, "two")


@pytest.mark.parametrize(
    ("wanted", "last", "chosen"),
    [(2, "1", TWO), (None, "2", TWO), (None, "", ONE), (9, "2", TWO), (9, "8", ONE)],
)
def test_the_address_counts_before_the_last_and_that_before_the_first(
    wanted: int | None, last: str, chosen: ProjectRow
) -> None:
    assert _choose([ONE, TWO], wanted, last) == chosen


def test_without_projects_none_opens() -> None:
    assert _choose([], 1, "1").id == 0
