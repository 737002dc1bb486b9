"""Hiding whitespace, on patches that git itself makes of random edits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.diffs.edits import Lab, Pair, edits


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return Lab(tmp_path_factory.mktemp("edits") / "lab")


@settings(deadline=None, max_examples=40)
@given(pairs=st.lists(edits(), min_size=1, max_size=6))
def test_it_leaves_no_change_of_whitespace_alone_and_drops_no_other(
    lab: Lab, pairs: list[Pair]
) -> None:
    lab.check(pairs)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"", b"\n"),
        (b"a", b"a\n"),
        (b"a\n", b" a"),
        (b"a\nb\n", b"b\na\n"),
        (b"a\r\nb\r\n", b"a\nb\n"),
        (b"if x:\n  y\n", b"if x:\n    y\nz\n"),
        (b"}\n}\n}\n", b" }\n }\n"),
        ("größe\n".encode(), "gr ö ße\n".encode()),
    ],
)
def test_small_edits(lab: Lab, old: bytes, new: bytes) -> None:
    lab.check([(old, new)])
