"""The reader of git's output gives the same events however the bytes are cut."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boocode_app.core.errors import UpstreamFailed
from boocode_app.services.diffs.names import quoted, side
from boocode_app.services.diffs.records import DiffReader, Event, Listing, Section, TooLarge
from tests.services.diffs.nasty import contents, every_status, git, odd_names

ASK = (
    *("-c", "core.quotepath=false", "diff", "-z", "--raw", "--numstat", "-p"),
    *("--full-index", "-M", "-C", "HEAD"),
)


def events_of(
    chunks: Sequence[bytes], max_files: int = 1000, max_section: int = 1 << 20
) -> list[Event]:
    reader = DiffReader(max_files=max_files, max_section=max_section)
    events = [event for chunk in chunks for event in reader.receive(chunk)]
    return [*events, *reader.finish()]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = every_status(tmp_path_factory.mktemp("records") / "one")
    return git(folder, *ASK)


def test_one_byte_at_a_time_gives_the_same_events(output: bytes) -> None:
    whole = events_of([output])
    assert isinstance(whole[0], Listing)
    assert events_of([output[i : i + 1] for i in range(len(output))]) == whole
    assert [event.index for event in whole[1:] if isinstance(event, Section)] == list(
        range(len(whole[0].records))
    )


@settings(deadline=None)
@given(cuts=st.lists(st.integers(0, 4000), max_size=30))
def test_any_cut_gives_the_same_events(output: bytes, cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(output)]
    pieces = [output[a:b] for a, b in pairwise(places)]
    assert events_of(pieces) == events_of([output])


def test_every_section_goes_to_its_own_file_whatever_the_name(tmp_path: Path) -> None:
    folder = odd_names(tmp_path / "odd")
    first, *sections = events_of([git(folder, *ASK)])
    assert isinstance(first, Listing)
    for section in sections:
        assert isinstance(section, Section)
        name = first.records[section.index].path
        assert b"--- " + side(b"a/", name) + b"\n" in section.parts[0]


@pytest.mark.parametrize("size", [1, 7, 100, 200_000])
def test_a_section_over_the_limit_is_let_go_and_the_rest_comes(tmp_path: Path, size: int) -> None:
    output = git(contents(tmp_path / "one"), *ASK)
    pieces = [output[i : i + size] for i in range(0, len(output), size)] if size > 1 else [output]
    first, *rest = events_of(pieces, max_section=10_000)
    assert isinstance(first, Listing)
    large = [event.index for event in rest if isinstance(event, TooLarge)]
    assert [first.records[index].path for index in large] == [b"huge line"]
    assert len(rest) == len(first.records)


def test_files_beyond_the_limit_are_counted_and_their_patches_dropped(output: bytes) -> None:
    first, *rest = events_of([output], max_files=3)
    everything = events_of([output])[0]
    assert isinstance(first, Listing)
    assert isinstance(everything, Listing)
    assert first.records == everything.records[:3]
    assert first.left_out == len(everything.records) - 3
    assert [event.index for event in rest if isinstance(event, Section)] == [0, 1, 2]


def test_an_empty_answer_is_an_empty_list() -> None:
    assert events_of([]) == [Listing((), 0)]


@pytest.mark.parametrize("torn", [b":100644 100644 a b M\0", b":x\0a\0", b"what\0", b"a" * 70_000])
def test_what_git_never_writes_is_refused(torn: bytes) -> None:
    with pytest.raises(UpstreamFailed):
        events_of([torn])


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (b"plain name", b"plain name"),
        ("größe".encode(), "größe".encode()),
        (b'quo"te', b'"quo\\"te"'),
        (b"back\\slash", b'"back\\\\slash"'),
        (b"a\nb\tc\rd\x07\x7f\x01", b'"a\\nb\\tc\\rd\\a\\177\\001"'),
    ],
)
def test_names_are_quoted_as_git_quotes_them(name: bytes, written: bytes) -> None:
    assert quoted(name) == written
