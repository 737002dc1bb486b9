"""Where an endpoint is, and the file with its key: checked before they are kept.

Invariant: a key file is its owner's alone, and is none of BooCode's own secrets: what is in it goes
to another server.
"""

from pathlib import Path
from urllib.parse import urlsplit

from boocode_app.core.errors import InvalidInput

KEYS = "keys"
MAX_KEY = 4096


def checked_url(given: str) -> str:
    """The base URL of an OpenAI-compatible server, without a slash at its end; /v1 where it has no
    path. Raises InvalidInput.
    """
    try:
        parts = urlsplit(given.strip())
        known = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        known = None
    if not known or not given.isprintable() or " " in given.strip():
        raise InvalidInput(
            f"{given!r} is no base URL: it looks like http://127.0.0.1:8000/v1", field="endpoint"
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise InvalidInput(
            "The URL of an endpoint holds no password, key or query: a key goes into a file of "
            "its own (key_file)",
            field="endpoint",
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/') or '/v1'}"


class KeyRing:
    """Reads key files, for the BooCode whose home is `home`."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def read(self, file: Path) -> str:
        """The key in `file`. Raises InvalidInput that says what is wrong with it."""
        try:
            path = file.expanduser().resolve(strict=True)
            mode, size = path.stat().st_mode, path.stat().st_size
            content = path.read_text("ascii") if path.is_file() and size <= MAX_KEY else ""
        except (OSError, RuntimeError) as fault:
            reason = fault.strerror if isinstance(fault, OSError) else fault
            raise _refused(file, f"cannot be read ({reason})") from fault
        except ValueError as fault:
            raise _refused(file, "holds no key: a key is plain text") from fault
        if path.is_relative_to(self._home) and not path.is_relative_to(self._home / KEYS):
            raise _refused(file, f"is among BooCode's own files: keep keys in {self._home / KEYS}")
        if mode & 0o077:
            raise _refused(file, "can be read by others: chmod 600 it")
        key = content.strip()
        if not key or not key.isprintable() or " " in key:
            raise _refused(file, "holds no key: one line is wanted, and nothing else")
        return key


def _refused(file: Path, why: str) -> InvalidInput:
    return InvalidInput(f"The key file {str(file)!r} {why}", field="key_file")
