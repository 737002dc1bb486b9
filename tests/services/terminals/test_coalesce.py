"""An echo goes out at once, a flood in pieces of 48 KB or of 2 ms."""

from boocode_app.services.terminals.coalesce import LARGE, SMALL, WINDOW_S, Coalescer, Step


def test_an_echo_goes_out_at_once() -> None:
    coalescer = Coalescer()
    for key in range(100):
        assert coalescer.add(20, now=key * 0.05) is Step.FLUSH
        coalescer.flushed()


def test_a_flood_waits_until_enough_has_come() -> None:
    coalescer = Coalescer()
    pieces, sent = [], 0
    for number in range(240):
        sent += SMALL
        if coalescer.add(SMALL, now=number * WINDOW_S / 1000) is Step.FLUSH:
            coalescer.flushed()
            pieces.append(sent)
            sent = 0
    assert pieces == [LARGE] * 20


def test_a_flood_that_goes_on_sends_no_small_piece() -> None:
    coalescer = Coalescer()
    assert coalescer.add(SMALL, now=0.0) is Step.WAIT
    coalescer.flushed()
    assert coalescer.add(1, now=WINDOW_S) is Step.WAIT


def test_after_a_quiet_window_an_echo_goes_out_at_once_again() -> None:
    coalescer = Coalescer()
    assert coalescer.add(SMALL, now=0.0) is Step.WAIT
    coalescer.flushed()
    assert coalescer.add(1, now=WINDOW_S / 2) is Step.WAIT
    coalescer.flushed()
    assert coalescer.add(1, now=2 * WINDOW_S) is Step.FLUSH
