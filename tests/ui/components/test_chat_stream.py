"""The page's side of a stream, tried by node's own test runner."""

from pathlib import Path

from tests.node import node_tests


def test_the_reducer_neither_loses_nor_doubles() -> None:
    assert "pass 10" in node_tests(Path(__file__).with_name("chat_stream.test.mjs"))
