"""Which command lines a permission is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode_app.services.terminals.typed import UNKNOWN, TypedLine, command_lines


@pytest.mark.parametrize(
    ("data", "lines", "begun"),
    [
        (b"ls -l\n", [TypedLine("ls -l")], TypedLine()),
        (b"ls\rpwd\nrm", [TypedLine("ls"), TypedLine("pwd")], TypedLine("rm")),
        (b"\n", [TypedLine()], TypedLine()),
        (b"rmm\x7f -r x\n", [TypedLine("rm -r x")], TypedLine()),
        (b"rm -rf /\x03ls\n", [TypedLine("ls")], TypedLine()),
        (b"rm -rf /\x15ls\n", [TypedLine("ls")], TypedLine()),
        (b"\x1b[A\n", [TypedLine("^[[A", exact=False)], TypedLine()),
        (b"rm\t\x15x\n", [TypedLine("rm^I^Ux", exact=False)], TypedLine()),
        (b"rm x\x0f", [TypedLine("rm x^O", exact=False)], TypedLine()),
        (b"\x04", [TypedLine("^D", exact=False)], TypedLine()),
        ("größe\n".encode(), [TypedLine("größe")], TypedLine()),
        (b"a\xff\n", [TypedLine("a\ufffd")], TypedLine()),
    ],
)
def test_lines_are_found_in_what_is_typed(
    data: bytes, lines: list[TypedLine], begun: TypedLine
) -> None:
    assert command_lines(TypedLine(), data) == (lines, begun)


def test_a_line_that_somebody_else_began_is_not_exact() -> None:
    lines, begun = command_lines(UNKNOWN, b"x\ny\n")
    assert lines == [TypedLine("x", exact=False), TypedLine("y")]
    assert begun == TypedLine()


@given(st.binary(max_size=60), st.integers(0, 60))
def test_it_does_not_matter_how_ascii_keys_are_cut(data: bytes, cut: int) -> None:
    data = bytes(byte & 0x7F for byte in data)
    first, begun = command_lines(TypedLine(), data[:cut])
    second, rest = command_lines(begun, data[cut:])
    assert (first + second, rest) == command_lines(TypedLine(), data)
