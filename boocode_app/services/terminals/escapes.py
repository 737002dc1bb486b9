"""Escapes in the text that an agent types: \\\\n \\\\r \\\\t \\\\\\\\ \\\\xNN \\\\uNNNN.

Invariant: what is none of these stays as it is, so a regular expression or a path survives.
"""

import re

_ESCAPE = re.compile(
    r"\\(?:(?P<plain>[nrt\\])|x(?P<byte>[0-9a-fA-F]{2})"
    r"|u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u(?P<point>[0-9a-fA-F]{4}))"
)
_PLAIN = {"n": b"\n", "r": b"\r", "t": b"\t", "\\": b"\\"}


def unescape(text: str) -> bytes:
    """The bytes to type. A lone surrogate becomes U+FFFD."""
    typed = bytearray()
    at = 0
    for match in _ESCAPE.finditer(text):
        typed += _utf8(text[at : match.start()]) + _meaning(match)
        at = match.end()
    return bytes(typed + _utf8(text[at:]))


def _meaning(match: re.Match[str]) -> bytes:
    if plain := match["plain"]:
        return _PLAIN[plain]
    if byte := match["byte"]:
        return bytes.fromhex(byte)
    if high := match["high"]:
        offset = ((int(high, 16) - 0xD800) << 10) + int(match["low"], 16) - 0xDC00
        return chr(0x10000 + offset).encode()
    return _utf8(chr(int(match["point"], 16)))


def _utf8(text: str) -> bytes:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text).encode()
