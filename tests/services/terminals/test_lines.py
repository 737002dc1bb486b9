"""Raw output reads as a person sees it, line by line."""

import pytest

from boocode_app.core.errors import InvalidInput
from boocode_app.services.terminals.lines import LINE_LIMIT, Transcript, as_read, last_line, select


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain\r", "plain"),
        (b"\x1b[1;31mred\x1b[0m", "red"),
        (b" 10%\r 50%\r100%", "100%"),
        (b"longer text\rshort", "short" + "r text"),
        (b"\x1b]0;title\x07$ ls", "$ ls"),
        (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        (b"e\x08echo hi", "echo hi"),
        (b"\x08\x08a\x08b", "b"),
        (b"%" + b" " * 79 + b"\r \r\r\x1b[0m\x1b[J> ls\x1b[K", "> ls"),
        (b"\x1b[Kkept\x1b[m\x1b[K", "kept"),
        (b"\x1b[?2004h\x1b(B\x1b=a\x07b", "ab"),
        ("wide 漢字 é".encode(), "wide 漢字 é"),
        (b"bad \xff byte", "bad \ufffd byte"),
        (b"\x1bPq#0\x1b\\after", "after"),
    ],
)
def test_a_line_reads_as_it_is_seen(raw: bytes, text: str) -> None:
    assert as_read(raw) == text


def test_a_line_that_is_overwritten_again_and_again_is_read_soon() -> None:
    line = b"x" * 100_000 + b"\x08y\ry" * 50_000
    assert as_read(line) == "y" + "x" * 99_998 + "y"


def test_the_last_line_is_none_of_an_alternate_screen() -> None:
    shown = b"make\r\n\x1b[?1049h\x1b[3;1Hpainted\r\nover\r\n"
    assert last_line(shown) == "make"
    assert last_line(shown + b"\x1b[?1049l$ \r\nback\r\n") == "back"
    assert last_line(b"painted\r\n", alternate=True) == ""


def page(data: bytes, **options: object) -> list[tuple[int, str]]:
    settings = {"offset": 0, "limit": 500, "pattern": None, "ignore_case": False, **options}
    found = select(Transcript(data, 1, partial=False), **settings)  # type: ignore[arg-type]
    return [(line.number, line.text) for line in found.lines]


def test_lines_are_filtered_first_then_paged_and_keep_their_numbers() -> None:
    data = b"".join(b"%s %d\n" % (b"odd" if n % 2 else b"even", n) for n in range(1, 11))
    assert page(data, pattern="^odd", offset=1, limit=2) == [(3, "odd 3"), (5, "odd 5")]
    assert page(data, pattern="ODD", ignore_case=True, offset=4) == [(9, "odd 9")]


def test_a_page_says_whether_there_is_more() -> None:
    transcript = Transcript(b"a\nb\nc", 1, partial=False)
    first = select(transcript, offset=0, limit=2, pattern=None, ignore_case=False)
    last = select(transcript, offset=2, limit=2, pattern=None, ignore_case=False)
    assert (first.matched, first.has_more, last.has_more) == (3, True, False)


def test_a_line_whose_beginning_is_gone_is_left_out() -> None:
    assert Transcript(b"rest\nwhole\n", 7, partial=True).lines() == [(8, "whole")]


def test_a_long_line_is_cut_and_says_so() -> None:
    found = select(
        Transcript(b"x" * 5000, 1, partial=False),
        offset=0,
        limit=1,
        pattern=None,
        ignore_case=False,
    )
    assert (len(found.lines[0].text), found.lines[0].cut) == (LINE_LIMIT, True)


def test_a_pattern_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"'\[a' is no regular expression") as raised:
        page(b"a\n", pattern="[a")
    assert raised.value.fields[0].field == "pattern"


def test_a_pattern_that_never_ends_is_stopped() -> None:
    with pytest.raises(InvalidInput, match="takes over 1 s"):
        page(b"a" * 60 + b"!\n", pattern=r"^(a|a|b|aa)+$")


def test_the_last_line_is_the_last_that_is_not_blank() -> None:
    assert last_line(b"one\n\x1b[32mtwo\x1b[0m\r\n \r\n\x1b[?2004l\n") == "two"
    assert last_line(b"") == ""
    assert len(last_line(b"x" * 999)) == 250
