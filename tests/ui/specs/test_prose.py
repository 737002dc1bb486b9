"""Markdown becomes HTML that is safe: no HTML of the text gets through, no link leads astray."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boocode_app.ui.specs.prose import LARGEST, render

PATH = "changes/add-lamp/proposal.md"


def html(text: str, line: int = 0) -> str:
    return render(text, PATH, 7, line)


def test_html_of_the_text_is_shown_and_not_taken() -> None:
    shown = html("<script>alert(1)</script> and <b onclick=x>bold</b>")
    assert "<script" not in shown
    assert "<b " not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
     "//evil.example", "/settings",
     "../../../README.md", "?tab=findings", "#top", "../../../../etc/passwd.md"],
)  # fmt: skip
def test_a_link_that_leads_astray_leads_nowhere(target: str) -> None:
    assert "href" not in html(f"[words]({target})")


def test_a_link_outside_opens_beside_and_tells_nothing() -> None:
    assert html("[site](https://example.org/?a=1&b=2)") == (
        '<p><a href="https://example.org/?a=1&amp;b=2" target="_blank" '
        'rel="noopener noreferrer nofollow">site</a></p>\n'
    )


def test_a_link_to_another_document_opens_it_here() -> None:
    shown = html("[spec](specs/lamp/spec.md) [truth](../../specs/lamp/spec.md)")
    assert (
        'href="/specs?project=7&amp;batch=add-lamp&amp;doc=changes/add-lamp/specs/lamp/spec.md"'
        in shown
    )
    assert 'href="/specs?project=7&amp;doc=specs/lamp/spec.md"' in shown


def test_a_picture_is_a_link_and_fetches_nothing() -> None:
    shown = html("![the lamp](https://example.org/lamp.png)")
    assert "<img" not in shown
    assert ">the lamp</a>" in shown


def test_check_boxes_tell_their_state() -> None:
    shown = html("- [ ] 1.1 Build\n- [x] 1.2 Light\n\n[x] no item\n")
    assert shown.count('aria-label="open"') == 1
    assert shown.count('aria-label="done"') == 1
    assert "</span>1.1 Build" in shown
    assert "[x] no item" in shown


def test_headings_stand_below_that_of_the_page() -> None:
    shown = html("# One\n\n###### Six\n")
    assert "<h2>One</h2>" in shown
    assert "<h6>Six</h6>" in shown


@pytest.mark.parametrize(
    ("line", "block"),
    [(1, '<h2 id="here">Why</h2>'), (4, '<p id="here">'), (6, '<li id="here">'),
     (10, '<pre tabindex="0" id="here">'), (15, '<tr id="here">')],
)  # fmt: skip
def test_the_block_of_a_line_is_marked(line: int, block: str) -> None:
    text = "# Why\n\nOne\ntwo\n\n- item\n- other\n\n```\ncode\n```\n\n| a |\n| - |\n| 1 |\n"
    shown = html(text, line)
    assert shown.count('id="here"') == 1
    assert block in shown


def test_what_is_no_markdown_is_shown_as_it_is() -> None:
    shown = render("a: <b>\nc: d\n", "config.yaml", 7, 2)
    assert (
        shown == '<pre tabindex="0"><code>a: &lt;b&gt;\n<span id="here">c: d</span>\n</code></pre>'
    )


def test_a_long_document_ends_somewhere() -> None:
    assert len(html("word " * LARGEST)) < LARGEST + 100


@given(st.text(alphabet="[]()!<>&\"'`#-*_|\n x:/javascript", max_size=200))
def test_no_text_makes_a_tag_of_its_own(text: str) -> None:
    shown = html(text)
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown.lower()
