"""The parts of the page's terminal that need no page, tried by node."""

from pathlib import Path

import pytest

from tests.node import node_tests


@pytest.mark.parametrize("part", ["marks", "clipboard", "pictures"])
def test_a_part_of_the_terminal_keeps_its_word(part: str) -> None:
    node_tests(Path(__file__).with_name(f"terminal_{part}.test.mjs"))
