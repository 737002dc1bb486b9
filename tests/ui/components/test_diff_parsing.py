"""Patches as the page parses them, against the library's own parser."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.diff.repositories import one_file
from boocode_app.contracts.diffs import DiffPatch
from boocode_app.core.frontend.build import ensure_frontend
from boocode_app.core.frontend.cache import FrontendCache
from boocode_app.core.settings import load_settings
from tests.node import node_tests
from tests.services.diffs.edits import Lab, Pair, edits
from tests.services.diffs.nasty import NASTY, numbers
from tests.services.diffs.test_stream import lines_of

pytestmark = pytest.mark.timeout(400)  # the front end may have to be built first
_LINES = numbers(1, 90)
_FAR_APART = (_LINES.encode(), _LINES.replace("2\n", "two\n", 1).replace("70\n", "").encode())
_WITHOUT_CONTEXT = "diff --git a/x b/x\n@@ -5,2 +4,0 @@\n-a\n-b\n@@ -9 +6,0 @@ f()\n-c\n"
_CUT_SHORT = "diff --git a/x b/x\n@@ -1,2 +0,0 @@\n-a\n-"
"""The first half of a change of type: the newline before the second is not its own."""


@pytest.fixture(scope="module")
def packages() -> Path:
    """The folder of the npm packages that the front end is built with."""
    cache = FrontendCache(load_settings().cache)
    ensure_frontend(cache)
    folder = cache.workspace / ".web" / "node_modules"
    assert (folder / "@pierre" / "diffs").is_dir()
    return folder


async def test_a_patch_is_parsed_as_the_library_parses_it(packages: Path, tmp_path: Path) -> None:
    lab = Lab(tmp_path / "lab")
    patches = [*_edited(lab), *lab.patches([_FAR_APART])]
    repositories = [make(tmp_path / name) for name, make in NASTY.items()]
    for folder in [*repositories, one_file(tmp_path / "one", 2_000)]:
        patches += [line for line in await lines_of(folder) if isinstance(line, DiffPatch)]
    texts = [_WITHOUT_CONTEXT, _CUT_SHORT, *_uneven(), *(patch.patch for patch in patches)]
    texts += [patch.whitespace_free for patch in patches if patch.whitespace_free is not None]
    file = tmp_path / "patches.json"
    file.write_text(json.dumps(texts))
    node_tests(
        Path(__file__).with_name("diff_parsing.test.mjs"),
        PACKAGES=str(packages),
        PATCHES=str(file),
    )


def _edited(lab: Lab) -> list[DiffPatch]:
    """Random edits, as git and the server see them."""
    found: list[DiffPatch] = []

    @settings(deadline=None, max_examples=40)
    @given(st.lists(edits(), min_size=1, max_size=6))
    def gather(pairs: list[Pair]) -> None:
        found.extend(lab.patches(pairs))

    gather()
    return found


def _uneven() -> list[str]:
    """Blocks with a longer side, up to where the library pairs lines no more by likeness."""
    sizes = [(1, 2), (3, 1), (7, 40), (64, 127), (65, 128), (1, 4096), (1, 4097)]
    return [_block(old, new) for pair in sizes for old, new in (pair, pair[::-1])]


def _block(old: int, new: int) -> str:
    chance = random.Random(old * 10_000 + new)
    lines = [f"value_{number} = measure({number * 7919})" for number in range(max(old, new))]
    removed = [f"-{line}\n" for line in sorted(chance.sample(lines, old), key=lines.index)]
    added = [f"+  {line}, again\n" for line in sorted(chance.sample(lines, new), key=lines.index)]
    head = f"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -5,{old + 1} +7,{new + 1} @@ def uneven():\n"
    return f"{head} above\n{''.join(removed + added)}"
