"""What keeps an openspec/ folder from being read, in words."""

from boocode_app.core.errors import BooError

Faults = (BooError, OSError)


def words_of(fault: BooError | OSError) -> str:
    """What a person is told."""
    if isinstance(fault, BooError):
        return fault.detail
    return f"{fault.filename or 'openspec/'}: {fault.strerror or fault}"
