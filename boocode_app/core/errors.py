"""The one tree of errors. A service raises a leaf; api/errors.py maps it to HTTP.

BooError
├── InvalidInput      a value that a caller sent cannot be used (names the field)
│   └── MalformedHeader   a header cannot be read (names the position of the fault)
├── NotFound          no such thing
├── Conflict          the thing is not in a state that allows it
├── Forbidden         the caller may not
├── Unavailable       a part of the house is down or busy: trying again later may help
├── UpstreamFailed    something that we asked (llama-server, git) failed
└── SettingsError     BooCode refuses to start with these settings

Every error quotes its culprit: which value, why, what would do.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldReason:
    """One faulty field of an input. `field` is the name the caller used."""

    field: str
    reason: str


class BooError(Exception):
    """Base of all errors that a person may see. `permanent`: trying again cannot help."""

    def __init__(self, detail: str, *, permanent: bool = True) -> None:
        super().__init__(detail)
        self.detail = detail
        self.permanent = permanent


class InvalidInput(BooError):
    """A value cannot be used. `fields` says which, and why."""

    def __init__(self, detail: str, *, field: str | None = None) -> None:
        super().__init__(detail)
        self.fields = [FieldReason(field, detail)] if field else []


class MalformedHeader(InvalidInput):
    """A header of the request cannot be read; the detail tells where it stops making sense."""


class NotFound(BooError):
    """There is no such thing."""


class Conflict(BooError):
    """The thing exists, but its state does not allow this."""


class Forbidden(BooError):
    """The caller may not do this."""


class Unavailable(BooError):
    """A part is down, starting or at a limit; trying again later may help."""

    def __init__(self, detail: str, *, retry_after_s: float = 1.0) -> None:
        super().__init__(detail, permanent=False)
        self.retry_after_s = retry_after_s


class UpstreamFailed(BooError):
    """Something that we asked (llama-server, git, a provider) failed."""


class SettingsError(BooError):
    """A setting has a bad value: BooCode does not start with it."""
