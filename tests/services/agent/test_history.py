"""What the model is sent."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from boocode_app.services.agent.history import (
    SYSTEM_PROMPT,
    ChatMessage,
    Exchange,
    compose,
    estimate,
)

EXCHANGES = st.lists(
    st.builds(Exchange, st.text(min_size=1, max_size=400), st.text(min_size=1, max_size=400)),
    max_size=30,
)


@given(EXCHANGES, st.text(min_size=1, max_size=50))
def test_each_prompt_begins_with_the_bytes_of_the_one_before(
    earlier: list[Exchange], question: str
) -> None:
    sent: tuple[ChatMessage, ...] = (ChatMessage("system", SYSTEM_PROMPT),)
    for turn, exchange in enumerate(earlier):
        prompt = compose(earlier[:turn], exchange.question, None).messages
        assert prompt[: len(sent)] == sent
        sent = (*prompt, ChatMessage("assistant", exchange.answer or ""))
    assert compose(earlier, question, None).messages[: len(sent)] == sent


def test_what_no_longer_fits_goes_oldest_first_and_is_counted() -> None:
    earlier = [Exchange(f"q{n} " + "x" * 400, "y" * 400) for n in range(20)]
    prompt = compose(earlier, "last", context=2_000)
    assert prompt.dropped > 0
    assert len(prompt.messages) == 2 + 40 - prompt.dropped
    assert prompt.messages[0].content == SYSTEM_PROMPT
    assert prompt.messages[1].content.startswith(f"q{prompt.dropped // 2} ")
    assert prompt.messages[-1].content == "last"
    assert sum(estimate(message.content) for message in prompt.messages) <= 1_500


def test_a_clipped_prompt_keeps_its_beginning_for_several_turns() -> None:
    earlier = [Exchange(f"q{n} " + "x" * 400, "y" * 400) for n in range(60)]
    firsts = [compose(earlier[:n], "next", 4_000).messages[1].content for n in range(20, 60)]
    moves = sum(before != after for before, after in pairwise(firsts))
    assert 1 <= moves <= 8


def test_a_question_that_is_too_long_is_sent_all_the_same() -> None:
    prompt = compose([Exchange("a", "b")], "z" * 100_000, context=1_000)
    assert [message.role for message in prompt.messages] == ["system", "user"]
    assert prompt.dropped == 2


def test_a_question_without_an_answer_is_left_out() -> None:
    earlier = [Exchange("lost"), Exchange("kept", "yes"), Exchange("empty", "")]
    roles = [message.role for message in compose(earlier, "now", None).messages]
    assert roles == ["system", "user", "assistant", "user"]
