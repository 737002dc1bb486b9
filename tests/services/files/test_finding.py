"""The file that a person means comes first, and at once."""

import time

import pytest

from boocode_app.services.files.finding import find

PATHS = [
    "README.md",
    "boocode_app/api/diffs.py",
    "boocode_app/services/diffs/service.py",
    "boocode_app/services/files/service.py",
    "boocode_app/ui/components/diff/diff.css",
    "boocode_app/ui/components/diff/diff.py",
    "docs/deep/service/notes.txt",
    "tests/services/diffs/test_service.py",
]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("readme", "README.md"),
        ("diff.py", "boocode_app/ui/components/diff/diff.py"),
        ("diffs.py", "boocode_app/api/diffs.py"),
        ("files/service", "boocode_app/services/files/service.py"),
        ("dfsvc", "boocode_app/services/diffs/service.py"),
        ("notes", "docs/deep/service/notes.txt"),
        ("test serv", "tests/services/diffs/test_service.py"),
    ],
)
def test_the_file_that_is_meant_comes_first(query: str, first: str) -> None:
    assert find(query, PATHS)[0][0] == first


def test_letters_out_of_order_do_not_match() -> None:
    assert find("zq", PATHS) == ([], 0)


def test_a_slip_of_the_finger_still_finds() -> None:
    assert find("raedme.md", PATHS)[0] == ["README.md"]


def test_an_empty_query_gives_all_in_order() -> None:
    assert find(" ", PATHS) == (PATHS, len(PATHS))


def test_marks_of_patterns_are_letters() -> None:
    assert find("^]-[.*", ["a^b]c-d[e.f*g", "plain"])[0] == ["a^b]c-d[e.f*g"]


def test_twenty_thousand_files_are_searched_at_once() -> None:
    paths = [f"src/module_{n % 97}/part_{n % 89}/{'a' * 60}/file_{n}.py" for n in range(20_000)]
    began = time.perf_counter()
    found, matches = find("srcmodaaaaaaaaaaaaafile19999", paths)
    assert found[0].endswith("file_19999.py")
    assert matches == 1
    find("aaaa" * 15 + "z", paths)
    find("s", paths)
    assert time.perf_counter() - began < 2
