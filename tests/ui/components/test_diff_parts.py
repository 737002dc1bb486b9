"""The parts of the diff that need no page, tried by node."""

from pathlib import Path

import pytest

from tests.node import node_tests


@pytest.mark.parametrize("part", ["find", "lines", "shown", "tree", "words"])
def test_a_part_of_the_diff_keeps_its_word(part: str) -> None:
    node_tests(Path(__file__).with_name(f"diff_{part}.test.mjs"))
