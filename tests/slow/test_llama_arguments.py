"""The validator under ten thousand lists of arguments, most of them bad."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.llama.test_arguments import WORDS, nothing_else_comes_out


@settings(max_examples=10_000, deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_nothing_that_is_not_allowed_ever_comes_out(arguments: list[str]) -> None:
    nothing_else_comes_out(arguments)
