"""What a backend has read of a conversation."""

import pytest

from boocode_app.services.ion import prefixes
from boocode_app.services.ion.prefixes import Prefixes, Trail

HELLO = [("system", "s" * 100), ("user", "u" * 100)]


def test_what_was_read_is_known_to_its_last_message() -> None:
    read = Prefixes()
    read.remember(Trail.of("demo", HELLO))
    assert read.shared(Trail.of("demo", HELLO)) == 1
    assert read.shared(Trail.of("demo", [*HELLO, ("assistant", "a" * 200)])) == 0.5


def test_another_question_shares_the_instructions_alone() -> None:
    read = Prefixes()
    read.remember(Trail.of("demo", HELLO))
    assert read.shared(Trail.of("demo", [HELLO[0], ("user", "v" * 300)])) == 0.25


def test_nothing_is_shared_with_another_model_role_or_order() -> None:
    read = Prefixes()
    read.remember(Trail.of("demo", HELLO))
    assert read.shared(Trail.of("other", HELLO)) == 0
    assert read.shared(Trail.of("demo", HELLO[::-1])) == 0
    assert read.shared(Trail.of("demo", [("user", "s" * 100)])) == 0


def test_an_answer_that_comes_back_as_history_is_known() -> None:
    read = Prefixes()
    read.remember(Trail.of(None, HELLO).and_then("assistant", "fine"))
    assert read.shared(Trail.of(None, [*HELLO, ("assistant", "fine")])) == 1


def test_an_empty_conversation_shares_nothing() -> None:
    assert Prefixes().shared(Trail.of("demo", [])) == 0
    assert Prefixes().shared(Trail.of("demo", [("user", "")])) == 0


def test_half_a_surrogate_pair_has_a_mark_as_well() -> None:
    read = Prefixes()
    odd = Trail.of("demo", [("user", "\ud83d")])
    read.remember(odd)
    assert read.shared(odd) == 1


def test_what_was_read_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefixes, "KEPT", 3)
    read = Prefixes()
    first, second, third = (Trail.of("demo", [("user", word)]) for word in ("one", "two", "three"))
    for trail in (first, second, third):
        read.remember(trail)
    assert len(read) == 3
    assert [read.shared(trail) for trail in (first, second, third)] == [0, 1, 1]
