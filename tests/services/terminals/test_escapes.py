"""What an agent types is understood, and what is no escape stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode_app.services.terminals.escapes import unescape


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (r"ls\n", b"ls\n"),
        (r"\r\t\\n", b"\r\t\\n"),
        (r"\x03\x1b[A", b"\x03\x1b[A"),
        (r"\xff", b"\xff"),
        (r"\u00e9\u20ac", "é€".encode()),
        (r"\ud83d\ude00", "😀".encode()),
        (r"\ud83d!", "\ufffd!".encode()),
        (r"grep '\d+\.x' \x4 \u12", rb"grep '\d+\.x' \x4 \u12"),
        ("é\n", "é\n".encode()),
    ],
)
def test_it_understands(text: str, typed: bytes) -> None:
    assert unescape(text) == typed


@given(st.text())
def test_any_text_can_be_typed(text: str) -> None:
    assert unescape(text.replace("\\", "\\\\")) == text.encode("utf-8", "replace") or (
        "\ufffd".encode() in unescape(text)
    )
