"""What the rounds of a measure say together."""

import pytest

from boocode_app.services.ion.figures import Sample, best_of, row_of
from boocode_app.services.ion.variants import BASE, DEFAULTS, MATRIX, Variant
from boocode_app.services.llama.arguments import check

SMALL, LARGE = 20_000, 32_000
PLAIN = Variant("q4_0", "none", 2)
WIDE = Variant("f16", "none", 2)


def sample(speed: float, kv_bytes: int = SMALL, drafted: int = 0, accepted: int = 0) -> Sample:
    return Sample(speed, 2 * speed, 1000 / speed, drafted, accepted, kv_bytes)


def test_a_row_holds_the_spread_and_the_ratios_of_the_rounds() -> None:
    ours = [sample(30, drafted=10, accepted=9), sample(10, drafted=10, accepted=2), sample(20)]
    theirs = [sample(10, LARGE), sample(10, LARGE), sample(10, LARGE)]
    row = row_of(BASE, ["--x"], ours, theirs)
    assert (row.per_s.median, row.per_s.low, row.per_s.high) == (20, 10, 30)
    assert (row.to_defaults.per_s, row.to_defaults.together_per_s) == (2, 2)
    assert row.to_defaults.first_ms == pytest.approx(0.5)
    assert row.to_defaults.kv_bytes == pytest.approx(SMALL / LARGE)
    assert row.acceptance == 0.55
    assert row_of(DEFAULTS, [], theirs, theirs).acceptance is None


def test_the_base_stays_where_nothing_was_faster_in_every_round() -> None:
    samples = {BASE: [sample(10), sample(10)], PLAIN: [sample(30), sample(10.4)]}
    assert best_of(samples) == BASE


def test_what_was_faster_in_every_round_is_the_best() -> None:
    samples = {BASE: [sample(10), sample(5)], PLAIN: [sample(12), sample(6)]}
    assert best_of(samples) == PLAIN


def test_of_two_about_as_fast_the_smaller_one_is_the_best() -> None:
    samples = {BASE: [sample(10)], WIDE: [sample(20.5, LARGE)], PLAIN: [sample(20)]}
    assert best_of(samples) == PLAIN
    samples[WIDE] = [sample(22, LARGE)]
    assert best_of(samples) == WIDE


def test_every_combination_may_be_kept_as_a_preset() -> None:
    assert {BASE, DEFAULTS} < set(MATRIX)
    for variant in MATRIX:
        arguments = [part for pair in variant.pairs for part in pair if part]
        assert check(arguments).ok
    assert len({variant.over(()) for variant in MATRIX}) == len(MATRIX)


def test_a_preset_keeps_what_else_a_person_chose() -> None:
    chosen = (("--ctx-size", "4096"), ("--spec-type", "none"))
    assert BASE.over(chosen) == (("--ctx-size", "4096"),)
    assert WIDE.over(chosen) == (
        ("--ctx-size", "4096"),
        ("--cache-type-k", "f16"),
        ("--spec-type", "none"),
    )
