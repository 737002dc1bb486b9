"""What the Files tab reckons, tried by node's own test runner."""

from pathlib import Path

import pytest

from tests.node import node_tests


@pytest.mark.parametrize("part", ["rows", "lines", "reading"])
def test_a_part_keeps_its_word(part: str) -> None:
    node_tests(Path(__file__).with_name(f"{part}.test.mjs"))
