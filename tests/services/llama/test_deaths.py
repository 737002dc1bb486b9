import pytest

from boocode_app.services.llama.deaths import explain, too_slow


@pytest.mark.parametrize(
    ("line", "cause", "permanent"),
    [
        ("0.0 E srv start: couldn't bind HTTP server socket, port: 1", "port_taken", False),
        ("llama-server: error: unrecognized arguments: --nope", "unknown_flag", True),
        ("error: invalid argument: --nope", "unknown_flag", True),
        (
            "0.0 E llama: K cache type q3_K with block size 256 does not divide n_embd_head_k=64",
            "unsupported_cache_type",
            True,
        ),
        ("0.0 E quantized V cache requires flash_attn", "unsupported_cache_type", True),
        ("ggml: failed to allocate buffer of size 99999999999", "out_of_memory", True),
        ("gguf_init: invalid magic characters: 'root'", "bad_model_file", True),
        ("0.0 E srv load_model: failed to load model, 'x.gguf'", "bad_model_file", True),
    ],
)
def test_the_log_of_a_server_that_never_got_ready_tells_the_cause(
    line: str, cause: str, permanent: bool
) -> None:
    death = explain(1, f"0.0 I cmn: starts\n{line}\n", was_ready=False)
    assert (death.cause, death.permanent) == (cause, permanent)
    assert line.rpartition("0.0 E ")[2].strip() in death.detail


def test_a_signal_is_named_and_tried_again() -> None:
    assert "SIGSEGV" in explain(-11, "", was_ready=True).detail
    killed = explain(-9, "", was_ready=False)
    assert (killed.cause, killed.permanent) == ("crashed", False)
    assert "want of memory" in killed.detail


def test_a_killed_server_is_no_bad_file_because_its_log_once_spoke_of_one() -> None:
    assert explain(-9, "failed to load model for a request", was_ready=True).cause == "crashed"


def test_the_death_of_an_adopted_server_is_told_from_its_log() -> None:
    assert explain(None, "CUDA error: out of memory", was_ready=True).cause == "out_of_memory"
    assert "adopted" in explain(None, "", was_ready=True).detail


def test_an_unknown_refusal_quotes_the_last_line_and_is_not_tried_again() -> None:
    death = explain(1, "something odd\n\n", was_ready=False)
    assert death.permanent
    assert "something odd" in death.detail


def test_a_missed_deadline_is_not_tried_again() -> None:
    assert too_slow(60).permanent
    assert too_slow(60).cause == "startup_deadline"
