"""A file's text by pages, in whatever it is written, and what is no text told as what it is."""

import os
from pathlib import Path

import pytest

from boocode_app.core.errors import Conflict, InvalidInput, NotFound
from boocode_app.services.files import limits
from boocode_app.services.files.reading import Text, read, read_bytes


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


def text_of(root: Path, content: bytes, first: int = 1) -> Text:
    (root / "file").write_bytes(content)
    text = read(root, "file", first)[1]
    assert text is not None
    return text


@pytest.mark.parametrize(
    ("content", "text", "encoding", "ends"),
    [
        (b"", "", "UTF-8", None),
        (b"one\ntwo", "one\ntwo", "UTF-8", "lf"),
        (b"one\r\ntwo\r\n", "one\r\ntwo\r\n", "UTF-8", "crlf"),
        (b"one\r\ntwo\n", "one\r\ntwo\n", "UTF-8", "mixed"),
        ("größe".encode(), "größe", "UTF-8", None),
        (b"\xef\xbb\xbfone\n", "one\n", "UTF-8 with a byte order mark", "lf"),
        ("\ufeffone\n".encode("utf-16-le"), "one\n", "UTF-16 LE", "lf"),
        ("\ufeffone\n".encode("utf-16-be"), "one\n", "UTF-16 BE", "lf"),
        (b"gr\xf6\xdfe\n", "größe\n", "ISO 8859-1", "lf"),
        ("äöü€".encode() + b"\xff\n", "äöü€\ufffd\n", "UTF-8 with bad bytes", "lf"),
    ],
)
def test_it_tells_what_the_text_is_written_in(
    root: Path, content: bytes, text: str, encoding: str, ends: str | None
) -> None:
    found = text_of(root, content)
    assert (found.text, found.encoding, found.line_ends) == (text, encoding, ends)


def test_a_long_file_comes_by_pages_of_whole_lines(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_TEXT_BYTES", 100)
    content = b"".join(b"line %d\n" % number for number in range(1, 51))
    first, pages = 1, []
    while True:
        page = text_of(root, content, first)
        assert page.first == first
        assert page.last - page.first + 1 == page.text.count("\n")
        pages.append(page.text)
        if not page.more:
            break
        first = page.last + 1
    assert "".join(pages).encode() == content
    assert len(pages) > 3


def test_a_page_begins_at_any_line(root: Path) -> None:
    content = b"".join(b"%d\n" % number for number in range(1, 200_001))
    page = text_of(root, content, 150_000)
    assert (page.first, page.last) == (150_000, 200_000)
    assert page.text.startswith("150000\n150001\n")
    behind = text_of(root, content, 200_005)
    assert (behind.text, behind.more) == ("", False)


def test_a_line_that_is_too_long_is_cut_between_characters(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_TEXT_BYTES", 10)
    content = "ä".encode() * 20 + b"\nnext\n"
    page = text_of(root, b"x" + content)
    assert (page.text, page.cut, page.more, page.last) == ("xääää", True, True, 1)
    assert text_of(root, b"x" + content, 2).text == "next\n"
    assert not text_of(root, b"x" * 20).more


def test_a_line_too_far_behind_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SCANNED_BYTES", 1000)
    with pytest.raises(Conflict, match="too far behind"):
        text_of(root, b"x\n" * 1_000_000, 900_000)


def test_a_binary_file_has_no_text(root: Path) -> None:
    (root / "file").write_bytes(b"\x7fELF\0\0")
    facts, text = read(root, "file", 1)
    assert facts.binary
    assert facts.size == 6
    assert text is None


def test_its_version_differs_once_it_has_changed(root: Path) -> None:
    text_of(root, b"one")
    before = read(root, "file", 1)[0].version
    assert read(root, "file", 1)[0].version == before
    text_of(root, b"two!")
    assert read(root, "file", 1)[0].version != before


def test_what_is_no_file_is_refused_at_once(root: Path) -> None:
    os.mkfifo(root / "pipe")
    (root / "folder").mkdir()
    (root / "device").symlink_to("/dev/zero")
    with pytest.raises(Conflict, match="a pipe, a socket or a device"):
        read(root, "pipe", 1)
    with pytest.raises(Conflict, match="it is a folder"):
        read(root, "folder", 1)
    with pytest.raises(Conflict, match="leaves the project"):
        read(root, "device", 1)
    with pytest.raises(NotFound, match="no file 'folder/none'"):
        read(root, "folder/none", 1)
    with pytest.raises(InvalidInput):
        read(root, "../file", 1)


def test_names_that_look_like_options_or_are_no_utf8_are_read(root: Path) -> None:
    folder = os.fsencode(root) + b"/d\xff"
    os.mkdir(folder)  # noqa: PTH102  a name in bytes
    with open(folder + b"/-n\xe9.txt", "wb") as file:  # noqa: PTH123  a name in bytes
        file.write(b"odd")
    facts, text = read(root, "d\ufffd/-n\ufffd.txt", 1)
    assert facts.name == b"d\xff/-n\xe9.txt"
    assert text is not None
    assert text.text == "odd"
    with pytest.raises(NotFound):
        read(root, "d\ufffd/x\ufffd.txt", 1)


def test_an_image_over_the_limit_is_refused(root: Path) -> None:
    (root / "a.png").write_bytes(b"x" * 2_000_001)
    assert len(read_bytes(root, "a.png", 3_000_000)) == 2_000_001
    with pytest.raises(Conflict, match="more than 2 MB"):
        read_bytes(root, "a.png", 2_000_000)
