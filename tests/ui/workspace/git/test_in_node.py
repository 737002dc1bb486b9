"""What the Git tab says and hears, tried by node's own test runner."""

from pathlib import Path

from tests.node import node_tests


def test_its_words_and_keys() -> None:
    node_tests(Path(__file__).with_name("words.test.mjs"))
