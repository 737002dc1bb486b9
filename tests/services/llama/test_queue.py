"""Requests are served in order, models make room for one another, and nobody waits for ever."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boocode_app.core.errors import Unavailable
from boocode_app.services.llama.queue import (
    PATIENCE_S,
    RETURN_S,
    WAITING_LIMIT,
    Admit,
    Load,
    Move,
    Queue,
    Ticket,
    Unload,
)

SIZES = {"a": 6, "b": 6, "small": 1}
BUDGET = 8


def fits(models: Iterable[str]) -> bool:
    return sum(SIZES[name] for name in set(models)) <= BUDGET


class Stage:
    """A queue whose moves are carried out at once, on a clock of its own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.queue = Queue(fits)
        self.done: list[Move] = []
        self.flying: list[Ticket] = []

    def ask(self, model: str) -> Ticket:
        ticket = self.queue.ask(model, self.now)
        self.turn()
        return ticket

    def finish(self, ticket: Ticket) -> None:
        self.flying.remove(ticket)
        self.queue.leave(ticket, self.now)
        self.turn()

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.turn()

    def turn(self) -> None:
        while moves := self.queue.moves(self.now):
            for move in moves:
                self.done.append(move)
                match move:
                    case Admit(ticket):
                        self.flying.append(ticket)
                    case Unload(model):
                        assert self.queue.lane(model).in_flight == 0
                        self.queue.unloaded(model)
                    case Load(model):
                        assert self.queue.lane(model).loaded
            assert fits(name for name in SIZES if self.queue.lane(name).loaded)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_model_is_loaded_for_the_first_who_asks_and_serves_as_many_as_it_has_slots(
    stage: Stage,
) -> None:
    stage.queue.lane("a").slots = 2
    first, second, third = (stage.ask("a") for _ in range(3))
    assert stage.done == [Load("a"), Admit(first), Admit(second)]
    assert [stage.queue.position(ticket) for ticket in (first, second, third)] == [0, 0, 1]
    stage.finish(first)
    assert stage.done[-1] == Admit(third)


def test_a_swap_waits_for_what_is_in_flight(stage: Stage) -> None:
    one = stage.ask("a")
    other = stage.ask("b")
    stage.wait(PATIENCE_S * 3)
    assert not other.admitted
    stage.finish(one)
    assert stage.done[-3:] == [Unload("a"), Load("b"), Admit(other)]


def test_models_that_fit_together_do_not_disturb_one_another(stage: Stage) -> None:
    stage.ask("a")
    assert stage.ask("small").admitted
    assert not [move for move in stage.done if isinstance(move, Unload)]


def test_a_starved_model_gets_its_turn_however_busy_the_other_is(stage: Stage) -> None:
    flying = stage.ask("a")
    starved = stage.ask("b")
    served = 0
    while not starved.admitted:
        stage.wait(1.0)
        following = stage.ask("a")
        stage.finish(flying)
        flying = following
        served += following.admitted
        assert stage.now < 2 * PATIENCE_S
    assert served >= PATIENCE_S - 2
    assert stage.queue.position(flying) == 1


def test_the_least_recently_used_makes_room_and_nobody_who_need_not(stage: Stage) -> None:
    for name in ("small", "a"):
        stage.finish(stage.ask(name))
        stage.wait(1)
    assert stage.ask("b").admitted
    assert [move for move in stage.done if isinstance(move, Unload)] == [Unload("a")]


def test_a_pinned_model_gives_way_last_and_comes_back(stage: Stage) -> None:
    stage.queue.lane("a").pinned = True
    stage.finish(stage.ask("a"))
    stage.wait(1)
    stage.finish(stage.ask("small"))
    stage.wait(1)
    other = stage.ask("b")
    assert other.admitted
    assert not stage.queue.lane("a").loaded
    stage.finish(other)
    stage.wait(RETURN_S - 1)
    assert not stage.queue.lane("a").loaded
    stage.wait(1)
    assert stage.queue.lane("a").loaded
    assert not stage.queue.lane("b").loaded


def test_what_a_person_unloaded_stays_unloaded(stage: Stage) -> None:
    stage.queue.lane("a").pinned = True
    stage.finish(stage.ask("a"))
    stage.queue.unloaded("a")
    stage.wait(RETURN_S * 2)
    assert not stage.queue.lane("a").loaded


def test_an_idle_model_is_unloaded_after_its_time_and_a_pinned_one_is_not(stage: Stage) -> None:
    for name, pinned in (("a", False), ("small", True)):
        lane = stage.queue.lane(name)
        lane.ttl_s, lane.pinned = 30, pinned
        stage.finish(stage.ask(name))
    assert stage.queue.wake_at(stage.now) == 30
    stage.wait(29)
    assert stage.queue.lane("a").loaded
    stage.wait(1)
    assert not stage.queue.lane("a").loaded
    assert stage.queue.lane("small").loaded


def test_who_leaves_the_queue_is_not_waited_for(stage: Stage) -> None:
    flying, gone, last = (stage.ask("a") for _ in range(3))
    stage.queue.leave(gone, stage.now)
    assert stage.queue.position(last) == 1
    stage.finish(flying)
    assert last.admitted
    assert not gone.admitted


def test_a_full_queue_says_so(stage: Stage) -> None:
    for _ in range(WAITING_LIMIT + 1):
        stage.ask("a")
    with pytest.raises(Unavailable, match="256 requests wait"):
        stage.ask("small")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "small", "finish", "leave", "wait"]), st.integers(0, 50)
        ),
        max_size=120,
    )
)
def test_everybody_is_served_in_order_and_nothing_in_flight_is_cut(
    script: list[tuple[str, int]],
) -> None:
    stage = Stage()
    stage.queue.lane("small").slots = 3
    asked: list[Ticket] = []
    for act, number in script:
        waiting = [t for t in asked if not t.admitted and stage.queue.position(t)]
        match act:
            case "finish" if stage.flying:
                stage.finish(stage.flying[number % len(stage.flying)])
            case "leave" if waiting:
                gone = waiting[number % len(waiting)]
                stage.queue.leave(gone, stage.now)
                asked.remove(gone)
                stage.turn()
            case "a" | "b" | "small":
                asked.append(stage.ask(act))
            case _:
                stage.wait(number / 5)
    for _ in range(len(asked) * 4):
        if stage.flying:
            stage.finish(stage.flying[0])
        stage.wait(PATIENCE_S / 2)
    assert all(ticket.admitted for ticket in asked)
    for model in SIZES:
        served = [move.ticket for move in stage.done if isinstance(move, Admit)]
        assert [t for t in served if t in asked and t.model == model] == [
            t for t in asked if t.model == model
        ]
