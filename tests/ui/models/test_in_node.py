"""The parts of the models page that need no browser, tried by node."""

from pathlib import Path

import pytest

from tests.node import node_tests


@pytest.mark.parametrize("part", ["figures", "forms", "log_lines", "preset", "samples", "words"])
def test_it_passes_in_node(part: str) -> None:
    node_tests(Path(__file__).with_name(f"{part}.test.mjs"))
