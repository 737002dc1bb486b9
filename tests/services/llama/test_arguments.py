import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boocode_app.core.errors import UpstreamFailed
from boocode_app.services.llama import embedded
from boocode_app.services.llama.arguments import Plan, check, sensible_threads
from boocode_app.services.llama.flags import ALLOWED, FLAGS

LISTED = json.loads((Path(__file__).parent / "listed_flags.json").read_text())
"""Every flag of one real build: its spellings, whether a value follows, its variable."""
PLAN = Plan(Path("/models/a b.gguf"), "a", context=8192, threads=4)
FULLWIDTH_FOUR, UNICODE_HYPHEN = "\uff14", "\u2010"
WORDS = st.one_of(
    st.sampled_from(sorted(FLAGS)),
    st.sampled_from(sorted(FLAGS)).map(lambda flag: flag.replace("-", "_")),
    st.sampled_from(sorted(FLAGS)).map(lambda flag: flag + "=4"),
    st.sampled_from(sorted(FLAGS)).map(lambda flag: flag[:-1]),
    st.sampled_from(["q4_0", "f16", "q8_0", "none", "ngram-mod", "on", "all", "LLAMA_ARG_TOOLS"]),
    st.integers().map(str),
    st.sampled_from(sorted(FLAGS)).map(lambda flag: flag.replace("-", UNICODE_HYPHEN)),
    st.sampled_from(sorted(FLAGS)).map(lambda flag: flag + "\u200b"),
    st.sampled_from(["4\n--tools", "4\0", "", "-", "--", "-1", "9" * 40, FULLWIDTH_FOUR]),
    st.text(max_size=12),
)


def reasons(*arguments: str) -> str:
    checked = check(arguments)
    assert not checked.ok
    assert checked.pairs == ()
    return " / ".join(fault.reason for fault in checked.faults)


def test_the_base_arguments_are_always_there() -> None:
    assert PLAN.argv(4321) == [
        *("--model", "/models/a b.gguf", "--host", "127.0.0.1", "--port", "4321", "--alias", "a"),
        *("--ctx-size", "8192", "--parallel", "2", "--threads", "4"),
        *("--cache-type-k", "q4_0", "--spec-type", "ngram-mod", "--metrics", "--slots", "--jinja"),
    ]


def test_an_allowed_argument_replaces_its_default_and_is_there_once() -> None:
    checked = check(["-ctk", "f16", "--kv_unified"])
    argv = Plan(Path("/m.gguf"), "m", 8192, 1, extra=checked.pairs).argv(1)
    assert argv.count("--cache-type-k") == 1
    assert argv[argv.index("--cache-type-k") + 1] == "f16"
    assert argv[-1] == "--kv-unified"


@pytest.mark.parametrize("value", ["q4_0", "f16", "bf16", "f32"])
@pytest.mark.parametrize("flag", ["--cache-type-k", "-ctk", "--cache_type_k"])
def test_it_accepts_a_4_bit_and_the_unquantised_k_caches(flag: str, value: str) -> None:
    assert check([flag, value]).pairs == (("--cache-type-k", value),)


@pytest.mark.parametrize("value", ["q8_0", "q3_k", "q4_1", "iq4_nl", "q5_0"])
def test_it_refuses_every_other_quantised_cache_by_name(value: str) -> None:
    assert f"'{value}' is a quantised cache type" in reasons("--cache-type-k", value)
    assert "only q4_0" in reasons("--cache-type-v", value)


def test_a_4_bit_v_cache_needs_flash_attention() -> None:
    assert "flash attention" in reasons("--cache-type-v", "q4_0")
    assert check(["--cache-type-v", "q4_0", "--flash-attn", "on"]).ok


