"""Places in files as text, tried by node's own test runner."""

from pathlib import Path

from tests.node import node_tests


def test_places_are_written_and_read() -> None:
    assert "pass 6" in node_tests(Path(__file__).with_name("chat_reference.test.mjs"))
