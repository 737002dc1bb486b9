"""Random edits of random texts, as git sees them; what hiding whitespace must keep of them."""

import os
import re
from pathlib import Path

from hypothesis import strategies as st

from boocode_app.contracts.diffs import DiffPatch
from boocode_app.services.diffs.records import DiffReader, Listing, Section
from boocode_app.services.diffs.render import rendered
from tests.services.diffs.nasty import empty, git, write

SPACE = b" \t\n\r\v\f"
WORDS = [
    "",
    "a",
    "b",
    "c",
    "}",
    "if x:",
    "return  x",
    "größe",
    "日本",
    "\\ No newline",
    "@@ -1 +1 @@",
]
SPACES = st.sampled_from(["", "", " ", "    ", "\t", "\r", "\f", "\v ", "\u00a0"])
LINE = st.builds("{0}{1}{2}".format, SPACES, st.sampled_from(WORDS), SPACES)
Pair = tuple[bytes, bytes]
_NEW_SIDE_ENDS_OPEN = re.compile(rb"^[ +].*\n\\ No newline at end of file$", re.MULTILINE)


@st.composite
def edits(draw: st.DrawFn, longest: int = 30) -> Pair:
    """A text before and after: lines kept, dropped, replaced, spaced anew, added, moved."""
    old = draw(st.lists(LINE, max_size=longest))
    new: list[str] = []
    for line in old:
        match draw(st.integers(0, 9)):
            case 0:
                continue
            case 1:
                new.append(draw(LINE))
            case 2 | 3:
                new.append(draw(SPACES) + line.strip(" \t\r\f\v") + draw(SPACES))
            case 4:
                new += [line, draw(LINE)]
            case 5:
                new.insert(draw(st.integers(0, len(new))), line)
            case _:
                new.append(line)
    ends = st.sampled_from(["\n", "\n", "\r\n"])
    return _text(old, draw(ends), draw(st.booleans())), _text(new, draw(ends), draw(st.booleans()))


def _text(lines: list[str], end: str, closed: bool) -> bytes:
    return (end.join(lines) + (end if lines and closed else "")).encode()


class Lab:
    """A repository in which texts change."""

    def __init__(self, folder: Path) -> None:
        self.folder = empty(folder)

    def check(self, pairs: list[Pair]) -> None:
        """Hide the whitespace of real patches from each old text to its new one. Then

        - no block of changed lines holds a removed and an added line that are equal without it;
        - what is left, undone in the new text, gives the old text but for whitespace within lines
          and the newline at its end, so every other change is in it.
        """
        twins = {patch.index: _twin(patch) for patch in self.patches(pairs)}
        for index, twin in twins.items():
            assert not _equal_pairs(twin)
            path = self.folder / self._changed[index]
            new = path.read_bytes()
            if new and not new.endswith(b"\n") and not _NEW_SIDE_ENDS_OPEN.search(twin):
                path.write_bytes(new + b"\n")
        if undo := b"".join(twins.values()):
            git(self.folder, "apply", "-R", "--whitespace=nowarn", "-", stdin=undo)
        for number, (old, new) in enumerate(pairs):
            undone = (self.folder / str(number)).read_bytes()
            assert _bare_lines(undone) == _bare_lines(old), (old, new)

    def patches(self, pairs: list[Pair]) -> list[DiffPatch]:
        """Of each old text to its new one, where they differ."""
        for path in self.folder.iterdir():
            if path.name.isdigit():
                path.unlink()
        for number, (old, _) in enumerate(pairs):
            write(self.folder, str(number), old)
        git(self.folder, "add", "-A")
        for number, (_, new) in enumerate(pairs):
            os.utime(write(self.folder, str(number), new), (1, 1))
        reader = DiffReader(max_files=1000, max_section=1 << 20)
        output = git(self.folder, "diff", "-z", "--raw", "--numstat", "-p", "--full-index")
        listing, *events = [*reader.receive(output), *reader.finish()]
        assert isinstance(listing, Listing)
        self._changed = [record.path.decode() for record in listing.records]
        return [rendered(e.index, e.parts) for e in events if isinstance(e, Section)]


def _twin(patch: DiffPatch) -> bytes:
    assert not patch.lossy
    text = patch.patch if patch.whitespace_free is None else patch.whitespace_free
    return text.encode()


def _bare_lines(text: bytes) -> list[bytes]:
    lines = text.split(b"\n")
    return [line.translate(None, SPACE) for line in (lines if lines[-1] else lines[:-1])]


def _equal_pairs(patch: bytes) -> set[bytes]:
    """Lines that some block both removes and adds, whitespace aside."""
    found: set[bytes] = set()
    removed: set[bytes] = set()
    added: set[bytes] = set()
    for line in [*patch[patch.find(b"\n@@ ") + 1 :].split(b"\n"), b" "]:
        if line[:1] == b"-":
            removed.add(line[1:].translate(None, SPACE))
        elif line[:1] == b"+":
            added.add(line[1:].translate(None, SPACE))
        elif line[:1] != b"\\":
            found |= removed & added
            removed, added = set(), set()
    return found
