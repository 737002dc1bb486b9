"""An echo goes out at once, a flood in pieces of 32 KB or of 2 ms."""

from boocode_app.services.terminals.coalesce import LARGE, SMALL, WINDOW_S, Coalescer, Step


def test_an_echo_goes_out_at_once() -> None:
    coalescer = Coalescer()
    for key in range(100):
        assert coalescer.add(20, now=key * 0.05) is Step.FLUSH
        coalescer.flushed()


def test_a_flood_waits_until_enough_has_come() -> None:
    coalescer = Coalescer()
    pieces, sent = [], 0
    for number in range(160):
        sent += SMALL
        if coalescer.add(SMALL, now=number * WINDOW_S / 1000) is Step.FLUSH:
            coalescer.flushed()
            pieces.append(sent)
            sent = 0
    assert pieces == [LARGE] * 20


def test_the_next_window_begins_anew() -> None:
    coalescer = Coalescer()
    assert coalescer.add(SMALL, now=0.0) is Step.WAIT
    coalescer.flushed()
    assert coalescer.add(1, now=WINDOW_S / 2) is Step.WAIT
    coalescer.flushed()
    assert coalescer.add(1, now=WINDOW_S) is Step.FLUSH
