"""Any choice of lines gives a patch that git takes, and the result holds exactly the choice."""

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unidiff.patch import Hunk, Line

from boocode_app.services.diffs.hunks import parse, serialised, split_header
from boocode_app.services.diffs.staging.selection import Choice, Kept, Runs, chosen_hunks, put_back
from tests.services.diffs.nasty import git, write

LINES = st.lists(st.sampled_from([b"a", b"b", b"c", b"d\r", b"\xe9", b"", b"  ", b"-- a/x"]))
HEADER = b"diff --git a/file b/file\n--- a/file\n+++ b/file\n"


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A file, whose last line may have no newline."""
    lines = draw(LINES)
    text = b"".join(line + b"\n" for line in lines)
    return text[:-1] if draw(st.booleans()) and not text.endswith(b"\n\n") else text


@dataclass(frozen=True)
class Lab:
    """A repository in which files are compared and patches are tried."""

    folder: Path

    def hunks(self, old: bytes, new: bytes) -> list[Hunk]:
        """git's own hunks between two texts."""
        write(self.folder, "old", old)
        write(self.folder, "new", new)
        words = ("diff", "--no-index", "--text", "--no-prefix", "old", "new")
        return parse(split_header(git(self.folder, *words, check=False))[1])

    def applied(self, base: bytes, patch: bytes, *, reverse: bool) -> bytes:
        """What `git apply --cached` makes of `base`."""
        blob = git(self.folder, "hash-object", "-w", "--stdin", stdin=base).decode().strip()
        git(self.folder, "update-index", "--add", "--cacheinfo", f"100644,{blob},file")
        way = ["--reverse"] if reverse else []
        words = ("apply", "--cached", "--whitespace=nowarn", *way)
        git(self.folder, *words, "--check", "-", stdin=patch)
        git(self.folder, *words, "-", stdin=patch)
        return git(self.folder, "cat-file", "blob", ":file")


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "-q", folder], check=True)
        yield Lab(Path(folder))


def expected(base: bytes, hunks: list[Hunk], choice: Choice, kept: Kept) -> list[bytes]:
    """The lines of `base` with the chosen changes, reckoned line by line, newlines left aside."""
    lines = bare(base)
    answer: list[bytes] = []
    at = 0
    for hunk in hunks:
        for line in paired(hunk):
            value = line.value.encode("latin-1").removesuffix(b"\n")
            own = line.source_line_no if kept == "old" else line.target_line_no
            if own is None:
                answer += [value] if choice.holds(line) else []
                continue
            answer += lines[at : own - 1]
            at = own
            answer += [] if choice.holds(line) else [value]
    return answer + lines[at:]


def paired(hunk: Hunk) -> list[Line]:
    """The lines by rows of a split view: a row's place is after as many lines as precede it."""
    rows: list[tuple[int, int, Line]] = []
    block = 0
    counts = {"-": 0, "+": 0}
    for line in hunk:
        if line.line_type == "\\":
            continue
        if line.is_context:
            block, counts = block + 1, {"-": 0, "+": 0}
            rows.append((block, 0, line))
            block += 1
            continue
        place = counts[line.line_type] = counts[line.line_type] + 1
        rows.append((block, place, line))
    return [line for _, _, line in sorted(rows, key=lambda row: (row[0], row[1], row[2].is_added))]


def bare(text: bytes) -> list[bytes]:
    return [line.removesuffix(b"\n") for line in BytesIO(text).readlines()]


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts(), texts(), st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)))
def test_git_takes_the_chosen_lines_and_no_others(
    lab: Lab, old: bytes, new: bytes, removed: set[int], added: set[int]
) -> None:
    choice = Choice(Runs((n, n) for n in removed), Runs((n, n) for n in added))
    hunks = lab.hunks(old, new)
    for kept, base in (("old", old), ("new", new)):
        pieces = chosen_hunks(hunks, choice, kept)
        if not pieces:
            assert not any(choice.holds(line) for hunk in hunks for line in hunk)
            continue
        assert all(piece.is_valid() for piece in pieces)
        patch = HEADER + serialised(pieces)
        result = lab.applied(base, patch, reverse=kept == "new")
        assert bare(result) == expected(base, hunks, choice, kept)
        if kept == "new":
            assert put_back(new, pieces) == result


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts(), texts(), st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)))
def test_what_is_left_after_a_choice_gives_the_new_file(
    lab: Lab, old: bytes, new: bytes, removed: set[int], added: set[int]
) -> None:
    choice = Choice(Runs((n, n) for n in removed), Runs((n, n) for n in added))
    everything = Choice(Runs([(1, 99)]), Runs([(1, 99)]))
    staged = old
    for chosen in (choice, everything):
        pieces = chosen_hunks(lab.hunks(staged, new), chosen, "old")
        if pieces:
            staged = lab.applied(staged, HEADER + serialised(pieces), reverse=False)
    assert staged == new


def test_a_line_without_a_newline_gets_one_when_a_line_follows() -> None:
    body = b"@@ -1 +1,2 @@\n-x\n\\ No newline at end of file\n+x\n+y\n"
    pieces = chosen_hunks(parse(body), Choice(Runs([]), Runs([(2, 2)])), "old")
    assert serialised(pieces) == (b"@@ -1,1 +1,2 @@\n-x\n\\ No newline at end of file\n+x\n+y\n")


def test_runs_may_overlap_and_come_in_any_order() -> None:
    runs = Runs([(7, 9), (1, 10), (20, 20)])
    assert [number for number in range(1, 22) if number in runs] == [*range(1, 11), 20]
    assert None not in runs


def test_a_removed_line_goes_with_the_added_one_beside_it() -> None:
    body = b"@@ -1,2 +1,2 @@\n-1\n-2\n+one\n+two\n"
    second = Choice(Runs([(2, 2)]), Runs([(2, 2)]))
    assert serialised(chosen_hunks(parse(body), second, "old")) == (
        b"@@ -1,2 +1,2 @@\n 1\n-2\n+two\n"
    )
    assert serialised(chosen_hunks(parse(body), second, "new")) == (
        b"@@ -1,2 +1,2 @@\n one\n-2\n+two\n"
    )
