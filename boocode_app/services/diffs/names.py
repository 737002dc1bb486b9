"""File names as git writes them in a patch: bytes in, bytes out.

Git quotes a name in C's manner when it holds a control character, a double quote or a backslash;
with `core.quotepath=false` bytes above 127 stay as they are (git's quote.c).
"""

import re

_NEEDS_QUOTES = re.compile(rb'[\x00-\x1f"\\\x7f]')
_SHORT = {
    0x07: b"\\a",
    0x08: b"\\b",
    0x09: b"\\t",
    0x0A: b"\\n",
    0x0B: b"\\v",
    0x0C: b"\\f",
    0x0D: b"\\r",
    0x22: b'\\"',
    0x5C: b"\\\\",
}


def quoted(name: bytes) -> bytes:
    """`name` as it stands in a patch: bare, or in double quotes with escapes."""
    if not _NEEDS_QUOTES.search(name):
        return name
    return b'"' + _NEEDS_QUOTES.sub(_escape, name) + b'"'


def git_line(old: bytes, new: bytes) -> bytes:
    """The line that opens a file's section, without its newline."""
    return b"diff --git " + quoted(b"a/" + old) + b" " + quoted(b"b/" + new)


def side(prefix: bytes, name: bytes) -> bytes:
    """A name on a `---` or `+++` line: one with a space is closed by a tab, as git does it."""
    return quoted(prefix + name) + (b"\t" if b" " in name else b"")


def _escape(match: re.Match[bytes]) -> bytes:
    byte = match[0][0]
    return _SHORT.get(byte) or b"\\%03o" % byte
