"""Hiding whitespace, on many and longer patches of random edits."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.diffs.edits import Lab, Pair, edits


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return Lab(tmp_path_factory.mktemp("edits") / "lab")


@pytest.mark.timeout(1800)
@settings(
    deadline=None,
    max_examples=3000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(pairs=st.lists(edits(longest=120), min_size=1, max_size=8))
def test_a_long_campaign_of_edits(lab: Lab, pairs: list[Pair]) -> None:
    lab.check(pairs)


def test_every_version_of_a_file_of_this_repository(lab: Lab) -> None:
    """Real edits: each module of the diffs against each other one."""
    folder = Path(__file__).parents[2] / "boocode_app" / "services" / "diffs"
    texts = [path.read_bytes() for path in sorted(folder.glob("*.py"))]
    for old in texts:
        lab.check([(old, new) for new in texts if old != new])
