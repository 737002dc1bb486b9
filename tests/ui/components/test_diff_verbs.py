"""What a diff lets a person do, tried by node's own test runner."""

from pathlib import Path

from tests.node import node_tests


def test_each_file_offers_what_can_be_done_with_it() -> None:
    assert "pass 4" in node_tests(Path(__file__).with_name("diff_verbs.test.mjs"))
