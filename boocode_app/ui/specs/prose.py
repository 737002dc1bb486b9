"""Markdown as HTML that is safe to show, made on the server.

Invariant: no HTML of the text gets through, no link leaves but to http, https, mailto or another
document of the same openspec/, and nothing is fetched: a picture is shown as a link.
"""

import posixpath
import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from boocode_app.ui import routes
from boocode_app.ui.specs.place import batch_in

LARGEST = 256 * 1024
"""Characters of a document that are shown."""
_BOX = re.compile(r"^\[([ xX])\][ \t]+")
_OUTSIDE = ("http", "https", "mailto")
_LOWEST = 6
Environment = MutableMapping[str, Any]


def render(text: str, path: str, project_id: int, line: int = 0) -> str:
    """The document `path` as HTML. The block that `line` (from 1) stands in or after is `#here`.

    Markdown is rendered, anything else is shown as it is. Past `LARGEST` characters it ends.
    """
    text = text[:LARGEST]
    if not path.endswith(".md"):
        return _plain(text, line)
    environment = {"path": path, "project": project_id}
    tokens = _parser().parse(text, environment)
    _prepare(tokens, environment, line)
    return _parser().renderer.render(tokens, _parser().options, environment)


def _plain(text: str, line: int) -> str:
    rows = text.split("\n")
    shown = (
        f'<span id="here">{escape(row)}</span>' if number == line else escape(row)
        for number, row in enumerate(rows, 1)
    )
    return f'<pre tabindex="0"><code>{chr(10).join(shown)}</code></pre>'


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 40})
    parser.enable(["table", "strikethrough"])
    parser.add_render_rule("image", _image)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("code_block", _fence)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


def _prepare(tokens: Sequence[Token], environment: Environment, line: int) -> None:
    """Headings one level down (the page has the first), links made ours, boxes, `here`."""
    here: Token | None = None
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + 1, _LOWEST)}"
        if token.map and token.nesting >= 0 and token.type != "inline" and not token.hidden:
            here = token if token.map[0] < line else here
        if token.type == "inline":
            _prepare_line(token, environment)
    if here is not None:
        here.attrSet("id", "here")


def _prepare_line(line: Token, environment: Environment) -> None:
    children = line.children or []
    for token in children:
        if token.type == "link_open":
            _point(token, environment)
    first = children[0] if children else None
    in_list = first is not None and first.type == "text" and line.level >= 2
    if first and in_list and (box := _BOX.match(first.content)):
        first.content = first.content[box.end() :]
        children.insert(0, _box(box[1] != " "))


def _box(done: bool) -> Token:
    token = Token("html_inline", "", 0)
    state = "done" if done else "open"
    token.content = (
        f'<span class="box" data-state="{state}" role="img" aria-label="{state}"></span>'
    )
    return token


def _point(token: Token, environment: Environment) -> None:
    """Where a link leads: outside in a tab of its own, to another document, or nowhere."""
    target = str(token.attrGet("href") or "")
    try:
        parts = urlsplit(target)
    except ValueError:
        parts = urlsplit("")
    token.attrs = {}
    if parts.scheme in _OUTSIDE:
        token.attrs = {"href": target, "target": "_blank", "rel": "noopener noreferrer nofollow"}
        return
    ours = parts.path and not parts.scheme and not parts.netloc
    if ours and (address := _address(unquote(parts.path), environment)):
        token.attrs = {"href": address, "data-inside": ""}


def _address(target: str, environment: Environment) -> str:
    folder = posixpath.dirname(environment["path"])
    path = posixpath.normpath(posixpath.join(folder, target))
    if path.startswith(("..", "/")) or not path.endswith((".md", ".yaml")):
        return ""
    return routes.specs(environment["project"], batch=batch_in(path), doc=path)


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Environment
) -> str:
    token = tokens[at]
    link = Token("link_open", "a", 1, attrs={"href": str(token.attrGet("src") or "")})
    _point(link, env)
    words = renderer.renderInlineAsText(token.children, options, env) or "picture"
    return f"<a{renderer.renderAttrs(link)}>{escape(words)}</a>"


def _fence(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Environment
) -> str:
    token = tokens[at]
    here = ' id="here"' if token.attrGet("id") else ""
    return f'<pre tabindex="0"{here}><code>{escape(token.content)}</code></pre>\n'


def _table_open(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Environment
) -> str:
    return '<div class="table-box" tabindex="0"><table>\n'


def _table_close(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Environment
) -> str:
    return "</table></div>\n"
