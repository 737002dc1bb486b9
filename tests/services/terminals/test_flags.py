"""X-Agent-Flags is read as RFC 8941 parameters; whatever else comes is told where it fails."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode_app.contracts.terminals import FlagValue
from boocode_app.core.errors import MalformedHeader
from boocode_app.services.terminals.flags import AgentFlags, parse_flags


def test_the_header_of_the_specification_is_understood() -> None:
    flags = parse_flags(
        'agent="a1"; task="t7"; title="run \\"all\\" tests"; notify-on-exit; readonly'
    )
    assert flags == AgentFlags("a1", "t7", 'run "all" tests', True, True)
    assert flags.shown == {"readonly": True}


@pytest.mark.parametrize(
    ("header", "flags"),
    [
        ("agent=build-7;task=t:1/2", AgentFlags("build-7", "t:1/2")),
        (";agent=a", AgentFlags("a")),
        ("  agent=a  ", AgentFlags("a")),
        ("agent=007", AgentFlags("007")),
        ("agent=a;agent=b", AgentFlags("b")),
        ("notify-on-exit=?0", AgentFlags(notify_on_exit=False)),
        ("notify-on-exit=false", AgentFlags(notify_on_exit=False)),
        ("notify-on-exit=?1", AgentFlags(notify_on_exit=True)),
        ("", AgentFlags()),
        (
            'colour="red"; n=-3; x=1.25; bytes=:aGk=:; *star; off=?0',
            AgentFlags(
                others={
                    "colour": "red",
                    "n": -3,
                    "x": 1.25,
                    "bytes": "aGk=",
                    "*star": True,
                    "off": False,
                }
            ),
        ),
    ],
)
def test_what_the_rfc_allows_is_accepted(header: str, flags: AgentFlags) -> None:
    assert parse_flags(header) == flags


def test_no_header_says_nothing() -> None:
    assert parse_flags(None) == AgentFlags()


@pytest.mark.parametrize(
    ("header", "position"),
    [
        ("Agent=a", 0),
        ("agent=", 6),
        ('agent="a', 8),
        ('agent="a\\x"', 8),
        ('agent="ä"', 7),
        ("agent=a;", 8),
        ("agent=a;;task=b", 8),
        ("agent=a ;task=b", 7),
        ("agent=a, agent=b", 7),
        ("agent = a", 5),
        ("agent", 0),
        ('agent=""', 6),
        ("agent=?2", 6),
        ("agent=a;\ttask=b", 8),
        ("readonly=maybe", 9),
        ("notify-on-exit=1", 15),
        ("n=1.2345", 2),
        ("n=1234567890123456", 2),
        ("b=:a", 2),
        (";", 1),
        ("title=" + "x" * 201, 6),
        ("x" * 4097, 4096),
    ],
)
def test_a_malformed_header_is_refused_with_the_position_of_the_fault(
    header: str, position: int
) -> None:
    with pytest.raises(MalformedHeader, match=f"X-Agent-Flags, position {position}: ") as raised:
        parse_flags(header)
    assert raised.value.fields[0].field == "X-Agent-Flags"


@given(st.one_of(st.text(), st.text(alphabet='agent=task;"\\ ?01:.-*{}', max_size=40)))
def test_garbage_is_read_or_refused_at_a_position_within_it(header: str) -> None:
    try:
        flags = parse_flags(header)
    except MalformedHeader as error:
        found = re.search(r"position (\d+): ", error.detail)
        assert found
        assert int(found[1]) <= len(header)
    else:
        assert parse_flags(flags.header()) == flags


_keys = st.from_regex(r"[a-z*][a-z0-9_.*-]*", fullmatch=True).filter(
    lambda key: key not in {"agent", "task", "title", "notify-on-exit", "readonly"}
)
_texts = st.text(alphabet=string.printable[:95], min_size=1, max_size=50)
_values: st.SearchStrategy[FlagValue] = st.one_of(
    st.booleans(), _texts, st.integers(-999_999_999_999_999, 999_999_999_999_999)
)


@given(
    st.builds(
        AgentFlags,
        st.none() | _texts.filter(str.strip),
        st.none() | _texts.filter(str.strip),
        st.none() | _texts.filter(str.strip),
        st.none() | st.booleans(),
        st.booleans(),
        st.dictionaries(_keys, _values, max_size=5),
    )
)
def test_flags_survive_the_way_through_a_header(flags: AgentFlags) -> None:
    assert parse_flags(flags.header()) == flags
