"""What llama-server tells of itself, as recorded from a real one, and what follows from it."""

import pytest

from boocode_app.services.llama.live import Sample, sample_of

METRICS = """\
# TYPE llamacpp:prompt_tokens_total counter
llamacpp:prompt_tokens_total {prompt}
llamacpp:prompt_tokens_cached_total 25
llamacpp:prompt_seconds_total {prompt_s}
llamacpp:tokens_predicted_total {output}
llamacpp:tokens_predicted_seconds_total {output_s}
llamacpp:spec_decode_num_draft_tokens_total 445
llamacpp:spec_decode_num_accepted_tokens_total 440
llamacpp:spec_decode_num_accepted_tokens_per_pos_total{{position="0"}} 8
"""
IDLE = {"id": 0, "n_ctx": 2048, "is_processing": False}


def slot(held: int, written: int) -> dict[str, object]:
    return IDLE | {
        "id": 1,
        "is_processing": True,
        "n_prompt_tokens": held,
        "next_token": [{"n_decoded": written}],
    }


def look(at: float, before: Sample | None = None, written: int = 0, **totals: float) -> Sample:
    known = {"prompt": 100, "prompt_s": 0.5, "output": 600, "output_s": 6} | totals
    slots = [IDLE, slot(300, written) if written else IDLE | {"n_prompt_tokens": 300}]
    return sample_of(METRICS.format(**known), slots, before, 7, at, 1024)


def test_totals_slots_cache_and_drafts_are_read() -> None:
    live = look(0.0, written=40).live
    assert (live.slots_busy, live.slots) == (1, 2)
    assert (live.prompt_tokens, live.output_tokens, live.cached_tokens) == (100, 640, 25)
    assert (live.draft_tokens, live.draft_accepted) == (445, 440)
    assert (live.kv_bytes, live.kv_used_tokens) == (1024, 300)
    assert (live.prompt_per_s, live.output_per_s) == (None, None)


def test_rates_are_those_of_the_time_between_two_looks() -> None:
    first = look(0.0)
    reading = look(2.0, first, prompt=300, prompt_s=1.5)
    assert reading.live.prompt_per_s == pytest.approx(200)
    writing = look(4.0, look(2.0, first, written=10), written=60)
    assert writing.live.output_per_s == pytest.approx(25)
    ended = look(6.0, writing, output=700, output_s=8)
    assert ended.live.output_per_s == pytest.approx(50)
    assert look(8.0, first).live.output_per_s is None


def test_a_build_that_counts_less_leaves_it_open() -> None:
    old = {"id": 0, "is_processing": True, "next_token": {"n_decoded": 3}}
    live = sample_of("llamacpp:tokens_predicted_total 5\n", [old], None, 7, 0.0, None).live
    assert (live.output_tokens, live.slots_busy) == (8, 1)
    assert (live.cached_tokens, live.draft_tokens, live.kv_bytes) == (None, None, None)
