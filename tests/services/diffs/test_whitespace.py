"""Hiding whitespace hides exactly the pairs that differ only in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unidiff.patch import Hunk

from boocode_app.services.diffs.hunks import parse
from boocode_app.services.diffs.whitespace import may_differ, without_whitespace

SPACE = b" \t\r\f\v"
LINE = st.sampled_from([b"a", b" a", b"a ", b"b", b"\tb", b"", b"  ", b"a b", b"c"])
LINES = st.lists(LINE)
BLOCKS = st.lists(st.tuples(st.lists(LINE, min_size=1), LINES, LINES), min_size=1, max_size=6)


def bare(line: bytes) -> bytes:
    return line.translate(None, b" \t\r\n\f\v")


def body_of(blocks: list[tuple[list[bytes], list[bytes], list[bytes]]]) -> bytes:
    """One hunk of blocks: context lines, removed lines, added lines."""
    lines: list[bytes] = []
    old = new = 0
    for context, removed, added in blocks:
        lines += [b" " + line for line in context]
        lines += [b"-" + line for line in removed]
        lines += [b"+" + line for line in added]
        old += len(context) + len(removed)
        new += len(context) + len(added)
    header = b"@@ -%d,%d +%d,%d @@" % (min(old, 1), old, min(new, 1), new)
    return b"".join(line + b"\n" for line in [header, *lines])


def sides(hunks: list[Hunk]) -> tuple[list[bytes], list[bytes]]:
    """The old and the new lines."""
    lines = [(line.line_type, line.value.encode("latin-1")) for hunk in hunks for line in hunk]
    return (
        [value for kind, value in lines if kind in " -"],
        [value for kind, value in lines if kind in " +"],
    )


def blocks_of(hunk: Hunk) -> list[tuple[list[bytes], list[bytes]]]:
    """Removed and added lines of each run of changes."""
    found: list[tuple[list[bytes], list[bytes]]] = [([], [])]
    for line in hunk:
        if line.is_context:
            found.append(([], []))
        elif line.is_removed or line.is_added:
            found[-1][line.is_added].append(bare(line.value.encode("latin-1")))
    return found


@settings(deadline=None)
@given(BLOCKS)
def test_no_pair_that_differs_only_in_whitespace_is_left(
    blocks: list[tuple[list[bytes], list[bytes], list[bytes]]],
) -> None:
    kept, _ = without_whitespace(body_of(blocks))
    for hunk in parse(kept):
        assert hunk.is_valid()
        for removed, added in blocks_of(hunk):
            assert not set(removed) & set(added)


@settings(deadline=None)
@given(BLOCKS)
def test_no_other_change_is_dropped(
    blocks: list[tuple[list[bytes], list[bytes], list[bytes]]],
) -> None:
    body = body_of(blocks)
    hunks = parse(body)
    old, new = sides(hunks)
    removed = sum(hunk.removed for hunk in hunks)
    added = sum(hunk.added for hunk in hunks)
    left, hidden = without_whitespace(body)
    kept = parse(left)
    assert removed - sum(hunk.removed for hunk in kept) == hidden
    assert added - sum(hunk.added for hunk in kept) == hidden
    if kept:
        kept_old, kept_new = sides(kept)
        assert kept_new == new
        assert [bare(line) for line in kept_old] == [bare(line) for line in old]
    else:
        assert [bare(line) for line in old] == [bare(line) for line in new]


@settings(deadline=None)
@given(BLOCKS)
def test_the_cheap_pass_agrees_with_the_filter(
    blocks: list[tuple[list[bytes], list[bytes], list[bytes]]],
) -> None:
    body = body_of(blocks)
    _, hidden = without_whitespace(body)
    assert may_differ(body) == (hidden > 0)


def test_a_pair_becomes_one_context_line_with_the_new_text() -> None:
    body = b"@@ -1,2 +1,2 @@ f()\n-if x:\n-y\n+if x :\n+z\n"
    kept, hidden = without_whitespace(body)
    assert kept == b"@@ -1,2 +1,2 @@ f()\n if x :\n-y\n+z\n"
    assert hidden == 1


def test_a_hunk_without_a_change_is_gone_and_the_others_keep_their_places() -> None:
    body = b"@@ -1,1 +1,1 @@\n-a\n+ a\n@@ -9,1 +9,1 @@\n-b\n+c\n"
    kept, hidden = without_whitespace(body)
    assert kept == b"@@ -9,1 +9,1 @@\n-b\n+c\n"
    assert hidden == 1


@pytest.mark.parametrize("space", [space.to_bytes() for space in SPACE])
def test_every_kind_of_whitespace_counts(space: bytes) -> None:
    body = b"@@ -1,1 +1,1 @@\n-ab\n+a%sb\n" % space
    assert without_whitespace(body) == (b"", 1)


def test_a_byte_of_a_character_is_no_whitespace() -> None:
    before, after = "à".encode(), b"\xc3"
    body = b"@@ -1,1 +1,1 @@\n-%s\n+%s\n" % (before, after)
    kept, hidden = without_whitespace(body)
    assert (kept, hidden) == (body, 0)


def test_a_lost_newline_at_the_end_is_only_whitespace() -> None:
    body = b"@@ -1,1 +1,1 @@\n-a\n+a\n\\ No newline at end of file\n"
    assert without_whitespace(body) == (b"", 1)


def test_lines_removed_below_a_last_line_without_newline_stay_below_it() -> None:
    body = b"@@ -1,2 +1,1 @@\n-a\n-b\n+ a\n\\ No newline at end of file\n"
    kept, hidden = without_whitespace(body)
    assert kept == b"@@ -1,2 +1,1 @@\n  a\n-b\n"
    assert hidden == 1


def test_a_huge_block_of_equal_lines_is_filtered_in_time() -> None:
    lines = 2_000
    body = b"@@ -1,%d +1,%d @@\n" % (lines, lines) + b"-}\n" * lines + b"+ }\n" * lines
    assert without_whitespace(body) == (b"", lines)
