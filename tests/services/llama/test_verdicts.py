"""Each argument gets its verdict, and what was perhaps meant."""

from boocode_app.services.llama.verdicts import judge


def test_each_argument_is_judged_with_its_value() -> None:
    checked = judge(["-c", "8192", "--tools", "all", "--port", "1"])
    assert not checked.ok
    assert checked.arguments == []
    assert [(i.argument, i.value, i.ok, i.kind) for i in checked.items] == [
        ("-c", "8192", True, "allowed"),
        ("--tools", "all", False, "forbidden"),
        ("--port", "1", False, "owned"),
    ]
    assert checked.items[0].flag == "--ctx-size"


def test_a_misspelled_flag_gets_a_hint() -> None:
    assert judge(["--flash-atn"]).items[0].hint == "--flash-attn"
    assert judge(["--cache_type_kk", "q4_0"]).items[0].hint == "--cache-type-k"
    assert judge(["--completely-else"]).items[0].hint is None
    assert judge(["--threads=4"]).items[0].hint == "--threads"


def test_a_hint_is_never_a_flag_that_the_build_lacks() -> None:
    assert judge(["--flash-atn"], frozenset({"--threads"})).items[0].hint is None
