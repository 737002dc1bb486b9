"""SGR: how text looks, as the shortest parameters that set it (`1;31`; plain is the empty text).

Invariant: whatever is applied, a style holds at most one value for each thing that SGR sets.
"""

from functools import lru_cache

VALUE_LIMIT = 32
_FLAGS = frozenset({1, 2, 3, 5, 6, 7, 8, 9, 53})
_ENDS = {22: (1, 2), 23: (3,), 24: (4,), 25: (5, 6), 27: (7,), 28: (8,), 29: (9,), 55: (53,)}
_ENDS |= {39: (38,), 49: (48,), 59: (58,)}
_COLOUR_LENGTH = {"5": 3, "2": 5}


@lru_cache(maxsize=4096)
def restyle(style: str, parameters: str) -> str:
    """`style` after `CSI parameters m`."""
    things = _things(style)
    _apply(things, parameters)
    return ";".join(things[key] for key in sorted(things))


@lru_cache(maxsize=1024)
def background(style: str) -> str:
    """What an erased cell keeps of `style`."""
    return _things(style).get(48, "")


def _things(style: str) -> dict[int, str]:
    things: dict[int, str] = {}
    if style:
        _apply(things, style)
    return things


def _apply(things: dict[int, str], parameters: str) -> None:
    given = parameters.split(";")
    at = 0
    while at < len(given):
        value, at = _value(given, at)
        if len(value) <= VALUE_LIMIT:
            _set(things, value)


def _value(given: list[str], at: int) -> tuple[str, int]:
    """The value at `at`, a colour with all its parts, and where the next one is."""
    value = given[at]
    if value in ("38", "48", "58"):
        length = _COLOUR_LENGTH.get(given[at + 1] if at + 1 < len(given) else "", 1)
        if length == 1 or at + length > len(given):
            return "", len(given)  # as xterm: the rest has no meaning
        return ";".join(part or "0" for part in given[at : at + length]), at + length
    return value or "0", at + 1


def _set(things: dict[int, str], value: str) -> None:
    code = _number(value)
    if code == 0:
        things.clear()
    elif code in _ENDS:
        for ended in _ENDS[code]:
            things.pop(ended, None)
    elif code in (4, 21):
        if value == "4:0":
            things.pop(4, None)
        else:
            things[4] = value
    elif code in (38, 48, 58) and value != str(code):
        things[code] = value
    elif 30 <= code <= 37 or 90 <= code <= 97:
        things[38] = value
    elif 40 <= code <= 47 or 100 <= code <= 107:
        things[48] = value
    elif code in _FLAGS:
        things[code] = str(code)


def _number(value: str) -> int:
    head = value.partition(";")[0].partition(":")[0]
    return int(head) if head.isascii() and head.isdigit() else -1
