"""A ticket opens one session, once, for a minute."""

from boocode_app.services.terminals.tickets import LIFE_S, LIMIT, Tickets


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_ticket_is_good_once() -> None:
    tickets = Tickets()
    code = tickets.issue("pty_a", readonly=True)
    ticket = tickets.redeem(code, "pty_a")
    assert ticket is not None
    assert (ticket.session_id, ticket.readonly) == ("pty_a", True)
    assert tickets.redeem(code, "pty_a") is None


def test_a_ticket_shown_elsewhere_is_used_up() -> None:
    tickets = Tickets()
    code = tickets.issue("pty_a")
    assert tickets.redeem(code, "pty_b") is None
    assert tickets.redeem(code, "pty_a") is None


def test_a_ticket_is_good_for_a_minute() -> None:
    clock = Clock()
    tickets = Tickets(clock)
    in_time, too_late = tickets.issue("pty_a"), tickets.issue("pty_a")
    clock.now = LIFE_S - 1
    assert tickets.redeem(in_time, "pty_a")
    clock.now = LIFE_S
    assert tickets.redeem(too_late, "pty_a") is None


def test_no_more_than_the_limit_are_out() -> None:
    tickets = Tickets()
    codes = [tickets.issue("pty_a") for _ in range(LIMIT + 1)]
    assert tickets.redeem(codes[0], "pty_a") is None
    assert tickets.redeem(codes[1], "pty_a")


def test_a_guess_is_no_ticket() -> None:
    tickets = Tickets()
    tickets.issue("pty_a")
    assert tickets.redeem("", "pty_a") is None
    assert tickets.redeem("x" * 10_000, "pty_a") is None
