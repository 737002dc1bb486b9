"""What a person likes, as the pages keep and find it."""

from pydantic import JsonValue

from boocode_app.contracts.base import Contract


class PreferenceEdit(Contract):
    """The object to keep; its JSON has at most 16 KB."""

    value: dict[str, JsonValue]


class Preference(Contract):
    """What is kept under a name; an empty object where nothing is."""

    name: str
    value: dict[str, JsonValue]
