"""X-Agent-Flags: who an agent is, as parameters of RFC 8941 (3.1.2), without IO.

    agent="a1"; task="t7"; title="run tests"; notify-on-exit; readonly

Invariant: whatever a header holds, the answer is AgentFlags or a MalformedHeader that tells the
position (counted from 0) where it stops making sense. Unknown flags are kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from boocode_app.contracts.terminals import FlagValue, PtySpawn
from boocode_app.core.errors import MalformedHeader

HEADER = "X-Agent-Flags"
HEADER_LIMIT = 4096
VALUE_LIMIT = 200
"""Characters of an agent, a task and a title."""

_KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
_NUMBER = re.compile(r"-?(?:[0-9]{1,12}\.[0-9]{1,3}|[0-9]{1,15})(?![0-9.])")
_STRING = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_TOKEN = re.compile(r"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*")
_BYTES = re.compile(r":([A-Za-z0-9+/]*={0,2}):")
_BOOLEAN = re.compile(r"\?([01])")
_YES_OR_NO = {"true": True, "false": False}


@dataclass(frozen=True)
class AgentFlags:
    """Who asks, and how. None: the header does not say. `others` are the flags not known here."""

    agent: str | None = None
    task: str | None = None
    title: str | None = None
    notify_on_exit: bool | None = None
    readonly: bool = False
    others: dict[str, FlagValue] = field(default_factory=dict)

    @property
    def shown(self) -> dict[str, FlagValue]:
        """What a session shows of them beside its own fields."""
        return ({"readonly": True} if self.readonly else {}) | self.others

    def header(self) -> str:
        """The header that says this; a character that no header can carry becomes "?"."""
        named = {"agent": self.agent, "task": self.task, "title": self.title}
        parts = [f"{key}={_quoted(value)}" for key, value in named.items() if value is not None]
        if self.notify_on_exit is not None:
            parts.append("notify-on-exit" if self.notify_on_exit else "notify-on-exit=?0")
        if self.readonly:
            parts.append("readonly")
        return "; ".join(parts + [_as_parameter(key, value) for key, value in self.others.items()])


@dataclass(frozen=True)
class _Parameter:
    key: str
    value: FlagValue
    raw: str
    at: int


def parse_flags(header: str | None) -> AgentFlags:
    """The flags in `header`. Raises MalformedHeader. Of a key given twice the last one counts."""
    if header is None:
        return AgentFlags()
    if len(header) > HEADER_LIMIT:
        raise _fault(header, HEADER_LIMIT, f"it is longer than {HEADER_LIMIT} characters")
    given = {parameter.key: parameter for parameter in _parameters(header)}
    return AgentFlags(
        agent=_text(header, given.pop("agent", None)),
        task=_text(header, given.pop("task", None)),
        title=_text(header, given.pop("title", None)),
        notify_on_exit=_boolean(header, given.pop("notify-on-exit", None)),
        readonly=_boolean(header, given.pop("readonly", None)) or False,
        others={key: parameter.value for key, parameter in given.items()},
    )


def filled_in(request: PtySpawn, flags: AgentFlags) -> PtySpawn:
    """`request` with what `flags` say where it says nothing itself."""
    from_flags = {
        "agentId": flags.agent,
        "taskId": flags.task,
        "title": flags.title,
        "notifyOnExit": flags.notify_on_exit,
    }
    return request.model_copy(
        update={
            name: value
            for name, value in from_flags.items()
            if value is not None
            and (name not in request.model_fields_set or getattr(request, name) is None)
        }
    )


def _parameters(header: str) -> Iterator[_Parameter]:
    at = _spaces(header, 0)
    end = len(header.rstrip(" "))
    if at < end and header[at] == ";":  # as it would stand behind an item
        at = _spaces(header, at + 1)
        if at >= end:
            raise _fault(header, at, "a flag was expected")
    while at < end:
        parameter, at = _parameter(header, at)
        yield parameter
        if at == end:
            return
        if header[at] != ";":
            raise _fault(header, at, "';' was expected")
        at = _spaces(header, at + 1)
        if at >= end:
            raise _fault(header, at, "a flag was expected")


def _parameter(header: str, at: int) -> tuple[_Parameter, int]:
    key = _KEY.match(header, at)
    if key is None:
        raise _fault(header, at, "a flag was expected (lower-case letters, digits, '_-.*')")
    at = key.end()
    if at >= len(header) or header[at] != "=":
        return _Parameter(key[0], True, "?1", key.start()), at
    value, end = _value(header, at + 1)
    return _Parameter(key[0], value, header[at + 1 : end], at + 1), end


def _value(header: str, at: int) -> tuple[FlagValue, int]:
    """A bare item of RFC 8941 (3.3). The bytes of a byte sequence stay in base64."""
    if match := _STRING.match(header, at):
        return re.sub(r"\\(.)", r"\1", match[1]), match.end()
    if match := _NUMBER.match(header, at):
        return (float(match[0]) if "." in match[0] else int(match[0])), match.end()
    if match := _BOOLEAN.match(header, at):
        return match[1] == "1", match.end()
    if match := _TOKEN.match(header, at) or _BYTES.match(header, at):
        return match[match.lastindex or 0], match.end()
    raise _no_value(header, at)


def _no_value(header: str, at: int) -> MalformedHeader:
    if not header.startswith('"', at):
        return _fault(header, at, 'a value was expected: a token, a "string", a number, ?0 or ?1')
    at += 1
    while at < len(header):
        if header[at] == "\\" and header[at + 1 : at + 2] in ('"', "\\"):
            at += 2
        elif header[at] == "\\" or not " " <= header[at] <= "~":
            return _fault(header, at, "this character cannot stand in a string")
        else:
            at += 1
    return _fault(header, at, "the string has no closing quote")


def _text(header: str, parameter: _Parameter | None) -> str | None:
    """A string, a token, or a number as it was written."""
    if parameter is None:
        return None
    if isinstance(parameter.value, bool) or not str(parameter.value).strip():
        raise _fault(header, parameter.at, f"{parameter.key} was expected to have a text")
    text = parameter.value if isinstance(parameter.value, str) else parameter.raw
    if len(text) > VALUE_LIMIT:
        raise _fault(header, parameter.at, f"{parameter.key} is over {VALUE_LIMIT} characters long")
    return text


def _boolean(header: str, parameter: _Parameter | None) -> bool | None:
    if parameter is None:
        return None
    value = parameter.value
    value = _YES_OR_NO.get(value, value) if isinstance(value, str) else value
    if not isinstance(value, bool):
        raise _fault(header, parameter.at, f"{parameter.key} is either there or ?0")
    return value


def _spaces(header: str, at: int) -> int:
    while at < len(header) and header[at] == " ":
        at += 1
    return at


def _fault(header: str, at: int, reason: str) -> MalformedHeader:
    found = repr(header[at : at + 20]) if at < len(header) else "the end"
    detail = f"{HEADER}, position {at}: {reason}, and {found} is there."
    return MalformedHeader(detail, field=HEADER)


def _quoted(text: str) -> str:
    plain = "".join(char if " " <= char <= "~" else "?" for char in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _as_parameter(key: str, value: FlagValue) -> str:
    match value:
        case True:
            return key
        case False:
            return f"{key}=?0"
        case str():
            return f"{key}={_quoted(value)}"
        case _:
            return f"{key}={value}"
