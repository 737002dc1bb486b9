"""What every contract shares: strict models, the list envelope, problem JSON."""

from typing import Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Item = TypeVar("Item")
Moment = AwareDatetime
"""An aware datetime; ISO 8601 in UTC on the wire."""


class Contract(BaseModel):
    """A shape that crosses a boundary. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(Contract, Generic[Item]):
    """One page of a list. `totals` counts what the caller may want to show."""

    items: list[Item]
    next_cursor: str | None = None
    totals: dict[str, int] = Field(default_factory=dict)


class FieldFault(Contract):
    """One faulty field, by the name the caller used."""

    field: str
    reason: str


class Problem(Contract):
    """An error answer: RFC 9457 problem JSON."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldFault] = Field(default_factory=list)


def is_none(value: object) -> bool:
    """For `exclude_if`: a field that is left out where it has no value."""
    return value is None