def test_speculation_is_ngram_mod_or_none() -> None:
    assert check(["--spec-type", "ngram-mod"]).ok
    assert check(["--spec-type", "none"]).ok
    assert "'draft-simple' is not accepted" in reasons("--spec-type", "draft-simple")
    assert "no draft model" in reasons("-md", "small.gguf")
    assert "no draft model" in reasons("--model-draft", "small.gguf")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--port", "80"], "BooCode chooses it"),
        (["-m", "/etc/passwd"], "chosen by its name"),
        (["--api-key", "x"], "fresh key"),
        (["--tools", "all"], "run tools"),
        (["--rpc", "10.0.0.1:1"], "opens the network"),
        (["--slot-save-path", "/tmp"], "outside the model folders"),
        (["--cors-origins", "*"], "who may reach"),
        (["--unheard-of"], "does not know this flag"),
        (["--thread", "4"], "does not know this flag"),
        (["--threads=4"], "--flag=value"),
        (["LLAMA_ARG_TOOLS=all"], "clean environment"),
        (["--threads", "4", "-t", "8"], "given twice"),
        (["--threads", "-1"], "no whole number from 1 to 512"),
        (["--threads", "9" * 50], "no whole number"),
        (["--threads", FULLWIDTH_FOUR], "no plain value"),
        (["--threads", "4\n--tools"], "no plain value"),
        (["--threads"], "value is missing"),
        ([UNICODE_HYPHEN * 2 + "threads", "4"], "plain ASCII"),
        (["--threads\0", "4"], "plain ASCII"),
        (["4"], "a flag was expected"),
        (["--kv-unified"] * 200, "too many"),
    ],
)
def test_it_refuses_and_says_why(arguments: list[str], why: str) -> None:
    assert why in reasons(*arguments)


def test_a_refused_flag_takes_its_value_with_it() -> None:
    assert len(check(["--tools", "all", "--threads", "4"]).faults) == 1


@settings(max_examples=500, deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_nothing_that_is_not_allowed_ever_comes_out(arguments: list[str]) -> None:
    nothing_else_comes_out(arguments)


def nothing_else_comes_out(arguments: list[str]) -> None:
    """Whatever went in: only allowed flags come out, one of each, with values by their own rule."""
    checked = check(arguments)
    assert checked.ok or not checked.pairs
    allowed = {flag.name: flag for flag in ALLOWED}
    assert len({allowed[name].group for name, _ in checked.pairs}) == len(checked.pairs)
    for name, value in checked.pairs:
        rule = allowed[name].rule
        assert (value is None) if rule is None else (value is not None and rule(value) is None)


def test_every_flag_of_a_real_binary_has_one_class_and_a_reason() -> None:
    for listed in LISTED:
        flags = {FLAGS.get(spelling) for spelling in listed["spellings"]}
        assert None not in flags, listed
        assert len({flag.group for flag in flags if flag}) == 1, listed
        for flag in flags:
            assert flag
            assert flag.kind == "allowed" or flag.reason
            assert flag.kind != "allowed" or (flag.rule is not None) == listed["value"]
    assert set(FLAGS) == {spelling for listed in LISTED for spelling in listed["spellings"]}


@pytest.mark.parametrize("name", ["--tools", "--rpc", "--ctx-size", "--hf-token"])
def test_the_variable_of_a_flag_is_refused(name: str) -> None:
    variable = next(v for f in LISTED if name in f["spellings"] for v in f["env"])
    for spelled in (variable, variable.lower(), f"{variable}=1"):
        assert "clean environment" in reasons(spelled, "1")


def test_a_switch_and_its_opposite_are_one_flag_given_twice() -> None:
    assert check(["--no-kv-unified"]).pairs == (("--no-kv-unified", None),)
    assert "given twice" in reasons("--kv-unified", "-no-kvu")


def test_a_flag_that_the_build_lacks_is_refused() -> None:
    known = embedded_flags()
    assert check(["--flash-attn", "on"], known).ok
    checked = check(["--load-mode", "mmap"], known)
    assert [fault.reason for fault in checked.faults] == ["this llama-server does not know it"]


def test_the_base_is_spelled_as_the_build_spells_it() -> None:
    known = embedded_flags()
    embedded.flags().parse_args(PLAN.argv(1, known))
    older = known - {"--gpu-layers"}
    plan = replace(PLAN, extra=check(["-ngl", "3"]).pairs)
    assert plan.argv(1, older)[-2:] == ["--n-gpu-layers", "3"]
    with pytest.raises(UpstreamFailed, match="has no --spec-type"):
        PLAN.argv(1, known - {"--spec-type"})


def embedded_flags() -> frozenset[str]:
    return frozenset(embedded.flags()._option_string_actions)


def test_a_tiny_model_gets_one_thread_and_a_real_one_the_cores() -> None:
    assert sensible_threads(3_000_000, cores=8) == 1
    assert sensible_threads(4_000_000_000, cores=8) == 8
