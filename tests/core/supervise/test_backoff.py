"""Waits between tries."""

from boocode_app.core.supervise.backoff import Backoff


def test_the_waits_double_up_to_half_a_minute() -> None:
    backoff = Backoff()
    assert [backoff.next_wait_s(1) for _ in range(9)] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_a_healthy_minute_starts_them_anew() -> None:
    backoff = Backoff()
    for _ in range(5):
        backoff.next_wait_s(1)
    assert backoff.next_wait_s(61) == 0.5
    assert backoff.next_wait_s(1) == 1


def test_years_of_failing_overflow_nothing() -> None:
    assert Backoff(failures=1_000_000).next_wait_s(0) == 30
